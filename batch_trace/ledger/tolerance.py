"""By how many hours posting times may be wrong, as the site's settings say."""

from __future__ import annotations

from math import isfinite

import frappe
from frappe import _

from batch_trace.core.terms.moments import DEFAULT_TOLERANCE, hours_of

SETTINGS, FIELD = "Batch Trace Settings", "time_tolerance"


class BadTolerance(frappe.ValidationError):
	"""The tolerance is not a number of hours."""


def hours() -> float | None:
	"""Return the tolerance in hours; None where time is ignored. A site that has never stored one has the default."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	return hours_of(stored[FIELD]) if FIELD in stored else DEFAULT_TOLERANCE


def checked(text: object) -> str | None:
	"""Return the setting as it is stored.

	Raises:
		BadTolerance: it is neither empty nor a number of hours.
	"""
	try:
		value = hours_of(text)
	except ValueError:
		value = -1.0
	if value is None:
		return None
	if value < 0 or not isfinite(value):
		frappe.throw(
			_("The time tolerance is a number of hours, such as 24, or empty; {0} is neither.").format(
				frappe.bold(frappe.utils.escape_html(str(text)))
			),
			BadTolerance,
		)
	return f"{value:g}"

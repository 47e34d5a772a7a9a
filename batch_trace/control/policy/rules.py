"""The site's settings about control, from Batch Trace Settings."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.core.control import permits

SETTINGS = "Batch Trace Settings"
WARN_ONLY = "Warn Only"


def settings() -> Document:
	"""Return the settings; installation and migration store the defaults."""
	return frappe.get_cached_doc(SETTINGS)


def only_warns() -> bool:
	"""Return whether the site only warns of what it would stop, as while control is being introduced."""
	return settings().enforcement == WARN_ONLY


def permit_table() -> dict[tuple[str, str], str]:
	"""Return the action for each status and kind of movement: the defaults, replaced by the site's exceptions."""
	return table_of(settings())


def table_of(settings: Document) -> dict[tuple[str, str], str]:
	"""Return the table of permits of these settings, which need not be saved."""
	return permits.default_table() | {(row.status, row.movement): row.action for row in settings.permits}


def requires_signatures() -> bool:
	"""Return whether releases, rejections and releases of holds need a signature."""
	return bool(settings().require_signatures)


def segregates_duties() -> bool:
	"""Return whether a user who received or made a batch may not release it."""
	return bool(settings().segregation_of_duties)


def allows_overrides() -> bool:
	"""Return whether a signed override can let a voucher pass."""
	return bool(settings().allow_overrides)

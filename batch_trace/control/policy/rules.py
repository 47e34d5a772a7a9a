"""What Batch Trace Settings say about control."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.core.control import permits

SETTINGS = "Batch Trace Settings"
WARN_ONLY = "Warn Only"


def settings() -> Document:
	"""Return the settings; install and migrate store the default of each."""
	return frappe.get_cached_doc(SETTINGS)


def only_warns() -> bool:
	"""Tell whether this site only warns where the table says stop, as while it is being introduced."""
	return settings().enforcement == WARN_ONLY


def permit_table() -> dict[tuple[str, str], str]:
	"""Return the action for each status and kind of movement: the defaults with the site's exceptions."""
	return permits.default_table() | {(row.status, row.movement): row.action for row in settings().permits}


def requires_signatures() -> bool:
	"""Tell whether releases, rejections and releases of holds are signed."""
	return bool(settings().require_signatures)


def segregates_duties() -> bool:
	"""Tell whether whoever made or received a batch may not release it."""
	return bool(settings().segregation_of_duties)


def allows_overrides() -> bool:
	"""Tell whether a signed override may let a voucher pass."""
	return bool(settings().allow_overrides)

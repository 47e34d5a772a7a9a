"""Batch Trace Settings for screens."""

from __future__ import annotations

from typing import Any

import frappe

from batch_trace.control.policy import rules
from batch_trace.core.control import movement_kinds, permits, statuses


@frappe.whitelist()
def permits_by_default() -> dict[str, Any]:
	"""Return the statuses (mildest first), the kinds of movement, the actions, and the default permits.

	`default` has an action for each status and kind of movement.

	"""
	frappe.has_permission(rules.SETTINGS, "read", throw=True)
	return {
		"statuses": list(statuses.BY_STRICTNESS),
		"kinds": list(movement_kinds.KINDS),
		"actions": list(permits.ACTIONS),
		"default": {
			status: {kind: permits.default_action(status, kind) for kind in movement_kinds.KINDS}
			for status in statuses.BY_STRICTNESS
		},
	}


@frappe.whitelist()
def requires_signatures() -> bool:
	"""Return whether decisions and releases need a signature on this site."""
	return rules.requires_signatures()

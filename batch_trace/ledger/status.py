"""The status of batches according to ERPNext alone: disabled or expired."""

from __future__ import annotations

from frappe.utils import today

from batch_trace.core.answer.facts import Facts
from batch_trace.core.answer.rows import Place

EXPIRED, DISABLED = "Expired", "Disabled"


def status_of(facts: Facts) -> dict[Place, str]:
	"""Return the status of each batch that is disabled or expired today."""
	now = today()
	status: dict[Place, str] = {}
	for node, (_, _, expiry_date, disabled) in facts.identities.items():
		if disabled:
			status[node, None] = DISABLED
		elif expiry_date and expiry_date < now:
			status[node, None] = EXPIRED
	return status

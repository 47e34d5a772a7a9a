"""The status of batches, as far as ERPNext itself tells it."""

from __future__ import annotations

from collections.abc import Collection

from frappe.utils import today

from batch_trace.core.nodes import batch_of
from batch_trace.core.rows import Place
from batch_trace.ledger.select import select

EXPIRED, DISABLED = "Expired", "Disabled"
NOT_ORDINARY = """
	SELECT name, disabled FROM `tabBatch`
	WHERE name IN %(names)s AND (disabled = 1 OR expiry_date < %(today)s)
"""


def status_of(places: Collection[Place]) -> dict[Place, str]:
	"""Return the status of each batch in each warehouse that has one other than ordinary, as of today."""
	batches = {batch for node, _warehouse in places if (batch := batch_of(node))}
	status = _status(batches) if batches else {}
	return {place: status[place[0]] for place in places if place[0] in status}


def _status(batches: Collection[str]) -> dict[str, str]:
	rows = select(NOT_ORDINARY, {"names": tuple(batches), "today": today()})
	return {name: DISABLED if disabled else EXPIRED for name, disabled in rows}

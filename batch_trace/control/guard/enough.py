"""Nobody takes more of a batch than there is, also of several who take it at the same moment.

ERPNext adds up a batch as it was when a transaction began, and so lets two take the same last unit as long as other
batches of the item make up for it. The balances tell what is there now, and are locked until the commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.policy import policies
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import backfill
from batch_trace.ledger.locked_balances import Place, locked

TOLERANCE = 1e-6


class NotThereAnyMore(BatchStopped):
	"""There is less of a batch than is taken."""


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Refuse what leaves less than nothing of a batch under control, unless ERPNext's settings allow that of its item.

	Raises:
		NotThereAnyMore: with the batches, what there was of each, and the way out.
	"""
	taken, item_of = _taken(events)
	governed = policies.names_of_items(set(item_of.values())) if taken else {}
	places = [place for place in taken if item_of[place] in governed]
	if not places or not backfill.is_complete():
		return
	below = {
		place: left
		for place, left in sorted(locked(places).items())
		if left < -TOLERANCE and not may_be_negative(item_of[place])
	}
	if below:
		lines = [_worded(place, item_of[place], taken[place], left) for place, left in below.items()]
		frappe.throw("<br><br>".join(lines), NotThereAnyMore, title=_("Not enough left of the batch"))


def _taken(events: Sequence[RecordedEvent]) -> tuple[dict[Place, float], dict[Place, str]]:
	"""Return what the events take in all (stock UOM) of each batch out of each warehouse, and its item."""
	net: dict[Place, float] = defaultdict(float)
	item_of: dict[Place, str] = {}
	for event in events:
		for m in event.batch_movements():
			net[m.batch, m.warehouse] += m.qty
			item_of[m.batch, m.warehouse] = m.item_code
	taken = {place: -quantity for place, quantity in net.items() if quantity < -TOLERANCE}
	return taken, {place: item_of[place] for place in taken}


def may_be_negative(item_code: str) -> bool:
	"""Tell whether ERPNext's settings let stock of the item fall below zero."""
	from erpnext.stock.stock_ledger import is_negative_stock_allowed

	per_batch = frappe.get_cached_doc("Stock Settings").get("allow_negative_stock_for_batch")
	return bool(per_batch or is_negative_stock_allowed(item_code=item_code))


def _worded(place: Place, item_code: str, quantity: float, left: float) -> str:
	batch, warehouse = place
	return _(
		"Batch {0} of {1}: {2} are to leave {3}, but only {4} are there; somebody may have taken the others this moment. "
		"Submit again to have batches chosen anew, or name another batch."
	).format(
		get_link_to_form("Batch", batch),
		frappe.bold(item_code),
		frappe.format(quantity, {"fieldtype": "Float"}),
		warehouse,
		frappe.format(round(left + quantity, 9), {"fieldtype": "Float"}),
	)

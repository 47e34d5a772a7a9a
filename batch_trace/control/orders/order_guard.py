"""Refuses to use for one order what was transferred for another, however the batches came to be on the voucher.

An order may use of a batch at most what was transferred for it, less what it has used and what was taken back. All
other vouchers must leave what open orders still have. A transfer cannot be cancelled once some of it was used. The rows
that are added up are locked, and so are the batches by then: of two transactions, the later one sees what the earlier
one did.

Quantities are in stock UOM. A movement out of a warehouse has a negative `qty`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import frappe

from batch_trace.control.guard import samples
from batch_trace.control.movements import outward
from batch_trace.control.movements.outward import Going
from batch_trace.control.orders import transferred
from batch_trace.control.orders.order_finding import Finding, Leaving, OrderBalances
from batch_trace.control.orders.order_refusal import refuse
from batch_trace.control.policy import policies
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control.policy import ALLOWED
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, RecordedEvent
from batch_trace.ledger import backfill, for_orders
from batch_trace.ledger.for_orders import RECEIPT, SUBCONTRACTING_ORDER, WORK_ORDER, Order

LOSSES = frozenset({mk.TO_QUARANTINE, mk.SAMPLE, mk.DESTRUCTION, mk.STOCK_COUNT})
"""Kinds of movement that are never refused here, samples within their limit: they are needed whichever order the goods are for."""


Find = Callable[[Leaving, OrderBalances, set[Order]], Finding | None]
"""Checks one movement, given what each order has of the batch in that warehouse and which orders are open."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse to use more for an order than was transferred for it, and to take what other orders need.

	Raises:
		NotTransferred: with the batches, the orders, and the way out.
	"""
	refuse(_findings(events, _find_in_movement))


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Refuse to cancel a voucher that brought material which an order has used since.

	Raises:
		NotTransferred: with the batches, the orders, and the way out.
	"""
	refuse(_findings([event for event in events if event.is_reversal], _find_in_cancellation))


def _findings(events: Sequence[RecordedEvent], find: Find) -> list[Finding]:
	"""Return what `find` objects to, once per batch, warehouse and order, for items under a policy."""
	movements = list(_leaving(events))
	governed = policies.of_items({leaving.movement.item_code for leaving in movements}) if movements else {}
	movements = [
		leaving._replace(may_be_floor_stock=policy.floor_stock == ALLOWED)
		for leaving in movements
		if (policy := governed.get(leaving.movement.item_code))
	]
	if not movements or not backfill.is_complete():
		return []
	batches = {str(leaving.movement.batch) for leaving in movements}
	balances = for_orders.of_batches(
		batches, {leaving.movement.warehouse for leaving in movements}, lock=True
	)
	with_stock = {
		order
		for of_place in balances.values()
		for order, quantity in of_place.items()
		if quantity > transferred.TOLERANCE
	}
	open_orders = transferred.open_orders(with_stock)
	findings = {}
	for leaving in movements:
		place = (str(leaving.movement.batch), leaving.movement.warehouse)
		finding = find(leaving, balances.get(place, {}), open_orders)
		if finding:
			findings[place, leaving.order] = finding
	return list(findings.values())


def _leaving(events: Iterable[RecordedEvent]) -> Iterator[Leaving]:
	for event in events:
		voucher = event.voucher
		moves = list(event.outward_movements())
		if moves:
			rows = {m.row for m in moves}
			orders = for_orders.of_voucher(voucher.voucher_type, voucher.voucher_no, voucher.work_order, rows)
			yield from (Leaving(event, m, orders.get(m.row)) for m in moves)


def _find_in_movement(leaving: Leaving, balances: OrderBalances, open_orders: set[Order]) -> Finding | None:
	return _more_than_transferred(leaving, balances) or _taken_from_others(leaving, balances, open_orders)


def _find_in_cancellation(
	leaving: Leaving, balances: OrderBalances, open_orders: set[Order]
) -> Finding | None:
	"""Return a finding if this cancellation leaves an order short, None if nobody is short or somebody was so before.

	The order's own balance: 10 kg were transferred for the order and 4 kg used. Cancelling the transfer (qty -10)
	leaves its balance at -4 kg; before, it was -4 - (-10) = 6 kg, so this cancellation causes the shortage: a finding.
	If the balance had been -2 kg before the cancellation of a transfer of 3 kg, the order was short already: no
	finding.

	Other orders: they have 8 kg of the batch, and 10 kg are in the warehouse. Cancelling a receipt (qty -5) leaves 5
	kg, so they are 3 kg short, which is no more than the 5 kg taken back: a finding. If they are short by more than is
	taken back, they were short already: no finding.
	"""
	quantity, tolerance = leaving.movement.qty, transferred.TOLERANCE
	balance = balances.get(leaving.order, 0.0) if leaving.order else 0.0
	if balance < -tolerance:
		balance_before = balance - quantity
		return Finding(leaving, {}, {}) if balance_before >= -tolerance else None
	needed_by = _needed_by_others(leaving, balances, open_orders)
	shortage = sum(needed_by.values()) - _on_hand(leaving.movement) if needed_by else 0.0
	return Finding(leaving, {}, needed_by) if tolerance < shortage <= -quantity + tolerance else None


def _more_than_transferred(leaving: Leaving, balances: OrderBalances) -> Finding | None:
	"""Return a finding if the order uses more of the batch than was transferred for it.

	An order for which nothing of the item was ever brought to this warehouse may take from stock that is no order's; so
	may one that uses it up, if the policy allows floor stock.
	"""
	if not leaving.order or _uses_floor_stock(leaving):
		return None
	left_of_item = _left_of_item(leaving)
	balance = balances.get(
		leaving.order, -1.0
	)  # a batch that was never transferred for the order is short at once
	if left_of_item is None or balance >= -transferred.TOLERANCE:
		return None
	return Finding(
		leaving, {batch: qty for batch, qty in left_of_item.items() if qty > transferred.TOLERANCE}, {}
	)


def _uses_floor_stock(leaving: Leaving) -> bool:
	"""Return whether a Work Order uses the batch, and may use what is no order's. To return it as its own is no use."""
	is_used = leaving.event.event_type in (et.PRODUCTION, et.CONSUMPTION)
	return leaving.may_be_floor_stock and is_used and leaving.order.doctype == WORK_ORDER


def _left_of_item(leaving: Leaving) -> dict[str, float] | None:
	"""Return what the order has left of each batch of the item in that warehouse.

	None: nothing of the item was ever brought there for the order.
	"""
	m, order = leaving.movement, leaving.order
	if order.doctype == WORK_ORDER:
		return for_orders.of_work_order(order.name, m.item_code, m.warehouse, lock=True) or None
	if leaving.event.voucher.voucher_type != RECEIPT:
		return None
	supplied = {"parent": order.name, "rm_item_code": m.item_code, "supplied_qty": [">", 0]}
	if not frappe.db.exists("Subcontracting Order Supplied Item", supplied):
		return None
	return transferred.pool_of(order, m.item_code, m.warehouse)


def _taken_from_others(leaving: Leaving, balances: OrderBalances, open_orders: set[Order]) -> Finding | None:
	"""Return a finding if the movement leaves less of the batch than other open orders have of it.

	Example: 10 kg are in the warehouse, 8 kg of them transferred for order A. A shipment of 2 kg leaves the 8 kg that A
	has: no finding. A shipment of 3 kg leaves 7 kg: a finding. Order A itself may use its 8 kg whatever is left for
	others.
	"""
	needed_by = _needed_by_others(leaving, balances, open_orders)
	if not needed_by or _uses_its_own(leaving, balances):
		return None
	is_enough = _on_hand(leaving.movement) >= sum(needed_by.values()) - transferred.TOLERANCE
	return None if is_enough or _is_loss(leaving) else Finding(leaving, {}, needed_by)


def _needed_by_others(leaving: Leaving, balances: OrderBalances, open_orders: set[Order]) -> OrderBalances:
	"""Return what the other open orders have of the batch in that warehouse."""
	return {
		order: quantity
		for order, quantity in sorted(balances.items())
		if order != leaving.order and order in open_orders and quantity > transferred.TOLERANCE
	}


def _on_hand(m: Movement) -> float:
	"""Return how much of the batch is in the warehouse after the movement, and lock that balance."""
	filters = {"batch": m.batch, "warehouse": m.warehouse}
	return frappe.db.get_value("Batch Balance", filters, "qty", for_update=True) or 0.0


def _uses_its_own(leaving: Leaving, balances: OrderBalances) -> bool:
	"""Return whether an order that was open until this voucher uses what was transferred for it.

	ERPNext sets a Work Order to Completed before the guard looks: an order that this very voucher completes was open.
	"""
	if not leaving.order or balances.get(leaving.order, -1.0) < -transferred.TOLERANCE:
		return False
	if leaving.order.doctype == SUBCONTRACTING_ORDER:
		return True
	fields = ["status", "qty", "produced_qty"]
	order = frappe.db.get_value(WORK_ORDER, leaving.order.name, fields, as_dict=True)
	made = sum(entry.movement.qty for entry in leaving.event.entries if entry.direction == "In")
	if not order or order.status not in transferred.CLOSED:
		return bool(order)
	return order.status == "Completed" and made > 0 and order.produced_qty - made < order.qty


def _is_loss(leaving: Leaving) -> bool:
	"""Return whether the voucher moves the batch in no other way than those needed whichever order the goods are for."""
	place = (leaving.movement.batch, leaving.movement.warehouse)
	goings: list[Going] = [
		going for going in outward.going_out([leaving.event]) if (going.batch, going.warehouse) == place
	]
	kinds = set(outward.kinds(goings).values())
	return bool(kinds) and kinds <= LOSSES and not samples.beyond_limit(goings)

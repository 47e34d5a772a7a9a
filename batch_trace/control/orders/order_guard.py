"""Nobody uses for one order what was transferred for another: the guarantee, whatever filled in the batches.

An order uses of a batch at most what was transferred for it and neither used nor taken back yet. Anybody else leaves
what open orders still have. Nor is a transfer cancelled that something was used of. The rows added up are locked, and
the batches are by then, so that of two the later sees what the earlier did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.movements import outward
from batch_trace.control.movements.outward import Going
from batch_trace.control.orders import transferred
from batch_trace.control.policy import policies, rules
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.terms.movements import Movement, RecordedEvent
from batch_trace.ledger import backfill, for_orders
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.for_orders import RECEIPT, SUBCONTRACTING_ORDER, WORK_ORDER, Order

LOSSES = frozenset({mk.TO_QUARANTINE, mk.SAMPLE, mk.DESTRUCTION, mk.STOCK_COUNT})
"""What happens to goods, whoever they are for."""


Held = dict[Order, float]
"""How much (stock UOM) orders have of one batch in one warehouse."""


class NotTransferred(BatchStopped):
	"""A batch, or so much of it, was not transferred for the order that would use it."""


class Leaving(NamedTuple):
	"""A batch that a voucher takes out of a warehouse, for an order or for none."""

	event: RecordedEvent
	movement: Movement
	order: Order | None


class Finding(NamedTuple):
	"""What is wrong: what was `transferred` for the order instead, or the `claims` of others."""

	leaving: Leaving
	transferred: dict[str, float]
	claims: Held


Find = Callable[[Leaving, Held, set[Order]], Finding | None]
"""Looks at what leaves, what each order has of the batch there, and which orders are open."""


def _refuse(found: Sequence[Finding]) -> None:
	if not found:
		return
	words = "<br><br>".join(_worded(finding) for finding in found)
	if rules.only_warns():
		frappe.msgprint(words, title=_("Not transferred for this order"), indicator="orange")
	else:
		frappe.throw(words, NotTransferred, title=_("Not transferred for this order"))


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse to use what was transferred for nobody or for somebody else.

	Raises:
		NotTransferred: with the batches, the orders, and the way out.
	"""
	_refuse(_found(events, _using))


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Refuse to cancel what brought the material that an order has used since.

	Raises:
		NotTransferred: with the batches, the orders, and the way out.
	"""
	_refuse(_found([event for event in events if event.is_reversal], _cancelling))


def _found(events: Sequence[RecordedEvent], find: Find) -> list[Finding]:
	leaving = list(_leaving(events))
	governed = policies.names_of_items({one.movement.item_code for one in leaving}) if leaving else {}
	leaving = [one for one in leaving if one.movement.item_code in governed]
	if not leaving or not backfill.is_complete():
		return []
	batches = {str(one.movement.batch) for one in leaving}
	known = for_orders.of_batches(batches, {one.movement.warehouse for one in leaving}, lock=True)
	has = {order for orders in known.values() for order, qty in orders.items() if qty > transferred.TOLERANCE}
	still = transferred.open_orders(has)
	found = {}
	for one in leaving:
		place = (str(one.movement.batch), one.movement.warehouse)
		finding = find(one, known.get(place, {}), still)
		if finding:
			found[place, one.order] = finding
	return list(found.values())


def _leaving(events: Iterable[RecordedEvent]) -> Iterator[Leaving]:
	for event in events:
		voucher = event.voucher
		moves = list(event.outward_movements())
		if moves:
			rows = {m.row for m in moves}
			orders = for_orders.of_voucher(voucher.voucher_type, voucher.voucher_no, voucher.work_order, rows)
			yield from (Leaving(event, m, orders.get(m.row)) for m in moves)


def _using(one: Leaving, orders: Held, still: set[Order]) -> Finding | None:
	return _own(one, orders) or _others(one, orders, still)


def _cancelling(one: Leaving, orders: Held, still: set[Order]) -> Finding | None:
	"""Find what was used already of what is taken back; what was short before is nobody's doing now."""
	has = orders.get(one.order, 0.0) if one.order else 0.0
	if has < -transferred.TOLERANCE:
		return Finding(one, {}, {}) if has - one.movement.qty >= -transferred.TOLERANCE else None
	claims = _claims(one, orders, still)
	short = sum(claims.values()) - _on_hand(one.movement) if claims else 0.0
	return (
		Finding(one, {}, claims)
		if transferred.TOLERANCE < short <= -one.movement.qty + transferred.TOLERANCE
		else None
	)


def _own(one: Leaving, orders: Held) -> Finding | None:
	"""Find what the order would use beyond its own, where material was transferred to it."""
	if not one.order:
		return None
	pool = _brought(one)
	if pool is None or orders.get(one.order, -1.0) >= -transferred.TOLERANCE:
		return None
	return Finding(one, {name: qty for name, qty in pool.items() if qty > transferred.TOLERANCE}, {})


def _brought(one: Leaving) -> dict[str, float] | None:
	"""Return what of the item the order has where it is taken from, None where none was ever brought there for it."""
	m, order = one.movement, one.order
	if order.doctype == WORK_ORDER:
		return for_orders.of_work_order(order.name, m.item_code, m.warehouse, lock=True) or None
	if one.event.voucher.voucher_type != RECEIPT:
		return None
	supplied = {"parent": order.name, "rm_item_code": m.item_code, "supplied_qty": [">", 0]}
	if not frappe.db.exists("Subcontracting Order Supplied Item", supplied):
		return None
	return transferred.pool_of(order, m.item_code, m.warehouse)


def _others(one: Leaving, orders: Held, still: set[Order]) -> Finding | None:
	"""Find what would be taken of what other open orders have there; an open order's own is its own."""
	claims = _claims(one, orders, still)
	if not claims or _has_own(one, orders):
		return None
	if _on_hand(one.movement) >= sum(claims.values()) - transferred.TOLERANCE or _kind(one) in LOSSES:
		return None
	return Finding(one, {}, claims)


def _claims(one: Leaving, orders: Held, still: set[Order]) -> Held:
	"""Return what other open orders have of the batch there."""
	return {
		order: qty
		for order, qty in sorted(orders.items())
		if order != one.order and order in still and qty > transferred.TOLERANCE
	}


def _on_hand(m: Movement) -> float:
	filters = {"batch": m.batch, "warehouse": m.warehouse}
	return frappe.db.get_value("Batch Balance", filters, "qty", for_update=True) or 0.0


def _has_own(one: Leaving, orders: Held) -> bool:
	"""Tell whether the order uses its own, and used material still when the voucher was submitted."""
	if not one.order or one.order not in orders or orders[one.order] < -transferred.TOLERANCE:
		return False
	if one.order.doctype == SUBCONTRACTING_ORDER:
		return True
	order = frappe.db.get_value(WORK_ORDER, one.order.name, ["status", "qty", "produced_qty"], as_dict=True)
	made = sum(e.movement.qty for e in one.event.entries if e.direction == "In")
	if not order or order.status not in transferred.CLOSED:
		return bool(order)
	return order.status == "Completed" and made > 0 and order.produced_qty - made < order.qty


def _kind(one: Leaving) -> str:
	goings: list[Going] = [
		going
		for going in outward.going_out([one.event])
		if (going.batch, going.warehouse) == (one.movement.batch, one.movement.warehouse)
	]
	kinds = set(outward.kinds(goings).values())
	return next(iter(kinds - LOSSES), next(iter(kinds), mk.OTHER))


def _worded(finding: Finding) -> str:
	m, order = finding.leaving.movement, finding.leaving.order
	batch = get_link_to_form("Batch", m.batch)
	if finding.claims:
		return _(
			"Batch {0} of {1} in {2} was transferred for {3}, and what is left there is not more than they need. "
			"Take another batch, or have it returned from there first."
		).format(batch, frappe.bold(m.item_code), m.warehouse, _orders(finding.claims))
	if finding.leaving.event.is_reversal:
		return _(
			"Batch {0} of {1} in {2}: what was transferred for {3} has been used since. Cancel what used it first."
		).format(batch, frappe.bold(m.item_code), m.warehouse, _orders([order]))
	return " ".join([
		_("Batch {0} of {1} in {2}: {3} {4} is more than was transferred for {5} and is left of it.").format(
			batch, frappe.bold(m.item_code), m.warehouse, frappe.format(-m.qty), m.uom, _orders([order])
		),
		_transferred(finding.transferred),
		_("Clear the row's batches to have them chosen, or transfer the batch for the order first."),
	])  # fmt: skip


def _transferred(pool: dict[str, float]) -> str:
	readable = set(UserAccess().readable("Batch", list(pool)))
	lots = [
		f"{get_link_to_form('Batch', name)} ({frappe.format(qty)})"
		for name, qty in sorted(pool.items())
		if name in readable
	]
	return _("Left of what was transferred: {0}.").format(", ".join(lots) or _("nothing"))


def _orders(orders: Iterable[Order]) -> str:
	"""Name the orders, those that the user may not read by their kind alone."""
	access, names = UserAccess(), []
	for order in orders:
		is_readable = order.name in set(access.readable(order.doctype, [order.name]))
		link = get_link_to_form(order.doctype, order.name)
		names.append(f"{_(order.doctype)} {link}" if is_readable else _(order.doctype))
	return ", ".join(dict.fromkeys(names))

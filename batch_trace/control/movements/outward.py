"""The batches that recorded events take out of a warehouse, and the kind of each movement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe

from batch_trace.control.movements import places, suppliers
from batch_trace.control.policy import deciders
from batch_trace.core.control.movement_kinds import OTHER, SUPPLIER_RETURN, Outward, kind_of
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, RecordedEvent
from batch_trace.ledger import consignment
from batch_trace.ledger.compat import existing_fields
from batch_trace.ledger.sold import is_sale

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Going:
	"""A batch that leaves a warehouse with a voucher; `to` are the warehouses that its row moves it into."""

	voucher_type: str
	voucher_no: str
	event_type: str
	batch: str
	item_code: str
	warehouse: str
	to: tuple[str, ...] = ()
	items_made: frozenset[str] = frozenset()


def going_out(events: Iterable[RecordedEvent]) -> list[Going]:
	"""Return what the events take out, once for each batch, warehouse and kind of movement."""
	return list(dict.fromkeys(going for event in events for going, _movement in leaving(event)))


def leaving(event: RecordedEvent) -> Iterator[tuple[Going, Movement]]:
	"""Yield what an event takes out, with the movement."""
	if event.event_type == et.SUBSTITUTION and event.voucher.from_sister and not event.leaves_at_once:
		return  # what a sister company sent has arrived under another number: nothing leaves
	into = event.targets()
	made = made_in_full(event)
	is_sold = is_sale(event)
	kind = et.SUPPLIER_RETURN if event.leaves_at_once else event.event_type
	for entry in event.entries:
		m = entry.movement
		if m.batch and m.qty < 0:
			is_transfer = entry.direction == "Move" and not is_sold
			going = Going(
				event.voucher.voucher_type,
				event.voucher.voucher_no,
				et.TRANSFER if is_transfer else et.SHIPMENT if is_sold else kind,
				m.batch,
				m.item_code,
				m.warehouse,
				into.get((m.row, m.batch), ()) if is_transfer else (),
				made,
			)
			yield going, m


def made_in_full(event: RecordedEvent) -> frozenset[str]:
	"""Return the items of which the event makes at least as much as it uses, in stock UOM."""
	net: dict[str, float] = defaultdict(float)
	for entry in event.entries:
		if entry.direction != "Move":
			net[entry.movement.item_code] += entry.movement.qty
	made = {entry.movement.item_code for entry in event.entries if entry.direction == "In"}
	return frozenset(item for item in made if net[item] >= -TOLERANCE)


def kinds(goings: Sequence[Going]) -> dict[Going, str]:
	"""Return the kind of each movement, as in the table of permits; what goes to a warehouse at a customer is shipped."""
	targets = {warehouse for going in goings for warehouse in going.to}
	safe, at_customers = places.uses(targets), consignment.at_customers(targets)
	unloading = _unloading(goings)
	names = {(going.voucher_type, going.voucher_no) for going in goings}
	vouchers = {name: _stored_facts(*name) for name in sorted(names)}
	kind_by_going = {
		going: kind_of(
			replace(
				vouchers[going.voucher_type, going.voucher_no],
				event_type=et.SHIPMENT if at_customers.keys() & set(going.to) else going.event_type,
				item_code=going.item_code,
				to_safe_place=bool(going.to) and all(name in safe for name in going.to),
				is_unloading=going in unloading,
				items_made=going.items_made,
			)
		)
		for going in goings
	}
	return {going: OTHER if _is_false_return(going, kind) else kind for going, kind in kind_by_going.items()}


def _unloading(goings: Sequence[Going]) -> set[Going]:
	"""Return the movements that unload in stores what was loaded by a transfer, which nothing stopped then."""
	unloaded = places.unloaded({(going.warehouse, to) for going in goings for to in going.to})
	ways = {g for g in goings if g.to and all((g.warehouse, name) in unloaded for name in g.to)}
	otherwise = places.brought_otherwise({g.batch for g in ways}, {g.warehouse for g in ways})
	return {g for g in ways if (g.batch, g.warehouse) not in otherwise}


def _is_false_return(going: Going, kind: str) -> bool:
	"""Return whether a return to a supplier returns more of the batch than came from that supplier."""
	is_return = kind == SUPPLIER_RETURN and going.event_type in suppliers.RETURNED
	return is_return and not suppliers.takes_back(going.voucher_type, going.voucher_no, going.batch)


def _stored_facts(voucher_type: str, voucher_no: str) -> Outward:
	"""Return the facts that all movements of a stored voucher share."""
	fields = existing_fields(voucher_type, ("purpose", "batch_issue_reason", "batch_issue_details"))
	row = frappe.db.get_value(voucher_type, voucher_no, fields, as_dict=True) if fields else None
	facts = facts_of_voucher(voucher_type, row or {})
	return replace(facts, by_decision=deciders.divides(voucher_type, voucher_no))


def facts_of_voucher(voucher_type: str, fields: Mapping[str, Any]) -> Outward:
	"""Return the facts that all movements of a voucher share; an issue reason counts only with details."""
	reason = fields.get("batch_issue_reason") if fields.get("batch_issue_details") else ""
	return Outward(
		voucher_type, "", "", purpose=str(fields.get("purpose") or ""), issue_reason=str(reason or "")
	)

"""Looks at each batch that was taken under a policy that says whose turn it is: records it, asks for a reason, or refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from frappe.utils import getdate

from batch_trace.control import claims, outward, policies
from batch_trace.control.allocation import allocator, out_of_turn, pick_record, turn
from batch_trace.control.allocation.demand import Demand
from batch_trace.control.allocation.turn import Judgement, Taken
from batch_trace.core import movement_kinds as mk
from batch_trace.core.policy import MANUAL, Policy
from batch_trace.ledger.writer import NewEvent

IN_TURN = (mk.SHIPMENT, mk.POINT_OF_SALE, mk.CONSUMPTION, mk.TO_PRODUCTION, mk.TO_SUBCONTRACTOR, mk.ISSUE)
"""Movements that use goods up or send them out; a transfer, a count or a sample takes the batch that it is about."""

Group = tuple[str, str, str]
"""A kind of movement, an item, and the warehouse that it leaves."""


@dataclass(slots=True)
class Judged:
	"""What an event took of an item from a warehouse, and whether it was its turn."""

	event: NewEvent
	kind: str
	item_code: str
	warehouse: str
	policy: Policy
	taken: Sequence[Taken]
	uom: str
	judgement: Judgement


def on_moved(events: Sequence[NewEvent]) -> None:
	"""Judge and record what was taken.

	Raises:
		OutOfTurn: the policy stops it, or asks for a reason that the voucher does not give.
	"""
	items = {e.movement.item_code for event in events for e in event.entries if e.movement.qty < 0}
	governed = {item: one for item, one in policies.of_items(items).items() if one.allocation_rule != MANUAL}
	judged = [one for event in events if governed for one in _judged(event, governed)]
	if judged:
		out_of_turn.check(judged)
		pick_record.add(judged)


def _judged(event: NewEvent, governed: dict[str, Policy]) -> Iterator[Judged]:
	groups = _groups(event, governed)
	claim = claims.of_voucher(event.voucher.voucher_type, event.voucher.voucher_no) if groups else None
	for (kind, item_code, warehouse), (taken, uom) in groups.items():
		demand = Demand(item_code, (warehouse,), kind, getdate(), claim or claims.Claim())
		judgement = turn.judge(demand, allocator.rules_of(item_code), taken, is_posted=True)
		yield Judged(event, kind, item_code, warehouse, governed[item_code], taken, uom, judgement)


def _groups(event: NewEvent, items: Iterable[str]) -> dict[Group, tuple[list[Taken], str]]:
	goings = [going for going in outward.going_out([event]) if going.item_code in items]
	kinds = {(going.batch, going.warehouse): kind for going, kind in outward.kinds(goings).items()}
	found: dict[Group, tuple[list[Taken], str]] = {}
	for entry in event.entries:
		m = entry.movement
		kind = kinds.get((m.batch or "", m.warehouse)) if m.qty < 0 else None
		if kind in IN_TURN:
			taken, _uom = found.setdefault((str(kind), m.item_code, m.warehouse), ([], m.uom))
			taken.append(Taken(m.row, m.batch or "", -m.qty))
	return found

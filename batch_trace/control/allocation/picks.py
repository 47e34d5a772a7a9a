"""Looks at each batch that was taken under a policy that says whose turn it is: records it, asks for a reason, or refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache

from frappe.model.document import Document
from frappe.utils import get_datetime, getdate, now_datetime

from batch_trace.control.allocation import drafts, judging, out_of_order, pick_record, reserved_picks
from batch_trace.control.allocation.judging import Judged, Taken
from batch_trace.control.movements import beneficiaries, outward
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import policies
from batch_trace.core.control.movement_kinds import IN_TURN
from batch_trace.core.control.policy import MANUAL, Policy
from batch_trace.core.terms.movements import RecordedEvent

JUST_NOW = timedelta(minutes=1)
"""A voucher posted longer ago was given its time by somebody, and could not take what came since."""

Group = tuple[str, str, str, Beneficiary]
"""A kind of movement, an item, the warehouse that it leaves, and whom it is for."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Judge and record what was taken.

	Raises:
		OutOfOrder: the policy stops it, or asks for a reason that the voucher does not give.
	"""
	items = {e.movement.item_code for event in events for e in event.entries if e.movement.qty < 0}
	governed = {item: one for item, one in policies.of_items(items).items() if one.allocation_rule != MANUAL}
	judged = [one for event in events if governed for one in _judged(event, governed)]
	for voucher in {(one.voucher_type, one.voucher_no): None for one in judged}:
		part = [one for one in judged if (one.voucher_type, one.voucher_no) == voucher]
		why = out_of_order.reason(*voucher)
		out_of_order.check(part, is_told=bool(why))
		pick_record.add(part, why=why)


def _judged(event: RecordedEvent, governed: dict[str, Policy]) -> Iterator[Judged]:
	groups = _groups(event, governed)
	voucher = event.voucher
	moment = get_datetime(voucher.posting_datetime)
	earlier = moment if moment < now_datetime() - JUST_NOW else None
	for (kind, item_code, warehouse, beneficiary), taken in groups.items():
		demand = Demand(item_code, (warehouse,), kind, getdate(), beneficiary, earlier)
		judgement = judging.judge(demand, taken, is_posted=True)
		yield Judged(
			voucher.voucher_type,
			voucher.voucher_no,
			voucher.company,
			event.number,
			kind,
			item_code,
			warehouse,
			governed[item_code],
			taken,
			judgement,
			pick_record.of_list(beneficiary, item_code, warehouse, taken),
			reserved_picks.used(voucher.voucher_type, voucher.voucher_no, demand, taken),
		)


def _groups(event: RecordedEvent, items: Iterable[str]) -> dict[Group, list[Taken]]:
	goings = [going for going in outward.going_out([event]) if going.item_code in items]
	kinds = {(going.batch, going.warehouse): kind for going, kind in outward.kinds(goings).items()}
	doc = beneficiaries.voucher(event.voucher.voucher_type, event.voucher.voucher_no) if goings else None
	beneficiary_of = cache(lambda row: beneficiaries.of_document(doc, row) if doc else Beneficiary())
	found: dict[Group, list[Taken]] = {}
	for entry in event.entries:
		m = entry.movement
		kind = kinds.get((m.batch or "", m.warehouse)) if m.qty < 0 else None
		if kind in IN_TURN:
			group = (str(kind), m.item_code, m.warehouse, beneficiary_of(m.row))
			found.setdefault(group, []).append(Taken(m.row, m.batch or "", -m.qty))
	return found


def judge_list(doc: Document) -> None:
	"""Judge what a list picks, and record it.

	Raises:
		OutOfOrder: the policy stops it, or asks for a reason that the list does not give.
	"""
	judged = list(drafts.judged(doc))
	out_of_order.check(judged, is_told=out_of_order.is_told(doc))
	pick_record.add(judged, why=out_of_order.reason_on(doc))

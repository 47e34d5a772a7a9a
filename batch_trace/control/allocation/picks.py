"""Judges each batch that was taken under a policy with a picking order, and refuses it or records the pick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache

from frappe.model.document import Document
from frappe.utils import get_datetime, getdate, now_datetime

from batch_trace.control.allocation import drafts, judging, out_of_order, pick_record, reserved_picks
from batch_trace.control.allocation.judging import Judged, Taken
from batch_trace.control.movements import amended, beneficiaries, outward
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.outward import Going
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import policies
from batch_trace.core.control.movement_kinds import IN_PICKING_ORDER
from batch_trace.core.control.policy import MANUAL, Policy
from batch_trace.core.terms.movements import RecordedEvent

JUST_NOW = timedelta(minutes=1)
"""A voucher posted longer ago was given its time by a user, and could not take what came into stock since then."""

Group = tuple[str, str, str, Beneficiary]
"""The kind of movement, the item, the warehouse it leaves, and the beneficiary."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Judge and record what was taken.

	Raises:
		OutOfOrder: the policy stops it, or asks for a reason that the voucher does not give.
	"""
	items = {e.movement.item_code for event in events for e in event.entries if e.movement.qty < 0}
	governed = {
		item: policy for item, policy in policies.of_items(items).items() if policy.allocation_rule != MANUAL
	}
	judged = [each for event in events if governed for each in _judged(event, governed)]
	for voucher in {(each.voucher_type, each.voucher_no): None for each in judged}:
		of_voucher = [each for each in judged if (each.voucher_type, each.voucher_no) == voucher]
		reason = out_of_order.reason(*voucher)
		out_of_order.check(of_voucher, has_reason=bool(reason))
		pick_record.add(of_voucher, reason=reason)


def _judged(event: RecordedEvent, governed: dict[str, Policy]) -> Iterator[Judged]:
	voucher = event.voucher
	goings = [going for going in outward.going_out([event]) if going.item_code in governed]
	doc = beneficiaries.voucher(voucher.voucher_type, voucher.voucher_no) if goings else None
	groups = _groups(event, goings, doc)
	cancelled = amended.sole_predecessor(doc) if doc else ""
	posted_at = get_datetime(voucher.posting_datetime)
	moment = posted_at if posted_at < now_datetime() - JUST_NOW else None
	for (kind, item_code, warehouse, beneficiary), taken in groups.items():
		demand = Demand(item_code, (warehouse,), kind, getdate(), beneficiary, moment)
		of_place = [
			each for group in groups if group[1:3] == (item_code, warehouse) for each in groups[group]
		]
		yield Judged(
			voucher_type=voucher.voucher_type,
			voucher_no=voucher.voucher_no,
			company=voucher.company,
			event=event.number,
			kind=kind,
			item_code=item_code,
			warehouse=warehouse,
			policy=governed[item_code],
			taken=taken,
			judgement=judging.judge(demand, taken, is_posted=True),
			settled=pick_record.of_cancelled(voucher.voucher_type, cancelled, item_code, warehouse, of_place)
			| pick_record.of_list(beneficiary, item_code, warehouse, taken),
			reserved=reserved_picks.used(voucher.voucher_type, voucher.voucher_no, demand, taken),
		)


def _groups(event: RecordedEvent, goings: Sequence[Going], doc: Document | None) -> dict[Group, list[Taken]]:
	"""Return what the event takes, by kind of movement, item, warehouse and beneficiary, for kinds in picking order."""
	kinds = {(going.batch, going.warehouse): kind for going, kind in outward.kinds(goings).items()}
	beneficiary_of = cache(lambda row: beneficiaries.of_document(doc, row) if doc else Beneficiary())
	groups: dict[Group, list[Taken]] = {}
	for entry in event.entries:
		m = entry.movement
		kind = kinds.get((m.batch or "", m.warehouse)) if m.qty < 0 else None
		if kind in IN_PICKING_ORDER:
			group = (str(kind), m.item_code, m.warehouse, beneficiary_of(m.row))
			groups.setdefault(group, []).append(Taken(m.row, m.batch or "", -m.qty))
	return groups


def judge_list(doc: Document) -> None:
	"""Judge and record what a Pick List picks.

	Raises:
		OutOfOrder: the policy stops it, or asks for a reason that the list does not give.
	"""
	judged = list(drafts.judge(doc))
	reason = out_of_order.reason_on(doc)
	out_of_order.check(judged, has_reason=bool(reason))
	pick_record.add(judged, reason=reason)

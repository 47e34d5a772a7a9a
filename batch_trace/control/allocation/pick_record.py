"""Writes Batch Picks: what was taken, which batch comes first of those left, who chose the batch, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.allocation import pick_reasons
from batch_trace.control.allocation.judging import SAME, Judged, Settled, Taken
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.ledger import picking_dates
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records

PICK = "Batch Pick"
SYSTEM, USER = "System", "User"
PICK_LIST = "Pick List"
SETTLED = ("batch", "in_order", "best_batch", "best_expiry_date", "best_qty", "reason", "note", "chosen_by")
FACTS = (
	"company",
	"picked_at",
	"user",
	"voucher_type",
	"voucher_no",
	"voucher_detail_no",
	"event",
	"kind",
	"item_code",
	"warehouse",
	"batch",
	"qty",
	"uom",
	"expiry_date",
	"best_batch",
	"best_expiry_date",
	"best_qty",
	"rule",
	"in_order",
	"chosen_by",
	"reason",
	"note",
)
RENAMED = ("company", "user", "item_code", "warehouse", "uom")
"""Links that Frappe rewrites when the linked document is renamed; the event of the pick says the same."""
SEALED = tuple(fact for fact in FACTS if fact not in RENAMED)

LEFT = """
	SELECT pick.batch, SUM(CASE WHEN pick.voucher_type = 'Pick List' THEN pick.qty ELSE -pick.qty END)
	FROM `tabBatch Pick` pick
	LEFT JOIN `tabDelivery Note Item` note
		ON pick.voucher_type = 'Delivery Note' AND note.name = pick.voucher_detail_no AND note.docstatus = 1
	LEFT JOIN `tabStock Entry` entry
		ON pick.voucher_type = 'Stock Entry' AND entry.name = pick.voucher_no AND entry.docstatus = 1
	WHERE pick.item_code = %(item)s AND pick.warehouse = %(warehouse)s
		AND (note.against_pick_list = %(list)s OR entry.pick_list = %(list)s
			OR (pick.voucher_type = 'Pick List' AND pick.voucher_no = %(list)s))
	GROUP BY pick.batch
"""
"""How much a Pick List has picked of each batch, less what vouchers made from it have taken."""


def add(judged: Sequence[Judged], *, reason: str) -> None:
	"""Add a Batch Pick for each batch of each voucher row; `reason` is the voucher's for batches out of order."""
	batches = {taken.batch for each in judged for taken in each.taken}
	expiries = picking_dates.expiries(batches)
	rows = [row for each in judged for row in _rows(each, expiries, reason)]
	if not rows:
		return
	now, user = frappe.utils.now(), frappe.session.user
	numbers = next_numbers(PICK, len(rows))
	standard = (now, now, user, user)
	records.insert(
		PICK, (*STANDARD, *FACTS), [(n, *standard, *row) for n, row in zip(numbers, rows, strict=True)]
	)


def _rows(judged: Judged, expiries: dict[str, object], reason: str) -> Iterator[tuple]:
	uom = frappe.get_cached_value("Item", judged.item_code, "stock_uom")
	for taken in judged.taken:
		settled = judged.settled.get(taken.batch) or _settled(judged, taken.batch, reason)
		yield (
			judged.company,
			frappe.utils.now(),
			frappe.session.user,
			judged.voucher_type,
			judged.voucher_no,
			taken.row,
			judged.event,
			judged.kind,
			judged.item_code,
			judged.warehouse,
			taken.batch,
			round(taken.quantity, 9),
			uom,
			expiries.get(taken.batch),
			settled.best_batch,
			settled.best_expiry_date,
			settled.best_qty,
			judged.policy.allocation_rule,
			int(settled.in_order),
			settled.chosen_by,
			settled.reason,
			settled.note,
		)


def _settled(judged: Judged, batch: str, reason: str) -> Settled:
	"""Return the judgement on one batch."""
	is_early = batch in judged.judgement.out_of_order
	left = judged.judgement.left if is_early else None
	note = pick_reasons.remembered((judged.voucher_type, judged.voucher_no, judged.item_code, batch))
	return Settled(
		in_order=not is_early,
		best_batch=left.batch if left else None,
		best_expiry_date=left.expiry_date if left else None,
		best_qty=left.quantity if left else 0.0,
		reason=_reason(judged, batch, reason) if is_early else "",
		note=note or judged.judgement.excuse,
		chosen_by=SYSTEM if note is not None else USER,
	)


def _reason(judged: Judged, batch: str, reason: str) -> str:
	reservation = judged.reserved.get(batch)
	return _("Reserved: {0}").format(reservation) if reservation else reason


def of_list(
	beneficiary: Beneficiary, item_code: str, warehouse: str, taken: Sequence[Taken]
) -> dict[str, Settled]:
	"""Return the judgement that the voucher's Pick List was given on each batch.

	A batch is included if no more of it is taken than the list has picked, less what other vouchers from the list took.
	"""
	pick_list = beneficiary.pick_list
	if not pick_list or _is_for_another(pick_list, beneficiary):
		return {}
	remaining = dict(frappe.db.sql(LEFT, {"list": pick_list, "item": item_code, "warehouse": warehouse}))
	for each in taken:
		remaining[each.batch] = remaining.get(each.batch, 0.0) - each.quantity
	rows = _picks(PICK_LIST, pick_list, item_code, warehouse)
	return {row.batch: _of_record(row) for row in rows if remaining[row.batch] > -SAME}


def of_cancelled(
	voucher_type: str, cancelled: str, item_code: str, warehouse: str, taken: Sequence[Taken]
) -> dict[str, Settled]:
	"""Return the judgement that a cancelled voucher was given on each batch, for the voucher that is amended from it.

	The goods left when it was submitted. A batch is included if no more of it is taken than the cancelled voucher took.
	"""
	rows = _picks(voucher_type, cancelled, item_code, warehouse) if cancelled else []
	remaining: dict[str, float] = defaultdict(float)
	for row in rows:
		remaining[row.batch] += row.qty
	for each in taken:
		remaining[each.batch] -= each.quantity
	return {row.batch: _of_record(row) for row in rows if remaining[row.batch] > -SAME}


def _picks(voucher_type: str, voucher_no: str, item_code: str, warehouse: str) -> list[frappe._dict]:
	return frappe.get_all(
		PICK,
		filters={
			"voucher_type": voucher_type,
			"voucher_no": voucher_no,
			"item_code": item_code,
			"warehouse": warehouse,
		},
		fields=[*SETTLED, "qty"],
		order_by="name",
		limit_page_length=0,
	)


def _of_record(row: frappe._dict) -> Settled:
	return Settled(
		bool(row.in_order),
		row.best_batch,
		row.best_expiry_date,
		row.best_qty,
		row.reason or "",
		row.note or "",
		row.chosen_by,
	)


def _is_for_another(pick_list: str, beneficiary: Beneficiary) -> bool:
	customer = frappe.db.get_value(PICK_LIST, pick_list, "customer")
	return bool(customer and beneficiary.customer and customer != beneficiary.customer)

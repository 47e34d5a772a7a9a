"""Writes the record of picks: what was taken, what should have gone first, who chose, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.allocation import open_stock, pick_reasons
from batch_trace.control.allocation.judging import SAME, Judged, Settled, Taken
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.ledger.bulk import STANDARD, insert
from batch_trace.ledger.compat import next_numbers

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
"""What a list has picked of each batch, less what vouchers from it have taken."""


def add(judged: Sequence[Judged], *, why: str) -> None:
	"""Add a row for each batch of each voucher row; `why` is the reason that the voucher gives for another choice."""
	batches = {one.batch for each in judged for one in each.taken}
	expiries = {name: expiry for name, expiry, _arrived in open_stock.dates(list(batches))}
	rows = [row for each in judged for row in _rows(each, expiries, why)]
	if not rows:
		return
	now, user = frappe.utils.now(), frappe.session.user
	numbers = next_numbers(PICK, len(rows))
	standard = (now, now, user, user)
	insert(PICK, (*STANDARD, *FACTS), [(n, *standard, *row) for n, row in zip(numbers, rows, strict=True)])


def _rows(each: Judged, expiries: dict[str, object], why: str) -> Iterator[tuple]:
	uom = frappe.get_cached_value("Item", each.item_code, "stock_uom")
	for one in each.taken:
		found = each.settled.get(one.batch) or _found(each, one.batch, why)
		yield (
			each.company,
			frappe.utils.now(),
			frappe.session.user,
			each.voucher_type,
			each.voucher_no,
			one.row,
			each.event,
			each.kind,
			each.item_code,
			each.warehouse,
			one.batch,
			round(one.quantity, 9),
			uom,
			expiries.get(one.batch),
			found.best_batch,
			found.best_expiry_date,
			found.best_qty,
			each.policy.allocation_rule,
			int(found.in_order),
			found.chosen_by,
			found.reason,
			found.note,
		)


def _found(each: Judged, batch: str, why: str) -> Settled:
	"""Return what was found of one batch."""
	is_early = batch in each.judgement.out_of_order
	left = each.judgement.left if is_early else None
	note = pick_reasons.note((each.voucher_type, each.voucher_no, each.item_code, batch))
	return Settled(
		in_order=not is_early,
		best_batch=left.batch if left else None,
		best_expiry_date=left.expiry_date if left else None,
		best_qty=left.quantity if left else 0.0,
		reason=_reason(each, batch, why) if is_early else "",
		note=note or each.judgement.excuse,
		chosen_by=SYSTEM if note is not None else USER,
	)


def _reason(each: Judged, batch: str, why: str) -> str:
	name = each.reserved.get(batch)
	return _("Reserved: {0}").format(name) if name else why


def of_list(
	beneficiary: Beneficiary, item_code: str, warehouse: str, taken: Sequence[Taken]
) -> dict[str, Settled]:
	"""Return what was found of each batch of which no more is taken than the voucher's list has picked and nobody delivered."""
	pick_list = beneficiary.pick_list
	if not pick_list or _is_for_another(pick_list, beneficiary):
		return {}
	left = dict(frappe.db.sql(LEFT, {"list": pick_list, "item": item_code, "warehouse": warehouse}))
	for one in taken:
		left[one.batch] = left.get(one.batch, 0.0) - one.quantity
	rows = frappe.get_all(
		PICK,
		filters={
			"voucher_type": PICK_LIST,
			"voucher_no": pick_list,
			"item_code": item_code,
			"warehouse": warehouse,
		},
		fields=[*SETTLED],
		order_by="name",
		limit_page_length=0,
	)
	return {
		row.batch: Settled(
			bool(row.in_order),
			row.best_batch,
			row.best_expiry_date,
			row.best_qty,
			row.reason or "",
			row.note or "",
			row.chosen_by,
		)
		for row in rows
		if left[row.batch] > -SAME
	}


def _is_for_another(pick_list: str, beneficiary: Beneficiary) -> bool:
	customer = frappe.db.get_value(PICK_LIST, pick_list, "customer")
	return bool(customer and beneficiary.customer and customer != beneficiary.customer)

"""Writes the record of picks: what was taken, what should have gone first, who chose, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import frappe

from batch_trace.control.allocation import chosen, open_stock, out_of_turn
from batch_trace.ledger.bulk import STANDARD, insert
from batch_trace.ledger.compat import next_numbers

if TYPE_CHECKING:
	from batch_trace.control.allocation.picks import Judged

PICK = "Batch Pick"
SYSTEM, USER = "System", "User"
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


def add(judged: Sequence[Judged]) -> None:
	"""Add a row for each batch of each voucher row."""
	batches = {one.batch for each in judged for one in each.taken}
	expiries = {name: expiry for name, expiry, _arrived in open_stock.dates(list(batches))}
	rows = [row for each in judged for row in _rows(each, expiries)]
	now, user = frappe.utils.now(), frappe.session.user
	numbers = next_numbers(PICK, len(rows))
	standard = (now, now, user, user)
	insert(PICK, (*STANDARD, *FACTS), [(n, *standard, *row) for n, row in zip(numbers, rows, strict=True)])


def _rows(each: Judged, expiries: dict[str, object]) -> Iterator[tuple]:
	voucher = each.event.voucher
	why = out_of_turn.reason(voucher.voucher_type, voucher.voucher_no) if each.judgement.out_of_turn else ""
	for one in each.taken:
		is_early = one.batch in each.judgement.out_of_turn
		left = each.judgement.left if is_early else None
		note = chosen.note((voucher.voucher_type, voucher.voucher_no, each.item_code, one.batch))
		yield (
			voucher.company,
			frappe.utils.now(),
			frappe.session.user,
			voucher.voucher_type,
			voucher.voucher_no,
			one.row,
			each.event.number,
			each.kind,
			each.item_code,
			each.warehouse,
			one.batch,
			round(one.quantity, 9),
			each.uom,
			expiries.get(one.batch),
			left.batch if left else None,
			left.expiry_date if left else None,
			left.quantity if left else 0,
			each.policy.allocation_rule,
			int(not is_early),
			SYSTEM if note is not None else USER,
			why if is_early else "",
			note or each.judgement.excuse,
		)

"""What a unit of the goods is worth that a correction puts back into stock: what the voucher had moved them at."""

from __future__ import annotations

import frappe
from frappe.utils import flt

from batch_trace.control.corrections.lines import Corrected, Line, Voucher
from batch_trace.ledger import consolidated
from batch_trace.ledger.compat import batch_rate
from batch_trace.ledger.corrected_movements import STOCK_ENTRY, entry_that_took_out
from batch_trace.ledger.pos import POS_INVOICE, SALES_INVOICE

MOVED_AT = """
	SELECT ABS(COALESCE(sbe.stock_value_difference / NULLIF(sbe.qty, 0), sle.stock_value_difference / NULLIF(sle.actual_qty, 0)))
	FROM `tabStock Ledger Entry` sle
	LEFT JOIN `tabSerial and Batch Entry` sbe ON sbe.parent = sle.serial_and_batch_bundle
		AND sbe.parenttype = 'Serial and Batch Bundle' AND sbe.batch_no = %(batch)s
	WHERE sle.voucher_type = %(voucher_type)s AND sle.voucher_no = %(voucher_no)s AND sle.is_cancelled = 0
		AND sle.item_code = %(item_code)s AND sle.warehouse = %(warehouse)s AND %(row)s IN ('', sle.voucher_detail_no)
		AND (%(any_batch)s OR sbe.name IS NOT NULL OR sle.batch_no = %(batch)s)
	ORDER BY sbe.name IS NULL LIMIT 1
"""


def rate(corrected: Corrected, warehouse: str) -> float:
	"""Return the value (company currency) of a unit of what comes into the warehouse by the correction of a line.

	Where the voucher took the recorded batch out, that comes back; where it brought that in, the right one comes. What was only
	moved from one warehouse to another is worth what it is worth where it came from.
	"""
	line, moved = corrected.line, dict(corrected.recorded.moved)
	if moved[warehouse] < 0:
		return _taken_out_at(corrected, warehouse)
	source = next((place for place, quantity in moved.items() if quantity < 0), None)
	if source:
		return _worth_now(corrected, line.right_batch, source)
	found = _moved_at(corrected, *_moving(line), warehouse, any_batch=True)
	return _worth_now(corrected, line.right_batch, warehouse) if found is None else found


def _taken_out_at(corrected: Corrected, warehouse: str) -> float:
	"""Return the rate of the voucher, of the Stock Entry of an earlier correction that took the batch out, or today's."""
	line = corrected.line
	found = _moved_at(corrected, *_moving(line), warehouse)
	if found is None and (entry := entry_that_took_out(line.batch, line.voucher, line.row)):
		found = _moved_at(corrected, (STOCK_ENTRY, entry), "", warehouse)
	return _worth_now(corrected, line.batch, warehouse) if found is None else found


def _moving(line: Line) -> tuple[Voucher, str]:
	"""Return the voucher and row with which ERPNext moves the stock; that of a sale at a till moves with the till's invoice."""
	if line.voucher_type != POS_INVOICE:
		return line.voucher, line.row
	return (SALES_INVOICE, consolidated.merged_into([line.voucher_no]).get(line.voucher_no, "")), ""


def _moved_at(
	corrected: Corrected, voucher: Voucher, row: str, warehouse: str, *, any_batch: bool = False
) -> float | None:
	"""Return the rate at which a voucher moved the recorded batch, or in `any_batch` the item; None if it did not."""
	voucher_type, voucher_no = voucher
	found = frappe.db.sql(
		MOVED_AT,
		{
			"voucher_type": voucher_type,
			"voucher_no": voucher_no,
			"row": row,
			"item_code": corrected.recorded.item_code,
			"batch": corrected.line.batch,
			"warehouse": warehouse,
			"any_batch": int(any_batch),
		},
	)
	return flt(found[0][0]) if found else None


def _worth_now(corrected: Corrected, batch: str, warehouse: str) -> float:
	return batch_rate(corrected.recorded.item_code, batch, warehouse)

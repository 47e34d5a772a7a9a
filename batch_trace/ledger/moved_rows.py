"""What the rows of a voucher moved, according to the ledger: now, or before the voucher was cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import frappe


class MovedRow(NamedTuple):
	"""The part of one batch in one row: `qty` is in stock UOM, positive into the warehouse."""

	row: str
	item_code: str
	warehouse: str
	batch: str
	serial_no: str
	qty: float


ROWS = """
	SELECT entry.voucher_detail_no, entry.item_code, entry.warehouse, entry.batch, entry.serial_no, entry.qty
	FROM `tabTrace Event` event
	JOIN `tabTrace Entry` entry ON entry.event = event.name AND entry.batch IS NOT NULL
	LEFT JOIN `tabTrace Event` undone ON undone.reverses = event.name
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no = %(voucher_no)s
		AND COALESCE(event.reverses, 0) = 0 AND {condition}
	ORDER BY entry.name
"""
IN_FORCE = "undone.name IS NULL"
BEFORE_CANCELLATION = """undone.sequence > (
	SELECT MAX(moved.sequence) FROM `tabTrace Event` moved WHERE moved.voucher_type = event.voucher_type
		AND moved.voucher_no = event.voucher_no AND COALESCE(moved.reverses, 0) = 0
)"""
"""Taken back after the last thing that the voucher moved; what was taken back earlier was corrected, not cancelled."""


def in_force(voucher_type: str, voucher_no: str) -> list[MovedRow]:
	"""Return what the rows of a voucher moved, without what was taken back."""
	return list(_read(voucher_type, voucher_no, IN_FORCE))


def before_cancellation(voucher_type: str, voucher_no: str) -> list[MovedRow]:
	"""Return what the rows of a cancelled voucher had moved when it was cancelled."""
	return list(_read(voucher_type, voucher_no, BEFORE_CANCELLATION))


def _read(voucher_type: str, voucher_no: str, condition: str) -> Iterator[MovedRow]:
	values = {"voucher_type": voucher_type, "voucher_no": voucher_no}
	for row, item, warehouse, batch, serial_no, qty in frappe.db.sql(
		ROWS.format(condition=condition), values
	):
		yield MovedRow(row or "", item, warehouse, batch, serial_no or "", qty)

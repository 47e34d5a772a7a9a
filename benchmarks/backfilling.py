"""How many entries a second the back-fill writes, from made-up stock history that is removed again."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

import frappe

from batch_trace.ledger import backfill
from benchmarks.fill import WHO, _insert
from benchmarks.table import Figure

VOUCHERS, ROWS = 4000, 10
PREFIX = "BENCH-HISTORY"
DAY, TIME = "2025-06-01", "08:00:00"
STAMP = f"{DAY} {TIME}.123456"
MOVED = {
	"item_code": "FLOUR-001",
	"warehouse": "Stores - BTB",
	"stock_uom": "Kg",
	"company": "Bench Bakery",
	"posting_date": DAY,
	"posting_time": TIME,
	"posting_datetime": f"{DAY} {TIME}",
}
STANDARD = ("name", "creation", "modified", "owner", "modified_by", "docstatus")
SIDES = {
	"Purchase Receipt": ("supplier", "Supplier 001", 5.0),
	"Delivery Note": ("customer", "Customer 0001", -5.0),
}
STOCK_TABLES = ("Stock Ledger Entry", "Serial and Batch Bundle", "Serial and Batch Entry", *SIDES)


def figures() -> list[Figure]:
	"""Return the speed of the back-fill."""
	_clean()
	for doctype, (party_field, party, qty) in SIDES.items():
		_write(doctype, party_field, party, qty)
	frappe.db.commit()
	before = _count()
	began = time.perf_counter()
	try:
		_resume()
		backfill.run()
		seconds = time.perf_counter() - began
		written = _count() - before
	finally:
		_clean()
	return [
		Figure(f"back-fill of {written:,} entries", written / seconds, "entries/s", 10_000, at_least=True)
	]


def _resume() -> None:
	"""Let the back-fill go on where the made-up history begins, past what other benchmarks keep on the site."""
	frappe.db.set_single_value(
		backfill.SETTINGS,
		{"backfill_status": backfill.STOPPED, "backfill_cursor": json.dumps(["stock", PREFIX, ""])},
	)
	frappe.db.commit()


def _count() -> int:
	return frappe.db.sql("SELECT COUNT(*) FROM `tabTrace Entry` FORCE INDEX (PRIMARY)")[0][0]


def _write(doctype: str, party_field: str, party: str, qty: float) -> None:
	"""Write the stock ledger of many vouchers, a batch a row."""
	short = "".join(word[0] for word in doctype.split())
	names = [f"{PREFIX}-{short}-{number:06}" for number in range(VOUCHERS // len(SIDES))]
	rows = [
		(f"{name}-{row}", name, f"BHB{i * ROWS + row:07}")
		for i, name in enumerate(names)
		for row in range(ROWS)
	]
	standard = (STAMP, STAMP, WHO, WHO, 1)
	_insert(doctype, (*STANDARD, party_field), [(name, *standard, party) for name in names])
	_write_bundles(doctype, rows, qty)
	columns = (*STANDARD, "voucher_type", "voucher_no", "voucher_detail_no", "serial_and_batch_bundle")
	_insert(
		"Stock Ledger Entry",
		(*columns, *MOVED, "actual_qty"),
		[(row, *standard, doctype, name, row, row, *MOVED.values(), qty) for row, name, _ in rows],
	)


def _write_bundles(doctype: str, rows: Sequence[tuple[str, str, str]], qty: float) -> None:
	"""Write a bundle of one batch for each row: row name, voucher and batch."""
	standard = (STAMP, STAMP, WHO, WHO, 1)
	item, place = MOVED["item_code"], MOVED["warehouse"]
	_insert(
		"Serial and Batch Bundle",
		(*STANDARD, "voucher_type", "voucher_no", "voucher_detail_no", "item_code", "warehouse"),
		[(row, *standard, doctype, name, row, item, place) for row, name, _ in rows],
	)
	_insert(
		"Serial and Batch Entry",
		(*STANDARD, "parent", "parenttype", "parentfield", "idx", "batch_no", "qty", "warehouse"),
		[
			(row, *standard, row, "Serial and Batch Bundle", "entries", 1, batch, qty, place)
			for row, _, batch in rows
		],
	)


def _clean() -> None:
	"""Remove the made-up history and all that the back-fill made of it."""
	like = {"like": PREFIX + "%"}
	events = frappe.db.sql_list("SELECT name FROM `tabTrace Event` WHERE voucher_no LIKE %(like)s", like)
	for first in range(0, len(events), 5000):
		numbers = {"events": tuple(events[first : first + 5000])}
		frappe.db.sql("DELETE FROM `tabTrace Entry` WHERE event IN %(events)s", numbers)
		frappe.db.sql("DELETE FROM `tabTrace Event` WHERE name IN %(events)s", numbers)
	frappe.db.sql("DELETE FROM `tabBatch Balance` WHERE batch LIKE 'BHB%'")
	for doctype in STOCK_TABLES:
		frappe.db.sql(f"DELETE FROM `tab{doctype}` WHERE name LIKE %(like)s", like)
	frappe.db.commit()

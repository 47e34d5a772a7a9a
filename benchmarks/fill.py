"""Writes the made-up ledger straight into the site's tables, once; later runs find it there."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice

import frappe

from batch_trace.batch_trace.doctype.trace_entry import trace_entry
from batch_trace.batch_trace.doctype.trace_event import trace_event
from batch_trace.ledger.writer import ENTRY_COLUMNS, EVENT_COLUMNS
from benchmarks.ledger import CUSTOMERS, ITEMS, SUPPLIERS, WATER, Entry, Event, events

MARK = "benchmark_ledger"
VERSION = "5"
ROWS_A_STATEMENT = 4000
MEMORY = 512 << 20
WHO = "Administrator"
STANDARD = ("name", "creation", "modified", "owner", "modified_by")

LEDGER = ("Trace Event", "Trace Entry", "Batch Balance", "Batch")
MASTERS = ("Item", "Customer", "Supplier")

BATCHES = """
	INSERT INTO `tabBatch` (name, creation, modified, owner, modified_by, batch_id, item, stock_uom, supplier_batch,
		manufacturing_date, expiry_date)
	SELECT batch, MIN(creation), MIN(creation), 'Administrator', 'Administrator', batch, MIN(item_code), MIN(uom),
		MAX(supplier_batch), DATE(MIN(posting_datetime)), DATE(MIN(posting_datetime)) + INTERVAL 365 DAY
	FROM `tabTrace Entry` WHERE batch IS NOT NULL AND direction = 'In' GROUP BY batch
"""
BALANCES = """
	INSERT INTO `tabBatch Balance` (name, creation, modified, owner, modified_by, batch, item_code, warehouse, qty)
	SELECT LEFT(SHA2(CONCAT_WS(CHAR(31), batch, '', warehouse), 256), 32) AS name, MIN(creation), MAX(creation),
		'Administrator', 'Administrator', batch, MIN(item_code), warehouse, SUM(qty)
	FROM `tabTrace Entry` WHERE batch IS NOT NULL GROUP BY batch, warehouse ORDER BY name
"""


def ensure() -> None:
	"""Fill the site unless it holds this version of the ledger."""
	if frappe.db.get_global(MARK) == VERSION:
		return
	started = time.monotonic()
	for setting in ("unique_checks", "foreign_key_checks"):
		frappe.db.sql(f"SET SESSION {setting} = 0")
	for doctype in LEDGER:
		frappe.db.sql_ddl(f"TRUNCATE TABLE `tab{doctype}`")
	for doctype in MASTERS:
		frappe.db.sql(f"DELETE FROM `tab{doctype}` WHERE {doctype.lower()}_group IS NULL")
	_write_masters()
	_drop_indexes()
	_write_events(started)
	for query in (BATCHES, BALANCES):
		frappe.db.sql(f"SET STATEMENT sort_buffer_size = {MEMORY}, tmp_table_size = {MEMORY} FOR {query}")
		frappe.db.commit()
	_say(started, "building indexes")
	_add_indexes()
	frappe.db.sql("ANALYZE TABLE " + ", ".join(f"`tab{doctype}`" for doctype in LEDGER))
	frappe.db.set_global(MARK, VERSION)
	frappe.db.commit()
	_say(started, "filled")


def _say(started: float, what: str) -> None:
	print(f"[{time.monotonic() - started:5.0f} s] {what}", flush=True)


def _write_masters() -> None:
	items = [
		(f"{kind}-{n:03}", 0.5 if kind == "GOODS" else 0)
		for kind, n_ in ITEMS.items()
		for n in range(1, n_ + 1)
	]
	_insert(
		"Item",
		("name", "item_code", "item_name", "stock_uom", "weight_per_unit", "weight_uom", "has_batch_no"),
		((code, code, code.title(), "Nos" if w else "Kg", w, "Kg", 1) for code, w in [*items, (WATER, 0)]),
	)
	for doctype, count in (("Customer", CUSTOMERS), ("Supplier", SUPPLIERS)):
		width = len(str(count - 1))
		names = [f"{doctype} {n:0{width}}" for n in range(count)]
		_insert(doctype, ("name", f"{doctype.lower()}_name"), ((name, name) for name in names))


def _drop_indexes() -> None:
	"""Drop the ledger's own indexes: built at the end, they take a tenth of the time."""
	for doctype in ("Trace Event", "Trace Entry"):
		rows = frappe.db.sql(f"SHOW INDEX FROM `tab{doctype}`", as_dict=True)
		for name in {row.Key_name for row in rows} - {"PRIMARY", "modified"}:
			frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP INDEX `{name}`")


def _add_indexes() -> None:
	trace_event.on_doctype_update()
	trace_entry.on_doctype_update()


def _write_events(started: float) -> None:
	event_rows: list[tuple] = []
	entry_rows: list[tuple] = []
	number = entry_number = written = 0
	for number, event in enumerate(events(), start=1):
		event_rows.append(_event_row(number, event))
		for entry in event.entries:
			entry_number += 1
			entry_rows.append(_entry_row(entry_number, number, event, entry))
		if len(entry_rows) >= 100_000:
			_write(event_rows, entry_rows)
			written += 1
			if written % 5 == 0:
				_say(started, f"{entry_number:,} entries")
	_write(event_rows, entry_rows)
	frappe.db.set_next_sequence_val("Trace Event", number + 1)
	frappe.db.set_next_sequence_val("Trace Entry", entry_number + 1)
	_say(started, f"{entry_number:,} entries; writing batches and balances")


def _write(event_rows: list[tuple], entry_rows: list[tuple]) -> None:
	_insert("Trace Event", EVENT_COLUMNS, event_rows)
	_insert("Trace Entry", ENTRY_COLUMNS, entry_rows)
	frappe.db.commit()
	event_rows.clear()
	entry_rows.clear()


def _event_row(number: int, event: Event) -> tuple:
	reverses = number + event.reverses if event.reverses else 0
	facts = {
		"company": "Bench Bakery",
		"event_type": event.event_type,
		"posting_datetime": str(event.when),
		"recorded_at": str(event.when),
		"voucher_type": event.voucher_type,
		"voucher_no": f"{event.voucher_type[:3].upper()}-{reverses or number:08}",
		"work_order": event.work_order,
		"party_type": event.party_type,
		"party": event.party,
		"recorded_party": event.party,
		"operator": WHO,
		"sequence": 2 if reverses else 1,
		"reverses": reverses,
		"hash": f"{number:064x}",
	}
	standard = (number, str(event.when), str(event.when), WHO, WHO)
	return (*standard, *(facts.get(column, "") for column in EVENT_COLUMNS[5:]))


def _entry_row(name: int, number: int, event: Event, entry: Entry) -> tuple:
	facts = {
		"event": number,
		"of_event": number + event.reverses,
		"posting_datetime": str(event.when),
		"company": "Bench Bakery",
		"batch": entry.batch,
		"batch_no": entry.batch,
		"event_type": event.of_type or event.event_type,
		"direction": entry.direction,
		"voucher_detail_no": f"{name:010x}",
		"item_code": entry.item,
		"warehouse": entry.warehouse,
		"serial_no": None,
		"qty": entry.qty,
		"uom": "Nos" if entry.item.startswith("GOODS") else "Kg",
		"supplier_batch": entry.supplier_batch,
	}
	return (
		name,
		str(event.when),
		str(event.when),
		WHO,
		WHO,
		*(facts[column] for column in ENTRY_COLUMNS[5:]),
	)


def _insert(doctype: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
	"""Insert rows of numbers, None, and texts without quotes: Python's own writing of them is SQL, but for None."""
	head = f"INSERT INTO `tab{doctype}` ({', '.join(f'`{column}`' for column in columns)}) VALUES "
	for chunk in _chunks(rows):
		frappe.db._cursor.execute(head + ",".join(map(repr, chunk)).replace("None", "NULL"))


def _chunks(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
	rows = iter(rows)
	while chunk := list(islice(rows, ROWS_A_STATEMENT)):
		yield chunk

"""Items with thousands of batches in stock, in ERPNext's own tables and in the ledger by the same numbers; written once.

Every movement is one row of a made-up voucher, of one batch. Batches that are used up came and went over two years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import frappe

from batch_trace.ledger import backfill, balances
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.writer import ENTRY_COLUMNS, EVENT_COLUMNS
from benchmarks.fill import WHO, _insert

MARK, VERSION = "benchmark_stock", "3"
PREFIX = "BENCH-FEFO"
FIRST_DAY, DAYS = datetime(2024, 1, 1, 8), 700
LATER = timedelta(hours=1)
LIFE = 400
ROWS_A_VOUCHER = 100
SUBMITTED = (*STANDARD, "docstatus")
TABLES = ("Stock Ledger Entry", "Serial and Batch Bundle", "Serial and Batch Entry", "Batch", "Bin", "Item")
LEDGER = ("Trace Entry", "Trace Event", "Batch Balance", "Batch Hold Batch")


class Stocked(NamedTuple):
	"""An item: so many batches in stock, moved so often each, and so many used up, moved so often each."""

	item: str
	open_batches: int
	movements: int = 1
	used_batches: int = 0
	movements_until_used: int = 0


class Moved(NamedTuple):
	"""One batch's part in a made-up voucher."""

	batch: str
	item: str
	qty: float
	when: datetime


MANY = Stocked(f"{PREFIX}-MANY", 10_000, 4, 20_000, 8)
FEW = Stocked(f"{PREFIX}-FEW", 10_000)
HELD = Stocked(f"{PREFIX}-HELD", 10_000)
LINES = [Stocked(f"{PREFIX}-LINE-{number:03}", 20, 4, 5, 4) for number in range(500)]
HELD_BATCHES = 1000


def ensure(company: str, warehouse: str, policy: str) -> None:
	"""Fill the site with the items, unless they stand."""
	if frappe.db.get_global(MARK) == VERSION and frappe.db.exists("Batch Balance", {"item_code": MANY.item}):
		return
	remove()
	items = [MANY, FEW, HELD, *LINES]
	_insert(
		"Item",
		(
			*STANDARD,
			"item_code",
			"item_name",
			"item_group",
			"stock_uom",
			"has_batch_no",
			"is_stock_item",
			"batch_control_policy",
		),
		[(i.item, *_stamps(FIRST_DAY), i.item, i.item, "All Item Groups", "Kg", 1, 1, policy) for i in items],
	)
	for item in items:
		_write_batches(item)
	moved = sorted((m for item in items for m in _movements(item)), key=lambda m: (m.when, m.item, m.batch))
	for first in range(0, len(moved), 50_000):
		_write(moved[first : first + 50_000], first, company, warehouse)
	_write_balances(company, warehouse, items)
	_hold([_batch(HELD, number) for number in range(HELD_BATCHES)])
	if not backfill.is_complete():
		backfill.mark_complete()
	frappe.db.set_global(MARK, VERSION)
	frappe.db.commit()
	tables = ", ".join(f"`tab{doctype}`" for doctype in (*TABLES, *LEDGER))
	frappe.db.sql(f"ANALYZE TABLE {tables}")
	frappe.db.commit()


def remove() -> None:
	"""Remove all that this made."""
	like = {"like": PREFIX + "%"}
	for doctype, field in (
		*((doctype, "name") for doctype in TABLES),
		("Trace Entry", "item_code"),
		("Trace Event", "voucher_no"),
		("Batch Balance", "item_code"),
		("Batch Hold Batch", "parent"),
		("Submitted Row", "reference_name"),
		("Batch Hold", "name"),
	):
		frappe.db.sql(f"DELETE FROM `tab{doctype}` WHERE `{field}` LIKE %(like)s", like)
		frappe.db.commit()


def _batch(item: Stocked, number: int) -> str:
	return f"{item.item}-{number:05}"


def _expiry(item: Stocked, number: int) -> date:
	"""Return the day by which a batch goes: those in stock a month from now and later, those used up earlier, too."""
	if number < item.open_batches:
		return date.today() + timedelta(days=30 + number * LIFE // item.open_batches)
	return _received(item, number).date() + timedelta(days=LIFE)


def _received(item: Stocked, number: int) -> datetime:
	"""Return when a batch came."""
	of = item.open_batches if number < item.open_batches else item.used_batches
	return FIRST_DAY + timedelta(days=number % item.open_batches * DAYS // of)


def _write_batches(item: Stocked) -> None:
	numbers = range(item.open_batches + item.used_batches)
	_insert(
		"Batch",
		(*STANDARD, "batch_id", "item", "stock_uom", "manufacturing_date", "expiry_date", "quality_status"),
		[
			(
				name := _batch(item, n),
				*_stamps(made := _received(item, n)),
				name,
				item.item,
				"Kg",
				str(made.date()),
				str(_expiry(item, n)),
				"Released",
			)
			for n in numbers
		],
	)


def _movements(item: Stocked) -> Iterator[Moved]:
	"""Yield what came and went: of what is in stock a unit is left, of what is used up nothing."""
	for number in range(item.open_batches + item.used_batches):
		is_open = number < item.open_batches
		times = item.movements if is_open else item.movements_until_used
		name, when = _batch(item, number), _received(item, number)
		yield Moved(name, item.item, float(times - 1 + is_open), when)
		for step in range(1, times):
			yield Moved(name, item.item, -1.0, when + step * LATER)


def _stamps(when: datetime) -> tuple[str, str, str, str]:
	return str(when), str(when), WHO, WHO


def _write(moved: Sequence[Moved], first: int, company: str, warehouse: str) -> None:
	"""Write movements as ERPNext's stock ledger with a bundle each, and as entries of the app's own."""
	known = [
		(f"{PREFIX}-{number:07}", f"{PREFIX}-V-{number // ROWS_A_VOUCHER:06}", one)
		for number, one in enumerate(moved, first)
	]
	_write_stock_ledger(known, company, warehouse)
	numbers = iter(next_numbers("Trace Event", len({voucher for _, voucher, _ in known})))
	events: dict[str, tuple] = {}
	for _row, voucher, one in known:
		if voucher not in events:
			events[voucher] = _event(next(numbers), voucher, one, company)
	_insert("Trace Event", EVENT_COLUMNS, events.values())
	entries = next_numbers("Trace Entry", len(known))
	_insert(
		"Trace Entry",
		ENTRY_COLUMNS,
		[
			_entry(entry, events[voucher][0], row, one, company, warehouse)
			for entry, (row, voucher, one) in zip(entries, known, strict=True)
		],
	)
	frappe.db.commit()


def _event(name: int, voucher: str, one: Moved, company: str) -> tuple:
	facts = {
		"company": company,
		"event_type": "Other",
		"posting_datetime": str(one.when),
		"recorded_at": str(one.when),
		"voucher_type": "Stock Entry",
		"voucher_no": voucher,
		"operator": WHO,
		"sequence": 1,
		"reverses": 0,
	}
	return (name, *_stamps(one.when), *(facts.get(column, "") for column in EVENT_COLUMNS[5:]))


def _entry(name: int, event: int, row: str, one: Moved, company: str, warehouse: str) -> tuple:
	facts = {
		"event": event,
		"of_event": event,
		"posting_datetime": str(one.when),
		"company": company,
		"batch": one.batch,
		"item_code": one.item,
		"warehouse": warehouse,
		"event_type": "Other",
		"direction": "In" if one.qty > 0 else "Out",
		"voucher_detail_no": row,
		"batch_no": one.batch,
		"serial_no": None,
		"qty": one.qty,
		"uom": "Kg",
		"supplier_batch": "",
	}
	return (name, *_stamps(one.when), *(facts[column] for column in ENTRY_COLUMNS[5:]))


def _write_stock_ledger(known: Sequence[tuple[str, str, Moved]], company: str, warehouse: str) -> None:
	voucher = ("voucher_type", "voucher_no", "voucher_detail_no")
	posted = ("posting_date", "posting_time", "posting_datetime")
	_insert(
		"Stock Ledger Entry",
		(
			*SUBMITTED,
			*voucher,
			*posted,
			"item_code",
			"warehouse",
			"company",
			"stock_uom",
			"actual_qty",
			"serial_and_batch_bundle",
		),
		[
			(
				row,
				*_stamps(one.when),
				1,
				"Stock Entry",
				no,
				row,
				*_posted(one),
				one.item,
				warehouse,
				company,
				"Kg",
				one.qty,
				row,
			)
			for row, no, one in known
		],
	)
	_insert(
		"Serial and Batch Bundle",
		(
			*SUBMITTED,
			*voucher,
			"item_code",
			"warehouse",
			"company",
			"has_batch_no",
			"type_of_transaction",
			"total_qty",
		),
		[
			(
				row,
				*_stamps(one.when),
				1,
				"Stock Entry",
				no,
				row,
				one.item,
				warehouse,
				company,
				1,
				"Inward" if one.qty > 0 else "Outward",
				one.qty,
			)
			for row, no, one in known
		],
	)
	_insert(
		"Serial and Batch Entry",
		(*SUBMITTED, "parent", "parenttype", "parentfield", "idx", "batch_no", "qty", "warehouse"),
		[
			(
				row,
				*_stamps(one.when),
				1,
				row,
				"Serial and Batch Bundle",
				"entries",
				1,
				one.batch,
				one.qty,
				warehouse,
			)
			for row, _no, one in known
		],
	)


def _posted(one: Moved) -> tuple[str, str, str]:
	return str(one.when.date()), str(one.when.time()), str(one.when)


def _write_balances(company: str, warehouse: str, items: Iterable[Stocked]) -> None:
	for item in items:
		numbers = range(item.open_batches + item.used_batches)
		_insert(
			"Batch Balance",
			balances.COLUMNS,
			[
				(
					balances.name_of(name := _batch(item, n), None, warehouse),
					*_stamps(made := _received(item, n)),
					company,
					name,
					None,
					item.item,
					warehouse,
					float(n < item.open_batches),
					int(n < item.open_batches),
					str(_expiry(item, n)),
					str(made),
				)
				for n in numbers
			],
		)
		_insert(
			"Bin",
			(*STANDARD, "item_code", "warehouse", "actual_qty", "stock_uom"),
			[(f"{item.item}-BIN", *_stamps(FIRST_DAY), item.item, warehouse, item.open_batches, "Kg")],
		)


def _hold(batches: Sequence[str]) -> None:
	"""Put batches on hold, a hundred a document."""
	for first in range(0, len(batches), 100):
		hold = f"{PREFIX}-HOLD-{first:05}"
		_insert(
			"Batch Hold",
			(*SUBMITTED, "reason", "status", "placed_on"),
			[(hold, *_stamps(FIRST_DAY), 1, "Benchmark", "In Force", str(FIRST_DAY))],
		)
		_insert(
			"Batch Hold Batch",
			(*SUBMITTED, "parent", "parenttype", "parentfield", "idx", "batch", "item_code"),
			[
				(f"{hold}-{n}", *_stamps(FIRST_DAY), 1, hold, "Batch Hold", "batches", n, batch, HELD.item)
				for n, batch in enumerate(batches[first : first + 100], 1)
			],
		)
		_insert(
			"Submitted Row",
			(
				*STANDARD,
				"reference_doctype",
				"reference_name",
				"row_name",
				"batch",
				"item_code",
				"content_hash",
			),
			[
				(
					number,
					*_stamps(FIRST_DAY),
					"Batch Hold",
					hold,
					f"{hold}-{n}",
					batch,
					HELD.item,
					"benchmark",
				)
				for number, (n, batch) in zip(
					next_numbers("Submitted Row", len(batches[first : first + 100])),
					enumerate(batches[first : first + 100], 1),
					strict=True,
				)
			],
		)

"""Reads from ERPNext's stock ledger what vouchers moved.

A movement is a Stock Ledger Entry joined to the rows of its Serial and Batch Bundle; entries older than bundles name
their batch themselves. A bundle without a Stock Ledger Entry (Pick List, POS) moves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import frappe

from batch_trace.core.terms.movements import Movement
from batch_trace.ledger.select import select

RECONCILIATION = "Stock Reconciliation"
NO_FRACTION = ".000000"
"""The database writes this after a full second; Python does not."""

LEDGER_ROWS = """
	SELECT sle.voucher_no, sle.is_cancelled, sle.voucher_detail_no, sle.item_code, sle.warehouse, sle.actual_qty,
		sle.stock_uom, sle.batch_no, sle.serial_no, sbe.batch_no, sbe.serial_no, sbe.qty, sbe.supplier_batch,
		sle.company, CONCAT(COALESCE(sle.posting_datetime, TIMESTAMP(sle.posting_date, sle.posting_time))),
		CONCAT(sle.creation), sle.owner, sle.name, sbe.idx
	FROM `tabStock Ledger Entry` sle
	LEFT JOIN `tabSerial and Batch Entry` sbe
		ON sbe.parent = sle.serial_and_batch_bundle AND sbe.parenttype = 'Serial and Batch Bundle'
	WHERE sle.voucher_type = %(voucher_type)s AND sle.voucher_no IN %(voucher_nos)s
"""

CANCELLED_BUNDLE_ROWS = """
	SELECT sbb.voucher_no, sbb.voucher_detail_no, sbb.item_code, sbb.warehouse, sbe.batch_no, sbe.serial_no,
		sbe.qty, sbe.supplier_batch
	FROM `tabSerial and Batch Bundle` sbb
	JOIN `tabSerial and Batch Entry` sbe
		ON sbe.parent = sbb.name AND sbe.parenttype = 'Serial and Batch Bundle'
	WHERE sbb.voucher_type = %(voucher_type)s AND sbb.voucher_no IN %(voucher_nos)s
		AND sbb.is_cancelled = 1 AND sbb.docstatus > 0
	ORDER BY sbb.creation, sbb.name, sbe.idx
"""


@dataclass(slots=True)
class VoucherStock:
	"""What the stock ledger holds of one voucher.

	`movements` are those in force; for a fully cancelled voucher, those it had made before the cancellation.
	"""

	company: str
	posting_datetime: str
	first_recorded: str
	operator: str
	last_recorded: str = ""
	last_operator: str = ""
	is_cancelled: bool = True
	movements: list[Movement] = field(default_factory=list)


def read(voucher_type: str, voucher_nos: Sequence[str], *, lock: bool = False) -> dict[str, VoucherStock]:
	"""Return what each voucher moved, by voucher number; `lock` reads the committed rows and locks them."""
	rows = _ledger_rows({"voucher_type": voucher_type, "voucher_nos": tuple(voucher_nos)}, lock=lock)
	vouchers: dict[str, VoucherStock] = {}
	cancelled_rows: dict[str, list[tuple]] = {}
	for row in rows:
		voucher_no, is_cancelled, row_facts, (company, posting, creation, owner) = (
			row[0],
			row[1],
			row[2:13],
			row[13:17],
		)
		recorded_at = creation.removesuffix(NO_FRACTION)
		stock = vouchers.get(voucher_no)
		if stock is None:
			posting_datetime = posting.removesuffix(NO_FRACTION)
			stock = vouchers[voucher_no] = VoucherStock(company, posting_datetime, recorded_at, owner)
		stock.last_recorded, stock.last_operator = recorded_at, owner
		if is_cancelled:
			cancelled_rows.setdefault(voucher_no, []).append(row_facts)
			continue
		stock.is_cancelled = False
		stock.movements.extend(movements(*row_facts))
	_recover_cancelled(voucher_type, vouchers, cancelled_rows, lock=lock)
	return vouchers


def note_lacking(stocks: Iterable[VoucherStock]) -> None:
	"""Mark the movements without batch and serial number whose items have such: which ones moved is not known."""
	vouchers = [stock for stock in stocks if not all(m.is_tracked for m in stock.movements)]
	items = {m.item_code for stock in vouchers for m in stock.movements if not m.is_tracked}
	if not items:
		return
	rows = frappe.db.sql(
		"SELECT name FROM `tabItem` WHERE name IN %(items)s AND (has_batch_no = 1 OR has_serial_no = 1)",
		{"items": tuple(items)},
	)
	with_batches = {item for (item,) in rows}
	for stock in vouchers if with_batches else ():
		stock.movements = [
			m._replace(lacks_batch=True) if m.item_code in with_batches and not m.is_tracked else m
			for m in stock.movements
		]


def _ledger_rows(parameters: Mapping[str, object], *, lock: bool) -> list[tuple]:
	"""Return the stock ledger's rows in the order in which they were written."""
	rows = frappe.db.sql(LEDGER_ROWS + "FOR UPDATE", parameters) if lock else select(LEDGER_ROWS, parameters)
	return sorted(rows, key=lambda row: (row[15], row[17], row[18] or 0))


def movements(
	row, item, warehouse, actual_qty, uom, old_batch, old_serials, batch, serial, qty, supplier_batch
) -> Iterator[Movement]:
	"""Yield the movements of a ledger row: of its bundle's row, else of the batch or serial numbers it names."""
	if qty is not None:
		signed = abs(qty) if (actual_qty or qty) > 0 else -abs(qty)
		yield Movement(row or "", item, warehouse, batch, serial, signed, uom or "", supplier_batch or "")
		return
	serials = [name.strip() for name in (old_serials or "").split("\n") if name.strip()]
	for name in serials:
		yield Movement(row or "", item, warehouse, old_batch, name, actual_qty / len(serials), uom or "")
	if not serials and actual_qty:
		yield Movement(row or "", item, warehouse, old_batch or None, None, actual_qty, uom or "")


def _recover_cancelled(
	voucher_type: str,
	vouchers: dict[str, VoucherStock],
	cancelled_rows: dict[str, list[tuple]],
	*,
	lock: bool,
) -> None:
	"""Fill in the former movements of fully cancelled vouchers, which only their cancelled bundles still show."""
	numbers = [no for no, stock in vouchers.items() if stock.is_cancelled]
	if not numbers:
		return
	bundles: dict[str, list[tuple]] = {}
	query = CANCELLED_BUNDLE_ROWS + ("FOR UPDATE" if lock else "")
	for row in frappe.db.sql(query, {"voucher_type": voucher_type, "voucher_nos": tuple(numbers)}):
		bundles.setdefault(row[0], []).append(row[1:])
	for number in numbers:
		vouchers[number].movements = list(_before_cancel(cancelled_rows[number], bundles.get(number, [])))


def _before_cancel(rows: Sequence[tuple], bundles: Sequence[tuple]) -> Iterator[Movement]:
	"""Yield a cancelled voucher's movements from its cancelled bundles, or from the original entries without one."""
	uoms = {item: uom or "" for _row, item, _warehouse, _qty, uom, *_rest in rows}
	ledger_rows = {facts[0] for facts in rows}
	places = {(item, warehouse, qty > 0): row for row, item, warehouse, qty, *_rest in reversed(rows)}
	done = set()
	for row, item, warehouse, batch, serial, qty, supplier_batch in bundles:
		if row not in ledger_rows:
			row = places.get((item, warehouse, qty > 0), row)
		done.add((row, item, warehouse))
		yield Movement(
			row or "", item, warehouse, batch, serial, qty, uoms.get(item, ""), supplier_batch or ""
		)
	for facts in rows:
		if facts[:3] not in done:
			done.add(facts[:3])
			yield from movements(*facts)


def items_moved(items: Collection[str]) -> set[str]:
	"""Return the items that have entries in the stock ledger."""
	if not items:
		return set()
	rows = frappe.db.sql(
		"""SELECT i.name FROM `tabItem` i WHERE i.name IN %(items)s
			AND EXISTS (SELECT 1 FROM `tabStock Ledger Entry` sle WHERE sle.item_code = i.name)""",
		{"items": tuple(items)},
	)
	return {item for (item,) in rows}


def counts_rewritten(since: object, from_date: object) -> list[str]:
	"""Return Stock Reconciliations posted on or after `from_date` whose ledger entries were rewritten since `since`."""
	return frappe.get_all(
		"Stock Ledger Entry",
		filters={
			"voucher_type": RECONCILIATION,
			"modified": [">=", since],
			"posting_date": [">=", from_date],
		},
		pluck="voucher_no",
		distinct=True,
		order_by=None,
	)

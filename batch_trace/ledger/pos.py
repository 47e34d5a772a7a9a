"""POS Invoices: the goods leave at the sale, but ERPNext's stock moves only when the invoices are consolidated.

The shipment is the sale, to the POS Invoice's customer; the consolidated Sales Invoice is not a second shipment of what
the sales account for, batch by batch. What it moves besides is its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import frappe

from batch_trace.core.terms.movements import Movement
from batch_trace.ledger import consolidated
from batch_trace.ledger.stock import VoucherStock, movements

POS_INVOICE, SALES_INVOICE = "POS Invoice", "Sales Invoice"
TOLERANCE = 1e-6

SOLD = """
	SELECT row.parent, row.{row}, row.item_code, row.warehouse, -1 * row.{quantity}, item.stock_uom, row.batch_no,
		row.serial_no, sbe.batch_no, sbe.serial_no, sbe.qty, NULL
	FROM `tab{table}` row
	JOIN `tabItem` item ON item.name = row.item_code
	LEFT JOIN `tabSerial and Batch Entry` sbe
		ON sbe.parent = row.serial_and_batch_bundle AND sbe.parenttype = 'Serial and Batch Bundle'
	WHERE row.parent IN %(invoices)s AND row.parenttype = 'POS Invoice'
	ORDER BY row.parent, row.idx, sbe.idx
"""
ITEMS = {"table": "POS Invoice Item", "row": "name", "quantity": "stock_qty"}
PACKED = {"table": "Packed Item", "row": "parent_detail_docname", "quantity": "qty"}
"""As in the stock ledger, a component has the row of its product bundle."""
PICKED_LATER = """
	SELECT row.parent, row.name, sle.item_code, sle.warehouse, sle.actual_qty, sle.stock_uom, sle.batch_no,
		sle.serial_no, sbe.batch_no, sbe.serial_no, sbe.qty, NULL
	FROM `tabSales Invoice Item` sold
	JOIN `tabPOS Invoice Item` row ON row.name = sold.pos_invoice_item
	JOIN `tabStock Ledger Entry` sle ON sle.voucher_type = 'Sales Invoice' AND sle.voucher_no = sold.parent
		AND sle.voucher_detail_no = sold.name AND sle.is_cancelled = 0
	LEFT JOIN `tabSerial and Batch Entry` sbe
		ON sbe.parent = sle.serial_and_batch_bundle AND sbe.parenttype = 'Serial and Batch Bundle'
	WHERE (sold.pos_invoice, sold.parent) IN %(merged)s AND sold.docstatus = 1 AND row.name NOT IN %(named_rows)s
	ORDER BY row.parent, row.idx, sle.creation, sbe.idx
"""
"""ERPNext picks the batches of rows that named none at the sale when the invoices are consolidated."""

RETURNED_BUNDLES = """
	SELECT row.parent, row.{row}, sbb.item_code, sbb.warehouse, sbe.qty, item.stock_uom, NULL, NULL, sbe.batch_no,
		sbe.serial_no, sbe.qty, NULL
	FROM `tab{table}` row
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.voucher_detail_no = row.name AND sbb.docstatus = 2
	JOIN `tabSerial and Batch Entry` sbe ON sbe.parent = sbb.name AND sbe.parenttype = 'Serial and Batch Bundle'
	JOIN `tabItem` item ON item.name = sbb.item_code
	WHERE row.parent IN %(invoices)s AND row.parenttype = 'POS Invoice'
	ORDER BY row.parent, row.idx, sbb.creation, sbe.idx
"""
"""The bundles of a cancelled invoice, which still name its row but no longer the invoice."""


UNCONSOLIDATED = """
	SELECT sbe.batch_no, sbe.warehouse, SUM(sbe.qty)
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.name = sbe.parent AND sbe.parenttype = 'Serial and Batch Bundle'
	JOIN `tabPOS Invoice` invoice ON invoice.name = sbb.voucher_no AND invoice.docstatus = 1
	WHERE sbe.batch_no IN %(batches)s AND sbb.voucher_type = 'POS Invoice' AND sbb.docstatus = 1
		AND COALESCE(invoice.consolidated_invoice, '') = ''
	GROUP BY sbe.batch_no, sbe.warehouse
"""
"""Cancelling the POS Closing Entry marks the bundles as cancelled, although the sales remain valid."""


HEADER = (
	"name",
	"company",
	"posting_date",
	"posting_time",
	"creation",
	"owner",
	"modified",
	"modified_by",
	"docstatus",
)


def keep_own(stocks: Mapping[str, VoucherStock]) -> None:
	"""Take from Sales Invoices, by number, the movements that the POS Invoices they were made for account for."""
	for invoice, sales in consolidated.merged(list(stocks)).items():
		stock = stocks[invoice]
		sold = read_sales(sales) if not stock.is_cancelled else {}
		accounted = _by_batch(movement for sale in sold.values() for movement in sale.movements)
		rests = [_rest(movement, accounted) for movement in stock.movements if not stock.is_cancelled]
		stock.movements = [rest for rest in rests if rest]


def _by_batch(sold: Iterable[Movement]) -> dict[tuple, float]:
	quantities: dict[tuple, float] = defaultdict(float)
	for movement in sold:
		quantities[_key(movement)] += abs(movement.qty)
	return quantities


def _key(movement: Movement) -> tuple:
	return movement.item_code, movement.warehouse, movement.batch, movement.serial_no, movement.qty > 0


def _rest(movement: Movement, accounted: dict[tuple, float]) -> Movement | None:
	"""Return what of a movement is not accounted for yet, and use up what accounts for the rest of it."""
	if not movement.is_tracked:
		return None
	quantity = min(abs(movement.qty), accounted[_key(movement)])
	accounted[_key(movement)] -= quantity
	left = abs(movement.qty) - quantity
	return movement._replace(qty=left if movement.qty > 0 else -left) if left > TOLERANCE else None


def unconsolidated(batches: Sequence[str]) -> Sequence[tuple]:
	"""Return batch, warehouse and signed quantity of POS sales that are not in the stock ledger yet."""
	return frappe.db.sql(UNCONSOLIDATED, {"batches": tuple(batches)})


def read_sales(invoices: Sequence[str]) -> dict[str, VoucherStock]:
	"""Return what each submitted or cancelled POS Invoice sold, by its name, even where it has no movement yet."""
	stocks = {row.name: _stock(row) for row in _headers(invoices)}
	submitted = [name for name, stock in stocks.items() if not stock.is_cancelled]
	cancelled = [name for name, stock in stocks.items() if stock.is_cancelled]
	for invoice, row_facts in [*_sold(submitted), *_cancelled_sales(cancelled)]:
		stocks[invoice].movements.extend(m for m in movements(*row_facts) if m.is_tracked)
	return stocks


def _headers(invoices: Sequence[str]) -> list[frappe._dict]:
	return frappe.get_all(
		POS_INVOICE,
		filters={"name": ["in", list(invoices)], "docstatus": [">", 0]},
		fields=[*HEADER],
		order_by=None,
	)


def _stock(row: frappe._dict) -> VoucherStock:
	posting = frappe.utils.get_datetime(f"{row.posting_date} {row.posting_time or '00:00:00'}")
	return VoucherStock(
		company=row.company,
		posting_datetime=str(posting),
		first_recorded=str(max(posting, row.creation)),
		operator=row.owner,
		last_recorded=str(row.modified),
		last_operator=row.modified_by,
		is_cancelled=row.docstatus == 2,
	)


def _sold(invoices: Sequence[str]) -> Iterator[tuple[str, tuple]]:
	"""Yield the batches named in rows at the sale, then those that ERPNext picked later for the other rows."""
	named_rows = [""]
	merged = tuple(consolidated.merged_into(invoices).items()) if invoices else ()
	for query in (SOLD.format(**ITEMS), SOLD.format(**PACKED), PICKED_LATER if merged else ""):
		for invoice, *facts in _rows(query, invoices, named_rows=tuple(named_rows), merged=merged):
			if facts[9] is not None or facts[5] or facts[6]:
				named_rows.append(facts[0])
				yield invoice, tuple(facts)


def _cancelled_sales(invoices: Sequence[str]) -> Iterator[tuple[str, tuple]]:
	for kind in (ITEMS, PACKED):
		for invoice, *facts in _rows(RETURNED_BUNDLES.format(**kind), invoices):
			yield invoice, tuple(facts)


def _rows(query: str, invoices: Sequence[str], **values: object) -> Sequence[tuple]:
	return frappe.db.sql(query, {"invoices": tuple(invoices), **values}) if query and invoices else ()

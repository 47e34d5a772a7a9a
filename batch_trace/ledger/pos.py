"""POS Invoices: the goods leave at the sale, ERPNext's stock moves only when the invoices are consolidated.

The sale is the shipment, to the POS Invoice's customer; the consolidated Sales Invoice is not a second one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import frappe

from batch_trace.core.movements import Movement
from batch_trace.ledger.stock import CANCELLED_BUNDLE_ROWS, VoucherStock

POS_INVOICE = "POS Invoice"

SOLD_ROWS = """
	SELECT row.parent, row.name, row.item_code, row.warehouse, sbe.batch_no, sbe.serial_no, sbe.qty,
		item.stock_uom
	FROM {table} row
	JOIN `tabSerial and Batch Entry` sbe
		ON sbe.parent = {bundle} AND sbe.parenttype = 'Serial and Batch Bundle'
	JOIN `tabItem` item ON item.name = row.item_code
	{join}
	WHERE row.parent IN %(invoices)s AND row.parenttype = 'POS Invoice'
	ORDER BY row.parent, row.idx, sbe.idx
"""
SOLD_ITEMS = SOLD_ROWS.format(table="`tabPOS Invoice Item`", bundle="row.serial_and_batch_bundle", join="")
SOLD_PACKED = SOLD_ROWS.format(table="`tabPacked Item`", bundle="row.serial_and_batch_bundle", join="")
SOLD_CONSOLIDATED = SOLD_ROWS.format(
	table="`tabPOS Invoice Item`",
	bundle="sold.serial_and_batch_bundle",
	join="JOIN `tabSales Invoice Item` sold ON sold.pos_invoice_item = row.name AND sold.docstatus = 1"
	" AND COALESCE(row.serial_and_batch_bundle, '') = ''",
)


UNCONSOLIDATED = """
	SELECT sbe.batch_no, sbe.warehouse, SUM(sbe.qty)
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.name = sbe.parent AND sbe.parenttype = 'Serial and Batch Bundle'
	JOIN `tabPOS Invoice` invoice ON invoice.name = sbb.voucher_no AND invoice.docstatus = 1
	WHERE sbe.batch_no IN %(batches)s AND sbb.voucher_type = 'POS Invoice' AND sbb.docstatus = 1
		AND sbb.is_cancelled = 0 AND COALESCE(invoice.consolidated_invoice, '') = ''
	GROUP BY sbe.batch_no, sbe.warehouse
"""


def consolidated(sales_invoices: Sequence[str]) -> dict[str, list[str]]:
	"""Return the POS Invoices that each consolidated Sales Invoice of `sales_invoices` stands for."""
	if not sales_invoices:
		return {}
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	query = (
		frappe.qb.from_(invoice)
		.left_join(item)
		.on(item.parent == invoice.name)
		.select(invoice.name, item.pos_invoice)
		.distinct()
		.where(invoice.name.isin(list(sales_invoices)) & (invoice.is_consolidated == 1))
	)
	found: dict[str, list[str]] = {}
	for name, pos_invoice in query.run():
		found.setdefault(name, []).extend([pos_invoice] if pos_invoice else [])
	return found


def read_sales(invoices: Sequence[str]) -> dict[str, VoucherStock]:
	"""Return what each submitted or cancelled POS Invoice handed over, by its name."""
	stocks = {row.name: _stock(row) for row in _headers(invoices)}
	if not stocks:
		return {}
	for row in _sold(list(stocks)):
		stocks[row[0]].movements.append(_movement(*row[1:]))
	cancelled = [name for name, stock in stocks.items() if stock.is_cancelled and not stock.movements]
	for row in _cancelled_rows(cancelled):
		stocks[row[0]].movements.append(_movement(*row[1:7], uom=""))
	return {name: stock for name, stock in stocks.items() if stock.movements}


def _headers(invoices: Sequence[str]) -> list[frappe._dict]:
	return frappe.get_all(
		POS_INVOICE,
		filters={"name": ["in", list(invoices)], "docstatus": [">", 0]},
		fields=["name", "company", "posting_date", "posting_time", "owner", "modified_by", "docstatus", "modified"],
		order_by=None,
		limit_page_length=0,
	)


def _stock(row: frappe._dict) -> VoucherStock:
	posting = str(frappe.utils.get_datetime(f"{row.posting_date} {row.posting_time or '00:00:00'}"))
	return VoucherStock(
		company=row.company,
		posting_datetime=posting,
		first_recorded=posting,
		operator=row.owner,
		last_recorded=str(row.modified),
		last_operator=row.modified_by,
		is_cancelled=row.docstatus == 2,
	)


def _sold(invoices: Sequence[str]) -> Iterator[tuple]:
	for query in (SOLD_ITEMS, SOLD_PACKED, SOLD_CONSOLIDATED):
		yield from frappe.db.sql(query, {"invoices": tuple(invoices)})


def _cancelled_rows(invoices: Sequence[str]) -> Iterable[tuple]:
	if not invoices:
		return ()
	return frappe.db.sql(CANCELLED_BUNDLE_ROWS, {"voucher_type": POS_INVOICE, "voucher_nos": tuple(invoices)})


def _movement(row, item, warehouse, batch, serial, qty, uom) -> Movement:
	return Movement(row, item, warehouse, batch, serial, qty, uom or "")


def unconsolidated(batches: Sequence[str]) -> Iterable[tuple]:
	"""Return batch, warehouse and signed quantity handed over at a till and not yet in the stock ledger."""
	return frappe.db.sql(UNCONSOLIDATED, {"batches": tuple(batches)})

"""Goods that a supplier delivers directly to a customer: they never pass through stock, so the ledger has nothing of them.

What ERPNext stores is read when a trace is asked for. A Sales Invoice may name the batch. A Purchase Order names only the item, the
supplier and the customer, and does not say whether the goods were delivered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import frappe

from batch_trace.core.answer import gaps
from batch_trace.core.answer.parties import Movement
from batch_trace.core.terms.event_types import SHIPMENT
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import quantity_text

INVOICED = """
	SELECT row.batch_no, row.stock_qty, CONCAT(TIMESTAMP(invoice.posting_date, invoice.posting_time)), invoice.company,
		invoice.name, invoice.customer
	FROM `tabSales Invoice Item` row
	JOIN `tabSales Invoice` invoice ON invoice.name = row.parent AND invoice.docstatus = 1 AND invoice.is_return = 0
		AND invoice.update_stock = 0
	WHERE row.batch_no IN %(names)s AND row.delivered_by_supplier = 1 AND row.docstatus = 1
	ORDER BY invoice.posting_date, invoice.name, row.idx
"""
RECEIVED = """
	SELECT DISTINCT entry.batch, entry.item_code, event.party
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE entry.batch IN %(names)s AND entry.event_type = 'Receipt' AND entry.direction = 'In'
		AND event.party_type = 'Supplier' AND COALESCE(event.party, '') <> ''
	ORDER BY entry.batch, event.party
"""
ORDERED = """
	SELECT row.item_code, bought.supplier, bought.company, bought.customer, bought.name, row.item_name, row.stock_uom,
		SUM(row.stock_qty)
	FROM `tabPurchase Order Item` row
	JOIN `tabPurchase Order` bought ON bought.name = row.parent AND bought.docstatus = 1
	WHERE row.delivered_by_supplier = 1 AND row.docstatus = 1 AND row.item_code IN %(items)s
		AND bought.supplier IN %(suppliers)s
	GROUP BY row.item_code, bought.supplier, bought.company, bought.customer, bought.name, row.item_name, row.stock_uom
	ORDER BY bought.name
"""
PARTIES = ("Supplier", "Company", "Customer")
"""The parties that an order names: only users who may read all of them see the gap."""


def invoiced(nodes: Collection[Node]) -> list[Movement]:
	"""Return a shipment for each invoice row that a supplier delivers and that names one of the batches."""
	names = tuple(node for node in nodes if not is_serial(node))
	rows = frappe.db.sql(INVOICED, {"names": names}) if names else ()
	return [
		Movement(
			node=batch,
			serial_no=None,
			of_event=0,
			event=0,
			event_type=SHIPMENT,
			direction="Out",
			qty=-float(quantity),
			supplier_batch=None,
			posting_datetime=posting,
			company=company,
			voucher_type="Sales Invoice",
			voucher_no=invoice,
			party=customer,
			against=None,
			ship_to=None,
			vehicle_no=None,
			party_type="Customer",
		)
		for batch, quantity, posting, company, invoice, customer in rows
	]


def found(nodes: Mapping[Node, int]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each order that has a supplier of a start deliver the start's item to a customer: it names no batch."""
	starts = tuple(node for node, depth in nodes.items() if depth == 0 and not is_serial(node))
	received = frappe.db.sql(RECEIVED, {"names": starts}) if starts else ()
	if not received:
		return
	values = {"items": tuple({row[1] for row in received}), "suppliers": tuple({row[2] for row in received})}
	orders = frappe.db.sql(ORDERED, values)
	for batch, item, supplier in received:
		for ordered in orders:
			if ordered[:2] == (item, supplier):
				order, item_name, uom, quantity = ordered[4:]
				args = (quantity_text(float(quantity)), uom, item_name, supplier, order, batch)
				about = tuple(
					(doctype, name) for doctype, name in zip(PARTIES, ordered[1:4], strict=True) if name
				)
				voucher = ("Purchase Order", order)
				yield gaps.Gap(gaps.DROP_SHIPPED, args, batch, voucher=voucher, item=item, about=about)

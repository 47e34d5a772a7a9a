"""A second company of the site, and how the test mill sells to it with ERPNext's own documents."""

from __future__ import annotations

import frappe
from erpnext.controllers.sales_and_purchase_return import make_return_doc

from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make, warehouse
from tests.integration.support.qa import control, decide

SISTER, SISTER_STORES = "Sister Bakery", "Stores - SIB"
AS_CUSTOMER, AS_SUPPLIER = "Sister as Customer", "Mill as Supplier"


def found_sister() -> None:
	"""Create the company, and the internal customer and supplier that represent the two companies."""
	make(
		"Company",
		company_name=SISTER,
		abbr="SIB",
		default_currency="EUR",
		country="Germany",
		create_chart_of_accounts_based_on="Standard Template",
		chart_of_accounts="Standard",
	)
	frappe.flags.pop("warehouse_account_map", None)  # which ERPNext reads once a process
	frappe.db.set_value("Price List", "Standard Selling", {"buying": 1, "selling": 1})
	make(
		"Customer",
		customer_name=AS_CUSTOMER,
		customer_group="All Customer Groups",
		territory="All Territories",
		is_internal_customer=1,
		represents_company=SISTER,
		companies=[{"company": COMPANY}],
	)
	make(
		"Supplier",
		supplier_name=AS_SUPPLIER,
		supplier_group="All Supplier Groups",
		is_internal_supplier=1,
		represents_company=COMPANY,
		companies=[{"company": SISTER}],
	)


def sell(
	plant, batch: str, qty: float, item: str = "FLOUR", doctype: str = "Delivery Note", **header: object
):
	"""Deliver to the sister."""
	row = {
		"item_code": item,
		"qty": qty,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": batch,
		"use_serial_batch_fields": 1,
	}
	values = {"customer": AS_CUSTOMER, "update_stock": 1, **header}
	return plant.submit(doctype, items=[row], **values)


def draft(sale, qty: float | None = None, batch: str = "", **header: object):
	"""Draft the receipt of a sale in the sister, as ERPNext maps it, or as another batch."""
	if sale.doctype == "Delivery Note":
		from erpnext.stock.doctype.delivery_note.delivery_note import make_inter_company_purchase_receipt

		bought = make_inter_company_purchase_receipt(sale.name)
	else:
		from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_inter_company_purchase_invoice

		bought = make_inter_company_purchase_invoice(sale.name)
		bought.update_stock = 1
	bought.update(header)
	for row in bought.items:
		row.update({"warehouse": SISTER_STORES, "from_warehouse": None, "use_serial_batch_fields": 1})
		if qty is not None:
			row.update({"qty": qty, "received_qty": qty})
		if batch:
			row.update({"batch_no": batch, "serial_and_batch_bundle": None})
		row.cost_center = frappe.get_cached_value("Company", SISTER, "cost_center")
	bought.insert()
	return bought


def receive(sale, qty: float | None = None, batch: str = "", **header: object):
	"""Receive a sale in the sister, as ERPNext maps it, or as another batch."""
	bought = draft(sale, qty, batch, **header)
	bought.submit()
	return bought


def released_mill(plant):
	"""Found a sister, and return the mill with a released batch F1 of 100, and an empty batch N1."""
	found_sister()
	control("FLOUR")
	plant.receive("FLOUR", 100, "F1")
	plant.batch("FLOUR", "N1")
	decide("Released", "F1")
	return plant


def open_mill(plant) -> None:
	"""Found the released mill on a site where more may be received and billed than was sent."""
	frappe.db.set_single_value("Stock Settings", "over_delivery_receipt_allowance", 100)
	frappe.db.set_single_value("Accounts Settings", "over_billing_allowance", 100)
	released_mill(plant)


def sister_warehouse(name: str) -> str:
	"""Create a warehouse of the sister."""
	values = {"company": SISTER, "parent_warehouse": "All Warehouses - SIB"}
	created = make("Warehouse", warehouse_name=name, **values).name
	frappe.flags.pop("warehouse_account_map", None)
	return created


def take_back(sale, qty: float, into: str = "Returned") -> str:
	"""Return part of a sale into a warehouse of its own, and return its name."""
	place = warehouse(into)
	back = make_return_doc(sale.doctype, sale.name)
	back.items[0].update({"qty": -qty, "warehouse": place})
	back.insert()
	back.submit()
	return place


def partly_rejected(sale, rejects: str):
	"""Receive 30 of a sale in the sister and reject 10."""
	bought = draft(sale, 30)
	rejected = {"rejected_qty": 10, "received_qty": 40, "rejected_warehouse": rejects}
	bought.items[0].update(rejected)
	bought.save()
	bought.submit()
	return bought


def send_back_from(bought, place: str, qty: float) -> None:
	"""Send back part of a purchase of batch F1 from a warehouse."""
	back = make_return_doc(bought.doctype, bought.name)
	[row] = back.items
	row.update({"qty": -qty, "received_qty": -qty, "rejected_qty": 0, "warehouse": place, "batch_no": "F1"})
	row.update({"rejected_warehouse": None, "serial_and_batch_bundle": None, "use_serial_batch_fields": 1})
	row.rejected_serial_and_batch_bundle = None
	back.insert()
	back.submit()


def buy_at_sister(plant, batch: str, qty: float = 10, supplier: str = SUPPLIER):
	"""Receive a batch of flour in the sister, from a supplier outside the site."""
	center = frappe.get_cached_value("Company", SISTER, "cost_center")
	row = plant.bought("FLOUR", plant.batch("FLOUR", batch), qty, warehouse=SISTER_STORES, cost_center=center)
	doc = frappe.get_doc(doctype="Purchase Receipt", company=SISTER, supplier=supplier, items=[row])
	return doc.insert().submit()

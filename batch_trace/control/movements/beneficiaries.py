"""Whom the goods of a voucher are for: what entitles it to take what was promised to an order, a customer or a project."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import frappe
from frappe.model.document import Document

ORDER_FIELDS = ("sales_order", "against_sales_order")
ROWS = ("items", "locations", "stock_items", "supplied_items")


class Beneficiary(NamedTuple):
	"""Whom goods are for; what is empty is not known, or nobody."""

	company: str = ""
	customer: str = ""
	sales_orders: frozenset[str] = frozenset()
	work_order: str = ""
	project: str = ""
	pick_list: str = ""


def of_document(doc: Document, row: str | None = None) -> Beneficiary:
	"""Return whom the goods of a voucher are for; of one of its rows where `row` names it, else of all of them.

	A work order is for the sales order it was made for, and an order is for its customer and its project.
	"""
	rows = _rows(doc, row)
	work_order = _first(doc, rows, "work_order") or _promised(doc, "Work Order")
	project = next((one.project for one in rows if one.get("project")), "") or doc.get("project") or ""
	orders = {one.get(field) for one in rows for field in ORDER_FIELDS} | {_promised(doc, "Sales Order")}
	customer = doc.get("customer") or ""
	if work_order:
		made_for = _value("Work Order", work_order, ("sales_order", "project"))
		orders.add(made_for.sales_order)
		project = project or made_for.project or ""
	named = frozenset(order for order in orders if order)
	if len(named) == 1:
		ordered = _value("Sales Order", next(iter(named)), ("customer", "project"))
		customer, project = customer or ordered.customer or "", project or ordered.project or ""
	return Beneficiary(
		company=doc.get("company") or "",
		customer=customer,
		sales_orders=named,
		work_order=work_order,
		project=project,
		pick_list=_pick_list(doc, rows),
	)


def of_voucher(voucher_type: str, voucher_no: str) -> Beneficiary:
	"""Return whom the goods of a voucher in the database are for; nobody where there is no such document."""
	doc = voucher(voucher_type, voucher_no)
	return of_document(doc) if doc else Beneficiary()


def voucher(voucher_type: str, voucher_no: str) -> Document | None:
	"""Return a voucher from the database, or None where it, or its doctype, is gone."""
	if not frappe.db.exists("DocType", voucher_type) or not frappe.db.exists(voucher_type, voucher_no):
		return None
	return frappe.get_doc(voucher_type, voucher_no)


def _rows(doc: Document, row: str | None) -> list[Document]:
	"""Return the rows that move stock, or the one that is named; a packed part stands for the row it is sold under."""
	rows = [one for field in ROWS for one in doc.get(field) or ()]
	if row is None:
		return rows
	parts = {part.name: part.parent_detail_docname for part in doc.get("packed_items") or ()}
	return [one for one in rows if one.name == parts.get(row, row)]


def _first(doc: Document, rows: Iterable[Document], field: str) -> str:
	return doc.get(field) or next((one.get(field) for one in rows if one.get(field)), "")


def _promised(doc: Document, doctype: str) -> str:
	"""Return the order that a Stock Reservation Entry or a Batch Reservation is for."""
	if doc.doctype == "Stock Reservation Entry" and doc.voucher_type == doctype:
		return doc.voucher_no or ""
	return (doc.reference or "") if doc.get("reserved_for") == doctype else ""


def _pick_list(doc: Document, rows: Collection[Document]) -> str:
	if doc.doctype == "Pick List":
		return doc.name or ""
	return _first(doc, rows, "pick_list") or _first(doc, rows, "against_pick_list")


def _value(doctype: str, name: str, fields: tuple[str, ...]) -> frappe._dict:
	return frappe.db.get_value(doctype, name, fields, as_dict=True) or frappe._dict()

"""The beneficiary of a voucher: the order, customer or project that its goods are for, whose promises it may use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from batch_trace.ledger.compat import existing_fields

ORDER_FIELDS = ("sales_order", "against_sales_order")
SUBCONTRACTING = {
	"subcontracting_order": "Subcontracting Order",
	"subcontracting_inward_order": "Subcontracting Inward Order",
}
"""Orders that ERPNext keeps stock for, by the field that names them in a voucher or in its rows."""
OF_WORK_ORDER = {
	"subcontracting_inward_order": "Subcontracting Inward Order",
	"production_plan": "Production Plan",
}
"""Orders that a Work Order is made for, by its field; what ERPNext keeps for them is for the Work Order."""
OF_ORDER = ("project", "docstatus")
PARTIES = ("company", "customer")
ROWS = ("items", "locations", "stock_items", "supplied_items")


class Beneficiary(NamedTuple):
	"""The orders, customer and project that goods are for; an empty field is unknown or none."""

	company: str = ""
	customer: str = ""
	sales_orders: frozenset[str] = frozenset()
	work_order: str = ""
	project: str = ""
	pick_list: str = ""
	erpnext_orders: frozenset[tuple[str, str]] = frozenset()
	"""Doctype and name of orders that only ERPNext keeps stock for: of subcontracting, in both directions, and of planning."""


def of_document(doc: Document, row: str | None = None) -> Beneficiary:
	"""Return the beneficiary of a voucher, or of the one row that `row` names.

	The beneficiary of a Work Order includes the Sales Order it was made for, and that of an order its customer and
	project. An order, project or Pick List that is another company's or another customer's than the voucher's does not
	count, whoever typed it; nor does, in a voucher to a customer, a project without a customer that its submitted orders do
	not name.
	"""
	rows = _rows(doc, row)
	work_order = _own(doc, "Work Order", _first(doc, rows, "work_order") or _reserving(doc, "Work Order"))
	orders = {each.get(field) for each in rows for field in ORDER_FIELDS} | {_reserving(doc, "Sales Order")}
	customer = doc.get("customer") or ""
	erpnext_orders = _erpnext_orders(doc, rows)
	projects = []
	if work_order:
		made_for = _value("Work Order", work_order, ("sales_order", *OF_ORDER, *OF_WORK_ORDER))
		orders.add(made_for.sales_order)
		projects.append(made_for)
		erpnext_orders |= {
			(doctype, made_for[field]) for field, doctype in OF_WORK_ORDER.items() if made_for.get(field)
		}
	for doctype, name in erpnext_orders:
		if doctype == "Subcontracting Inward Order":
			ordered = _value(doctype, name, ("customer", "sales_order"))
			customer = customer or ordered.customer or ""
			orders.add(ordered.sales_order)
	sales_orders = frozenset(order for order in orders if _own(doc, "Sales Order", order))
	if len(sales_orders) == 1:
		ordered = _value("Sales Order", next(iter(sales_orders)), ("customer", *OF_ORDER))
		customer = customer or ordered.customer or ""
		projects.append(ordered)
	return Beneficiary(
		company=doc.get("company") or "",
		customer=customer,
		sales_orders=sales_orders,
		work_order=work_order,
		project=_project(doc, rows, [each.project for each in projects if each.docstatus == 1]),
		pick_list=_pick_list(doc, rows),
		erpnext_orders=frozenset(erpnext_orders),
	)


def _project(doc: Document, rows: Iterable[Document], of_orders: Collection[str | None]) -> str:
	"""Return the project of the rows, of the voucher or of its orders; "" if no record but the voucher says it is the one."""
	named = next((each.project for each in rows if each.get("project")), "") or doc.get("project") or ""
	is_proven = (
		not doc.get("customer")
		or named in of_orders
		or (named and _value("Project", named, PARTIES).customer)
	)
	return _own(doc, "Project", named if is_proven and named else next(filter(None, of_orders), ""))


def of_voucher(voucher_type: str, voucher_no: str) -> Beneficiary:
	"""Return the beneficiary of a voucher in the database; empty if there is no such document."""
	doc = voucher(voucher_type, voucher_no)
	return of_document(doc) if doc else Beneficiary()


def voucher(voucher_type: str, voucher_no: str) -> Document | None:
	"""Return a voucher from the database, None if the voucher or its doctype is gone."""
	if not frappe.db.exists("DocType", voucher_type) or not frappe.db.exists(voucher_type, voucher_no):
		return None
	return frappe.get_doc(voucher_type, voucher_no)


def _rows(doc: Document, row: str | None) -> list[Document]:
	"""Return the rows that move stock, or the one that is named; for a packed part, the row it was sold with."""
	rows = [each for field in ROWS for each in doc.get(field) or ()]
	if row is None:
		return rows
	parts = {part.name: part.parent_detail_docname for part in doc.get("packed_items") or ()}
	return [each for each in rows if each.name == parts.get(row, row)]


def _first(doc: Document, rows: Iterable[Document], field: str) -> str:
	return doc.get(field) or next((row.get(field) for row in rows if row.get(field)), "")


def _reserving(doc: Document, doctype: str) -> str:
	"""Return the order of this doctype that a Stock Reservation Entry or Batch Reservation is for, "" if none."""
	if doc.doctype == "Stock Reservation Entry" and doc.voucher_type == doctype:
		return doc.voucher_no or ""
	return (doc.reference or "") if doc.get("reserved_for") == doctype else ""


def _erpnext_orders(doc: Document, rows: Collection[Document]) -> set[tuple[str, str]]:
	named = {
		(doctype, each.get(field))
		for field, doctype in SUBCONTRACTING.items()
		for each in (doc, *rows)
		if each.get(field)
	}
	kept_for = {*SUBCONTRACTING.values(), *OF_WORK_ORDER.values()}
	if doc.doctype == "Stock Reservation Entry" and doc.voucher_type in kept_for and doc.voucher_no:
		named.add((doc.voucher_type, doc.voucher_no))
	return named


def _pick_list(doc: Document, rows: Collection[Document]) -> str:
	if doc.doctype == "Pick List":
		return doc.name or ""
	named = _first(doc, rows, "pick_list") or _first(doc, rows, "against_pick_list")
	return _own(doc, "Pick List", named)


def _own(doc: Document, doctype: str, name: str | None) -> str:
	"""Return the name if that document is stored, and no other company's or customer's than the voucher's; else ""."""
	stored = _value(doctype, name, ("name", *PARTIES)) if name else None
	differs = stored and any(
		stored.get(field) and doc.get(field) and stored[field] != doc.get(field) for field in PARTIES
	)
	return name if stored and name and not differs else ""


def _value(doctype: str, name: str, fields: tuple[str, ...]) -> frappe._dict:
	return (
		frappe.db.get_value(doctype, name, existing_fields(doctype, fields), as_dict=True) or frappe._dict()
	)

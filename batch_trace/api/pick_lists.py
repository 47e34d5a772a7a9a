"""Pick Lists made from an order: ERPNext's, with the cartons and other whole units that it drops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.document import Document

from batch_trace.api.in_place_of import in_place_of
from batch_trace.control.allocation import pick_list
from batch_trace.ledger import backfill

OF_SALES_ORDER = "erpnext.selling.doctype.sales_order.sales_order.create_pick_list"
OF_MATERIAL_REQUEST = "erpnext.stock.doctype.material_request.material_request.create_pick_list"


@frappe.whitelist()
def of_sales_order(source_name: str, target_doc: Any = None) -> Document:
	"""Return ERPNext's Pick List for a Sales Order, not saved yet."""
	return _completed(in_place_of(OF_SALES_ORDER, of_sales_order), source_name, target_doc)


@frappe.whitelist()
def of_material_request(source_name: str, target_doc: Any = None) -> Document:
	"""Return ERPNext's Pick List for a Material Request, not saved yet."""
	return _completed(in_place_of(OF_MATERIAL_REQUEST, of_material_request), source_name, target_doc)


def _completed(original: Callable[..., Document], source_name: str, target_doc: Any) -> Document:
	"""Pick at once what ERPNext has dropped, because the form shows the list before it is saved."""
	doc = original(source_name, target_doc)
	if isinstance(doc, Document) and backfill.is_complete():
		pick_list.complete(doc)
	return doc

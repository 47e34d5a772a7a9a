"""Batches in Frappe's global search: by their number and, with the custom field `supplier_batch`, by the supplier's.

Frappe shows a user only doctypes that he may read.
"""

from __future__ import annotations

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from batch_trace.ledger.jobs import enqueue_once

SEARCHED = ("Batch", "batch_id", "in_global_search")
INDEX = "frappe.utils.global_search.rebuild_for_doctype"
DOCTYPES = "doctypes_with_global_search"


def make_searchable() -> None:
	"""Let global search find batches, unless the site has decided for itself, and index existing ones later."""
	if _setter() or _is_searched():
		return
	doctype, field, key = SEARCHED
	make_property_setter(doctype, field, key, 1, "Check")
	_look_afresh()
	if not frappe.flags.in_test:
		enqueue_once(INDEX, "batch_trace_search_index", queue="long", doctype=doctype)


def give_back() -> None:
	"""Search by ERPNext's own fields only, as before the installation."""
	if setter := _setter():
		frappe.delete_doc("Property Setter", setter, force=True)
	_look_afresh()
	if not frappe.get_meta(SEARCHED[0]).get_global_search_fields():
		frappe.db.delete("__global_search", {"doctype": SEARCHED[0]})


def _setter() -> str | None:
	doctype, field, key = SEARCHED
	asked = {"doc_type": doctype, "field_name": field, "property": key}
	return frappe.db.get_value("Property Setter", asked)


def _is_searched() -> bool:
	field = frappe.get_meta(SEARCHED[0]).get_field(SEARCHED[1])
	return bool(field and field.in_global_search)


def _look_afresh() -> None:
	frappe.clear_cache(doctype=SEARCHED[0])
	frappe.cache.delete_value(DOCTYPES)

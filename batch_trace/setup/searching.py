"""Batches in Frappe's global search: by their number and, with the custom field `supplier_batch`, by the supplier's.

Frappe shows a user only doctypes that he may read.
"""

from __future__ import annotations

import frappe

from batch_trace.ledger.jobs import enqueue_once
from batch_trace.setup import field_properties
from batch_trace.setup.field_properties import Property

SEARCHED = Property("Batch", "batch_id", "in_global_search")
INDEX = "frappe.utils.global_search.rebuild_for_doctype"
DOCTYPES = "doctypes_with_global_search"


def make_searchable() -> None:
	"""Let global search find batches, unless the site has decided for itself, and index existing ones later."""
	if not field_properties.set_one(SEARCHED):
		return
	frappe.cache.delete_value(DOCTYPES)
	if not frappe.flags.in_test:
		enqueue_once(INDEX, "batch_trace_search_index", queue="long", doctype=SEARCHED.doctype)


def give_back() -> None:
	"""Search by ERPNext's own fields only, as before the installation."""
	field_properties.give_back(SEARCHED)
	frappe.cache.delete_value(DOCTYPES)
	if not frappe.get_meta(SEARCHED.doctype).get_global_search_fields():
		frappe.db.delete("__global_search", {"doctype": SEARCHED.doctype})

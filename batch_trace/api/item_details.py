"""The details of an item chosen on a form: those of ERPNext, with the batch that is next in picking order."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import flt

from batch_trace.api.in_place_of import in_place_of
from batch_trace.control.allocation import proposals

DETAILS = "erpnext.stock.get_item_details.get_item_details"
OPTIONS = ("doc", "for_validate", "overwrite_warehouse")
"""Further arguments of ERPNext's method. Other values of the request are dropped, as Frappe does for any method."""


@frappe.whitelist()
def get_item_details(**kwargs: Any) -> Any:
	"""Return ERPNext's details of an item.

	It replaces ERPNext's method, which names a batch by its own order. For items whose batches this app allocates, the
	batch that is next in picking order is named, or none if the row needs several.
	"""
	original = in_place_of(DETAILS, get_item_details)
	chosen = frappe.parse_json(kwargs.get("ctx") or kwargs.get("args")) or {}
	kwargs = {name: kwargs[name] for name in OPTIONS if name in kwargs}
	details = original(frappe._dict(chosen), **kwargs)
	item_code = details.get("item_code")
	if chosen.get("batch_no") or not details.get("batch_no") or not proposals.is_concerned(item_code):
		return details
	chosen = {**chosen, "item_code": item_code}
	doc = frappe.parse_json(kwargs.get("doc")) or {}
	batch = proposals.for_item(chosen, doc, details.get("warehouse"), flt(details.get("stock_qty")))
	if batch == details.get("batch_no"):
		return details
	changes = {"batch_no": batch} if batch else {"use_serial_batch_fields": 0}
	changed = original(frappe._dict(chosen, **changes), **kwargs)
	return changed if batch or not changed.get("batch_no") else {**changed, "batch_no": None}

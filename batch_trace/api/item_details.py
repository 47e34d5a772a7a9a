"""What a form learns of an item that is chosen on it: as ERPNext tells it, with the batch whose turn it is."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import flt

from batch_trace.control.allocation import proposals

OPTIONS = ("doc", "for_validate", "overwrite_warehouse")
"""What ERPNext's method can be told besides the item; as of any method, what else a request brings along is left out."""


@frappe.whitelist()
def get_item_details(**kwargs: Any) -> Any:
	"""Return ERPNext's details of an item.

	Stands in the place of ERPNext's method, which names a batch by its own order; where an item's batches are not left
	to it, the batch that goes first is named, or none where it takes several.
	"""
	from erpnext.stock.get_item_details import get_item_details

	chosen = frappe.parse_json(kwargs.get("ctx") or kwargs.get("args")) or {}
	kwargs = {name: kwargs[name] for name in OPTIONS if name in kwargs}
	details = get_item_details(frappe._dict(chosen), **kwargs)
	item_code = details.get("item_code")
	if chosen.get("batch_no") or not details.get("batch_no") or not proposals.is_concerned(item_code):
		return details
	chosen = {**chosen, "item_code": item_code}
	doc = frappe.parse_json(kwargs.get("doc")) or {}
	batch = proposals.for_item(chosen, doc, details.get("warehouse"), flt(details.get("stock_qty")))
	if batch == details.get("batch_no"):
		return details
	told = {"batch_no": batch} if batch else {"use_serial_batch_fields": 0}
	found = get_item_details(frappe._dict(chosen, **told), **kwargs)
	return found if batch or not found.get("batch_no") else {**found, "batch_no": None}

"""Splits a batch as ERPNext does: by a rule, the part that leaves gets the number of the batch and one of its own."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.api.in_place_of import in_place_of
from batch_trace.control.numbering import facts, numbers, rules

SPLIT = "erpnext.stock.doctype.batch.batch.split_batch"


@frappe.whitelist()
def split_batch(
	batch_no: str, item_code: str, warehouse: str, qty: float | str, new_batch_id: str | None = None
) -> str:
	"""Move a part of a batch into a new batch, and return its name; a number that is given stays as it is."""
	split = in_place_of(SPLIT, split_batch)
	number = new_batch_id or _number(
		text(batch_no, _("The batch")), text(item_code, _("The item")), warehouse
	)
	return split(
		batch_no=batch_no,
		item_code=item_code,
		warehouse=warehouse,
		qty=frappe.utils.flt(qty),
		new_batch_id=number,
	)


def _number(batch: str, item: str, warehouse: str) -> str | None:
	"""Return the number of the part, None if no rule numbers the item's batches."""
	if not frappe.has_permission("Batch", "create"):
		return None
	company = frappe.db.get_value("Warehouse", text(warehouse, _("The warehouse")), "company")
	rule = rules.of_item(item, company or facts.default_company())
	return numbers.child_of(batch, rule, item).number if rule else None

"""Shows the next batch number by rule, of an item or of a rule that is being written; nothing is used up."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from batch_trace.api.arguments import mapping, optional_text, text
from batch_trace.control.numbering import drafted, facts, numbers, rules


@frappe.whitelist()
def preview(
	item_code: str, company: str | None = None, date: str | None = None, warehouse: str | None = None
) -> str | None:
	"""Return the number that the item's next batch gets, None if no rule numbers its batches.

	The date is both the posting and the production date, by default today; the company is by default that of the warehouse, or
	else the user's.
	"""
	item = text(item_code, _("The item"))
	place = optional_text(warehouse, _("The warehouse"))
	owner = optional_text(company, _("The company"))
	for doctype, name in (("Item", item), ("Warehouse", place), ("Company", owner)):
		if name:
			frappe.get_doc(doctype, name).check_permission("read")
	owner = owner or (frappe.db.get_value("Warehouse", place, "company") if place else None)
	day = getdate(optional_text(date, _("The date"))) if date else None
	known = facts.given(item, owner, day, place)
	rule = rules.of_item(item, known.company)
	return numbers.preview(rule, known) if rule else None


@frappe.whitelist()
def preview_of(rule: dict[str, Any] | str) -> dict[str, Any]:
	"""Return the next number of a rule as it stands on a form, its length, the number of a part, and what is wrong with it."""
	frappe.has_permission(rules.RULE, "read", throw=True)
	values = mapping(rule, _("The rule"))
	item = values.get("sample_item") or values.get("item_code")
	if item:
		frappe.has_permission("Item", "read", text(item, _("The item")), throw=True)
	return drafted.preview(values)

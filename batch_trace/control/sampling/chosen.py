"""The Sampling Plan that applies to an item of a supplier."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe.model.document import Document

from batch_trace.control.policy.policies import HIGHEST

PLAN = "Sampling Plan"


def plan_of(item_code: str, supplier: str) -> Document | None:
	"""Return the plan of the item, of its template, or of the nearest item group; one for the supplier comes first."""
	if not frappe.db.exists(PLAN, {"disabled": 0}):
		return None
	item = frappe.db.get_value("Item", item_code, ["item_group", "variant_of"], as_dict=True)
	if not item:
		return None
	places = [("item_code", item_code), ("item_code", item.variant_of)]
	places += [("item_group", group) for group in _upwards(item.item_group)]
	for field, name in places:
		if name and (plan := _at(field, name, supplier)):
			return frappe.get_cached_doc(PLAN, plan)
	return None


def _at(field: str, name: str, supplier: str) -> str | None:
	"""Return the plan that names this item or group, for the supplier or else for all."""
	rows = frappe.get_all(
		PLAN, {field: name, "disabled": 0}, ["name", "supplier"], order_by="name", limit_page_length=0
	)
	plans = {row.supplier or "": row.name for row in rows}
	return plans.get(supplier) or plans.get("")


def _upwards(group: str | None) -> Iterator[str]:
	for _height in range(HIGHEST):
		if not group:
			return
		yield group
		group = frappe.db.get_value("Item Group", group, "parent_item_group")

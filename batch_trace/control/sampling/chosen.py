"""The Sampling Plan that applies to an item of a supplier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import frappe
from frappe.model.document import Document

from batch_trace.control.policy.policies import HIGHEST

PLAN = "Sampling Plan"


def plan_of(item_code: str, supplier: str) -> Document | None:
	"""Return the plan of the item, of its template, or of the nearest item group; one for the supplier comes first."""
	if not frappe.db.exists(PLAN, {"disabled": 0}):
		return None
	return _first(_of_item(item_code), supplier)


def without(plan: Document) -> Document | None:
	"""Return the plan that applies where this one is for, if this one is not there."""
	places = _of_item(plan.item_code) if plan.item_code else _of_groups(plan.item_group)
	return _first(places, plan.supplier or "", but=plan.name or "")


def _of_item(item_code: str) -> Iterator[tuple[str, str]]:
	item = frappe.db.get_value("Item", item_code, ["item_group", "variant_of"], as_dict=True)
	if item:
		yield "item_code", item_code
		yield "item_code", item.variant_of
		yield from _of_groups(item.item_group)


def _of_groups(group: str | None) -> Iterator[tuple[str, str]]:
	return (("item_group", name) for name in _upwards(group))


def _first(places: Iterable[tuple[str, str]], supplier: str, but: str = "") -> Document | None:
	for field, name in places:
		if name and (plan := _at(field, name, supplier, but)):
			return frappe.get_cached_doc(PLAN, plan)
	return None


def _at(field: str, name: str, supplier: str, but: str) -> str | None:
	"""Return the plan that names this item or group, for the supplier or else for all; `but` is left out."""
	filters = {field: name, "disabled": 0, "name": ["!=", but]}
	rows = frappe.get_all(PLAN, filters, ["name", "supplier"], order_by="name", limit_page_length=0)
	plans = {row.supplier or "": row.name for row in rows}
	return plans.get(supplier) or plans.get("")


def _upwards(group: str | None) -> Iterator[str]:
	for _height in range(HIGHEST):
		if not group:
			return
		yield group
		group = frappe.db.get_value("Item Group", group, "parent_item_group")

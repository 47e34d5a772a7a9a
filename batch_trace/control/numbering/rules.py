"""Finds the Batch Numbering Rule of an item."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from batch_trace.core.numbering import choosing
from batch_trace.core.numbering.choosing import Place
from batch_trace.core.numbering.rule import Rule

RULE = "Batch Numbering Rule"
HIGHEST = 50
"""No tree of item groups is higher; groups that are each other's parents end here."""

ABOVE = """
	WITH RECURSIVE above AS (
		SELECT name, parent_item_group, 0 AS height FROM `tabItem Group` WHERE name = %(group)s
		UNION ALL
		SELECT parent.name, parent.parent_item_group, above.height + 1
		FROM above JOIN `tabItem Group` parent ON parent.name = above.parent_item_group WHERE above.height < %(highest)s
	)
	SELECT name FROM above ORDER BY height
"""


def of_item(item_code: str, company: str | None = None, places: Sequence[Place] | None = None) -> Rule | None:
	"""Return the rule that numbers the item's batches in a company, None if ERPNext's own series do.

	`places` is what the rules are for, if that has been read already.
	"""
	places = in_force() if places is None else places
	if not places:
		return None
	item = frappe.db.get_value("Item", item_code, ["item_group", "variant_of"], as_dict=True)
	if not item:
		return None
	items = [name for name in (item_code, item.variant_of) if name]
	name = choosing.best(places, items, _groups(item.item_group), company or "")
	return read(name) if name else None


def read(name: str) -> Rule:
	"""Return a rule as it is stored."""
	return Rule.of(frappe.get_cached_doc(RULE, name).as_dict())


def in_force() -> list[Place]:
	"""Return what each rule that is not disabled is for."""
	fields = ["name", "item_code", "item_group", "for_company"]
	rows = frappe.get_all(RULE, {"disabled": 0}, fields, order_by="name", limit_page_length=0)
	return [Place(row.name, row.item_code or "", row.item_group or "", row.for_company or "") for row in rows]


def _groups(group: str | None) -> list[str]:
	"""Return an item group and those above it, the nearest first."""
	if not group:
		return []
	return [name for (name,) in frappe.db.sql(ABOVE, {"group": group, "highest": HIGHEST})]

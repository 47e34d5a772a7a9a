"""Checks the merging of items or item groups, which can bring batches in stock under another policy."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from pypika import Order

from batch_trace.control.loosening import assignment
from batch_trace.control.policy import policies


def check_items(old: str, new: str) -> None:
	"""Refuse to merge an item into one with a milder policy or none, unless the user may loosen control."""
	if not frappe.db.exists("Item", new):
		return
	variants = _variants_after(old, new)
	items = [old, *variants]
	merged = policies.names_of_items([new]).get(new, "")
	assignment.judge(
		items, policies.of_items(items), policies.read({old: merged, **variants}), of=("Item", old)
	)


def _variants_after(old: str, new: str) -> dict[str, str]:
	"""Return the policies of an item's variants after the merge, when the new item is their template."""
	rows = frappe.get_all(
		"Item",
		filters={"variant_of": old},
		fields=["name", policies.FIELD, "item_group"],
		order_by=None,
		limit_page_length=0,
	)
	template = frappe.db.get_value("Item", new, policies.FIELD) if rows else ""
	groups = policies.names_of_groups({row.item_group for row in rows})
	return {row.name: row[policies.FIELD] or template or groups.get(row.item_group, "") for row in rows}


def check_groups(old: str, new: str, items: Collection[str]) -> None:
	"""Refuse to merge a group with these items into one with a milder policy or none, unless the user may loosen."""
	if not frappe.db.exists("Item Group", new):
		return
	before = policies.names_of_items(items)
	merged = _policy_of_group(new, without=old)
	kept = _kept(old, items)
	after = {item: before.get(item, "") if item in kept else merged for item in items}
	assignment.judge(items, policies.read(before), policies.read(after), of=("Item Group", old))


def _policy_of_group(group_name: str, *, without: str) -> str:
	"""Return the policy of the nearest group from this one up the tree, leaving out the group `without`."""
	group, above = frappe.qb.DocType("Item Group"), frappe.qb.DocType("Item Group").as_("above")
	query = (
		frappe.qb.from_(group)
		.join(above)
		.on((above.lft <= group.lft) & (above.rgt >= group.rgt))
		.select(above[policies.FIELD])
		.where((group.name == group_name) & (above.name != without) & (above[policies.FIELD] != ""))
		.orderby(above.lft, order=Order.desc)
		.limit(1)
	)
	return next((name for (name,) in query.run()), "")


def _kept(old: str, items: Collection[str]) -> set[str]:
	"""Return the items that have a policy of their own, of their template, or of a group below `old`."""
	rows = frappe.db.sql(
		"""SELECT DISTINCT i.name FROM `tabItem` i
		JOIN `tabItem Group` top ON top.name = %(old)s
		LEFT JOIN `tabItem` t ON t.name = i.variant_of
		LEFT JOIN `tabItem Group` g ON g.name = i.item_group
		LEFT JOIN `tabItem Group` below ON below.lft <= g.lft AND below.rgt >= g.rgt
			AND below.lft > top.lft AND below.rgt < top.rgt AND COALESCE(below.batch_control_policy, '') <> ''
		WHERE i.name IN %(items)s AND (COALESCE(i.batch_control_policy, '') <> ''
			OR COALESCE(t.batch_control_policy, '') <> '' OR below.name IS NOT NULL)""",
		{"old": old, "items": tuple(items) or ("",)},
	)
	return {item for (item,) in rows}

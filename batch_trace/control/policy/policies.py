"""The policy of an item: its own, its template's, or that of the nearest item group up the tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe

from batch_trace.core.control.policy import Policy

POLICY = "Batch Control Policy"
FIELD = "batch_control_policy"
HIGHEST = 50
"""No tree of item groups is higher; groups that are each other's parents end here."""


def of_items(items: Collection[str]) -> dict[str, Policy]:
	"""Return the policy of each item that is under one."""
	return read(names_of_items(items))


def read(names: Mapping[str, str]) -> dict[str, Policy]:
	"""Return the policies with these names, by the same keys; empty names are left out."""
	policies = {name: _read(name) for name in set(names.values()) if name}
	return {key: policies[name] for key, name in names.items() if name}


def of_item(item: str) -> Policy | None:
	"""Return the policy of the item, None if it has none."""
	return of_items([item]).get(item)


def names_of_items(items: Collection[str]) -> dict[str, str]:
	"""Return the name of the policy of each item that is under one, in at most two queries."""
	of_items = _own(items)
	groups = names_of_groups({group for policy, group in of_items.values() if not policy})
	names = {item: policy or groups.get(group, "") for item, (policy, group) in of_items.items()}
	return {item: policy for item, policy in names.items() if policy}


def _read(name: str) -> Policy:
	return Policy.of(frappe.get_cached_doc(POLICY, name).as_dict())


def _own(items: Collection[str]) -> dict[str, tuple[str, str]]:
	"""Return the policy of each item or its template ("" if neither has one), and its item group."""
	if not items:
		return {}
	rows = frappe.db.sql(
		"""SELECT i.name, i.batch_control_policy, t.batch_control_policy, i.item_group
		FROM `tabItem` i LEFT JOIN `tabItem` t ON t.name = i.variant_of WHERE i.name IN %(items)s""",
		{"items": tuple(items)},
	)
	return {item: (own or template or "", group or "") for item, own, template, group in rows}


def names_of_groups(groups: Collection[str]) -> dict[str, str]:
	"""Return the policy of the nearest group up the tree for each group; groups without one are left out.

	The tree is read by its parents, whose changes are recorded, and not by ERPNext's copy of it in numbers.
	"""
	if not groups:
		return {}
	rows = frappe.db.sql(
		"""WITH RECURSIVE above AS (
			SELECT name AS of_group, parent_item_group, batch_control_policy, 0 AS height
			FROM `tabItem Group` WHERE name IN %(groups)s
			UNION ALL
			SELECT above.of_group, parent.parent_item_group, parent.batch_control_policy, above.height + 1
			FROM above JOIN `tabItem Group` parent ON parent.name = above.parent_item_group
			WHERE COALESCE(above.batch_control_policy, '') = '' AND above.height < %(highest)s
		)
		SELECT of_group, batch_control_policy FROM above WHERE COALESCE(batch_control_policy, '') <> ''""",
		{"groups": tuple(groups), "highest": HIGHEST},
	)
	return dict(rows)

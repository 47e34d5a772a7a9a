"""Which policy an item is under: its own, its template's, or that of the nearest item group up the tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe

from batch_trace.core.control.policy import Policy

POLICY = "Batch Control Policy"
FIELD = "batch_control_policy"


def of_items(items: Collection[str]) -> dict[str, Policy]:
	"""Return the policy of each item that is under one."""
	return read(names_of_items(items))


def read(names: Mapping[str, str]) -> dict[str, Policy]:
	"""Return the policies that are named, by the same keys; an empty name is left out."""
	policies = {name: _read(name) for name in set(names.values()) if name}
	return {key: policies[name] for key, name in names.items() if name}


def of_item(item: str) -> Policy | None:
	"""Return the item's policy, or None for an item that is left to ERPNext."""
	return of_items([item]).get(item)


def names_of_items(items: Collection[str]) -> dict[str, str]:
	"""Return the name of the policy of each item that is under one, in at most two queries."""
	own = _own(items)
	groups = names_of_groups({group for policy, group in own.values() if not policy})
	found = {item: policy or groups.get(group, "") for item, (policy, group) in own.items()}
	return {item: policy for item, policy in found.items() if policy}


def _read(name: str) -> Policy:
	return Policy.of(frappe.get_cached_doc(POLICY, name).as_dict())


def _own(items: Collection[str]) -> dict[str, tuple[str, str]]:
	"""Return the policy of each item or its template, empty where neither has one, and its group."""
	if not items:
		return {}
	rows = frappe.db.sql(
		"""SELECT i.name, i.batch_control_policy, t.batch_control_policy, i.item_group
		FROM `tabItem` i LEFT JOIN `tabItem` t ON t.name = i.variant_of WHERE i.name IN %(items)s""",
		{"items": tuple(items)},
	)
	return {item: (own or template or "", group or "") for item, own, template, group in rows}


def names_of_groups(groups: Collection[str]) -> dict[str, str]:
	"""Return the name of the policy of the nearest group up the tree, by group; groups under none are left out."""
	if not groups:
		return {}
	rows = frappe.db.sql(
		"""SELECT g.name, above.batch_control_policy
		FROM `tabItem Group` g JOIN `tabItem Group` above ON above.lft <= g.lft AND above.rgt >= g.rgt
		WHERE g.name IN %(groups)s AND COALESCE(above.batch_control_policy, '') <> ''
		ORDER BY above.lft""",
		{"groups": tuple(groups)},
	)
	return dict(rows)

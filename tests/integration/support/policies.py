"""Creates policies and item groups with them."""

from __future__ import annotations

import frappe


def make_policy(name: str, **values: object):
	"""Create a policy with the defaults of its form."""
	return frappe.get_doc(doctype="Batch Control Policy", policy_name=name, **values).insert()


def make_group(name: str, parent: str = "All Item Groups", **values: object):
	"""Create an item group."""
	return frappe.get_doc(
		doctype="Item Group", item_group_name=name, parent_item_group=parent, **values
	).insert()

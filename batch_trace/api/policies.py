"""Copies policies, applies them to items and item groups, and fixes items that contradict their policy."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.control.policy import item_settings, policies


@frappe.whitelist(methods=["POST"])
def copy(policy: str, new_name: str) -> str:
	"""Copy a policy to a new name, and return the name."""
	source = frappe.get_doc(policies.POLICY, text(policy, _("The policy")))
	source.check_permission("read")
	name = text(new_name, _("The new name"))
	if not name:
		frappe.throw(_("Enter the name of the new policy."))
	copied = frappe.copy_doc(source)
	copied.policy_name = name
	return copied.insert().name


@frappe.whitelist(methods=["POST"])
def apply_to(
	policy: str, items: list[str] | str | None = None, item_groups: list[str] | str | None = None
) -> dict[str, int]:
	"""Put items and item groups under a policy; return how many of each were changed.

	If the user may not change one of them, none is changed.
	"""
	name = text(policy, _("The policy"))
	frappe.get_doc(policies.POLICY, name).check_permission("read")
	return {
		"items": _put_under("Item", _names(items), name),
		"item_groups": _put_under("Item Group", _names(item_groups), name),
	}


def _put_under(doctype: str, names: list[str], policy: str) -> int:
	changed = 0
	for name in names:
		doc = frappe.get_doc(doctype, name)
		doc.check_permission("write")
		if doc.get(policies.FIELD) != policy:
			doc.set(policies.FIELD, policy)
			doc.save()
			changed += 1
	return changed


def _names(value: Any) -> list[str]:
	names = frappe.parse_json(value) if value else []
	if not isinstance(names, list):
		frappe.throw(_("Items and item groups must be given as lists of names."))
	return list(dict.fromkeys(text(name, _("The name")) for name in names))


@frappe.whitelist(methods=["POST"])
def fix(item: str, code: str) -> None:
	"""Fix a setting of an item that contradicts its policy; ERPNext's validation may refuse the change."""
	doc = frappe.get_doc("Item", text(item, _("The item")))
	doc.check_permission("write")
	item_settings.fix(doc, text(code, _("The contradiction")))

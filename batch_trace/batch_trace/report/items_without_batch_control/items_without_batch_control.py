"""Items without Batch Control: stock items without a policy, and items whose settings contradict their policy."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.control.policy.contradiction_words import words
from batch_trace.control.policy.item_settings import SETTINGS, Contradiction, find
from batch_trace.core.control.item_settings import NO_POLICY


def get_columns() -> list[Column]:
	"""Return the columns: the item, the contradiction, what it means, what to do."""
	return [
		column(_("Item"), "item", "Link/Item", 130),
		column(_("Policy"), "policy", "Link/Batch Control Policy", 115),
		column(_("What Does Not Fit"), "what", width=230),
		column(_("What It Means"), "meaning", width=330),
		column(_("What to Do"), "what_to_do", width=290),
		column(_("Fix"), "fix", width=70),
		column(_("Item Name"), "item_name", width=140),
		column(_("Item Group"), "item_group", "Link/Item Group", 130),
	]


@refusals_as_hints(get_columns)
def execute(filters: Any) -> tuple[Any, ...]:
	"""Return a row for each contradiction of the items that the user may read."""
	contradictions = list(find(_items(filters)))
	rows = [_row(contradiction) for contradiction in contradictions if _is_asked(contradiction, filters)]
	hint = (
		None
		if rows
		else _("Every stock item that matches the filters has a policy, and its settings agree with it.")
	)
	return get_columns(), rows, hint, None, _summary(rows), True


def _items(filters: dict[str, Any]) -> list[frappe._dict]:
	asked: dict[str, Any] = {"is_stock_item": 1, "disabled": 0, "has_variants": 0}
	if filters.get("item_group"):
		asked["item_group"] = ["descendants of (inclusive)", filters["item_group"]]
	return frappe.get_list(
		"Item",
		filters=asked,
		fields=["name", "item_name", "item_group", *SETTINGS],
		order_by="item_group, name",
		limit_page_length=0,
	)


def _is_asked(contradiction: Contradiction, filters: dict[str, Any]) -> bool:
	policy = filters.get("batch_control_policy")
	if policy and (contradiction.policy is None or contradiction.policy.name != policy):
		return False
	return not (
		filters.get("only_batched")
		and contradiction.code == NO_POLICY
		and not contradiction.item.has_batch_no
	)


def _row(contradiction: Contradiction) -> dict[str, object]:
	description = words(contradiction)
	return {
		"item": contradiction.item.name,
		"item_name": contradiction.item.item_name,
		"item_group": contradiction.item.item_group,
		"policy": contradiction.policy.name if contradiction.policy else None,
		"code": contradiction.code,
		**description._asdict(),
		"fix": int(contradiction.can_fix),
	}


def _summary(rows: list[dict[str, Any]]) -> list[dict[str, object]]:
	without = sum(1 for row in rows if row["code"] == NO_POLICY)
	wrong = len({row["item"] for row in rows if row["code"] != NO_POLICY})
	return [
		figure(_("Without a Policy"), without, "Orange" if without else "Green", "Int"),
		figure(_("Contradict Their Policy"), wrong, "Red" if wrong else "Green", "Int"),
		figure(_("Can Be Fixed Now"), sum(row["fix"] for row in rows), "Blue", "Int"),
	]

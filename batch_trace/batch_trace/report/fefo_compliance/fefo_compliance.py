"""FEFO Compliance: each pick, the batch that came first in picking order at that moment, who chose, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from batch_trace.batch_trace.report.columns import Column, column, figure, voucher_columns
from batch_trace.batch_trace.report.fefo_compliance.picks import PickFilters, read
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.ledger import capture

Row = dict[str, Any]
IN_ORDER, WITH_REASON, WITHOUT_REASON = "In Order", "With Reason", "Without Reason"
OUTCOMES = (IN_ORDER, WITH_REASON, WITHOUT_REASON)
GROUPED_BY = {"User": "user", "Warehouse": "warehouse", "Item": "item_code"}
GROUPS_SHOWN = 12


def get_columns(group: Column | None = None) -> list[Column]:
	"""Return the columns of the picks, with those of their groups if they are grouped."""
	of_groups = [
		group,
		column(_("Picks"), "picks", "Int", 70),
		column(_("In Order %"), "percent", "Percent", 95),
	]
	return [
		*(of_groups if group else ()),
		column(_("Picked At"), "picked_at", "Datetime", 165),
		column(_("Outcome"), "outcome", width=145),
		column(_("Batch"), "batch", "Link/Batch", 130),
		column(_("Expiry Date"), "expiry_date", "Date", 110),
		column(_("Should Have Gone"), "best_batch", "Link/Batch", 140),
		column(_("Its Expiry Date"), "best_expiry_date", "Date", 115),
		column(_("Days Later"), "days_later", "Int", 90),
		column(_("Reason"), "reason", width=200),
		column(_("Chosen By"), "chosen_by", width=90),
		column(_("User"), "user", "Link/User", 150),
		column(_("Item Name"), "item_name", width=130),
		column(_("Warehouse"), "warehouse", "Link/Warehouse", 140),
		column(_("Quantity"), "qty", "Float", 80),
		column(_("UOM"), "uom", width=60),
		column(_("Left of It"), "best_qty", "Float", 90),
		*voucher_columns(),
		column(_("Kind of Movement"), "kind", width=120),
		column(_("Rule"), "rule", width=60),
		column(_("Note"), "note", width=200),
		column(_("Item"), "item_code", "Link/Item", 120),
		column(_("Company"), "company", "Link/Company", 130),
	]


@refusals_as_hints(get_columns)
def execute(filters: PickFilters) -> tuple[Any, ...]:
	"""Return a row for each pick, the latest first, or for each group of picks with its picks below."""
	frappe.has_permission("Batch Pick", "read", throw=True)
	capture.flush()
	readable, is_cut = read(filters)
	picks = [_row(pick) for pick in readable]
	by = GROUPED_BY.get(filters.get("group_by") or "")
	shown = (
		[row for row in picks if row["outcome"] != IN_ORDER] if cint(filters.get("only_broken")) else picks
	)
	hint = _hint(picks, is_cut=is_cut)
	if not by:
		return get_columns(), shown, hint, _chart_of_outcomes(picks), _summary(picks), True
	groups = _groups(picks, by)
	lines = [line for name in groups for line in _lines(name, groups[name], shown, by)]
	columns = get_columns(column(_(filters["group_by"]), "group", width=190))
	return columns, lines, hint, _chart_of_groups(groups), _summary(picks), True


def _hint(picks: list[Row], *, is_cut: bool) -> str | None:
	if is_cut:
		return _("Some picks are not shown, because you may not read their vouchers, parties or warehouses.")
	return None if picks else _("Nothing was picked in this period.")


def _row(pick: frappe._dict) -> Row:
	broken = WITH_REASON if pick.reason else WITHOUT_REASON
	return {
		**pick,
		"outcome": IN_ORDER if pick.in_order else broken,
		"days_later": _days_later(pick.expiry_date, pick.best_expiry_date),
	}


def _days_later(taken: date | None, best: date | None) -> int | None:
	return (taken - best).days if taken and best else None


def _groups(picks: list[Row], by: str) -> dict[str, list[Row]]:
	"""Return the picks by group, the group with the most picks out of order first."""
	groups: dict[str, list[Row]] = {}
	for row in picks:
		groups.setdefault(row[by] or "", []).append(row)
	return dict(sorted(groups.items(), key=lambda pair: (-_count(pair[1], *OUTCOMES[1:]), pair[0])))


def _lines(name: str, picks: list[Row], shown: list[Row], by: str) -> list[Row]:
	head = {"indent": 0, "group": name, "picks": len(picks), "percent": _percent(picks), by: name}
	return [head, *({**row, "indent": 1} for row in shown if (row[by] or "") == name)]


def _count(picks: list[Row], *outcomes: str) -> int:
	return sum(1 for row in picks if row["outcome"] in outcomes)


def _percent(picks: list[Row]) -> float:
	return round(100 * _count(picks, IN_ORDER) / len(picks), 1) if picks else 0.0


def _chart_of_outcomes(picks: list[Row]) -> dict[str, object] | None:
	if not picks:
		return None
	counts = {"name": _("Picks"), "values": [_count(picks, outcome) for outcome in OUTCOMES]}
	data = {"labels": [_(outcome) for outcome in OUTCOMES], "datasets": [counts]}
	return {"data": data, "type": "donut", "colors": ["green", "orange", "red"]}


def _chart_of_groups(groups: dict[str, list[Row]]) -> dict[str, object] | None:
	if not groups:
		return None
	names = list(groups)[:GROUPS_SHOWN]
	datasets = [
		{"name": _(outcome), "values": [_count(groups[name], outcome) for name in names]}
		for outcome in OUTCOMES
	]
	return {
		"data": {"labels": names, "datasets": datasets},
		"type": "bar",
		"barOptions": {"stacked": 1},
		"colors": ["green", "orange", "red"],
	}


def _summary(picks: list[Row]) -> list[dict[str, object]]:
	without = _count(picks, WITHOUT_REASON)
	return [
		figure(_("Picks"), len(picks), "Blue", "Int"),
		figure(_("In Order"), _percent(picks), "Green" if _percent(picks) == 100 else "Orange", "Percent"),
		figure(_("With Reason"), _count(picks, WITH_REASON), "Orange", "Int"),
		figure(_("Without Reason"), without, "Red" if without else "Green", "Int"),
	]

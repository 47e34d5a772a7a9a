"""Usable Stock: how much of an item is released, lasts long enough and is not promised, and what is short."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.control.in_stock import batches
from batch_trace.control.in_stock.scope import Scope
from batch_trace.control.policy import rules
from batch_trace.control.reorder import fitness, levels
from batch_trace.control.reorder.fitness import Fitness
from batch_trace.control.reorder.levels import Level
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import bins, capture
from batch_trace.ledger.access import readable_rows
from batch_trace.ledger.bins import NOTHING, Bin

Row = dict[str, Any]
Place = tuple[str, str]
LINKS = {"item_code": "Item", "company": "Company", "warehouse": "Warehouse", "checked_in": "Warehouse"}


def get_columns() -> list[Column]:
	"""Return the columns: the quantities that pass each further test, then those that concern the reorder level."""
	return [
		column(_("Item"), "item_code", "Link/Item", 130),
		column(_("Item Name"), "item_name", width=140),
		column(_("Warehouse"), "warehouse", "Link/Warehouse", 150),
		column(_("UOM"), "uom", width=60),
		column(_("On Hand"), "on_hand", "Float", 90),
		column(_("Released"), "released", "Float", 90),
		column(_("Long-Lived Enough"), "long_lived", "Float", 135),
		column(_("Usable"), "usable", "Float", 90),
		column(_("Ordered"), "ordered", "Float", 90),
		column(_("Requested"), "requested", "Float", 95),
		column(_("Projected"), "projected", "Float", 95),
		column(_("Projected Usable"), "projected_usable", "Float", 130),
		column(_("Reorder Level"), "level", "Float", 110),
		column(_("Reorder Qty"), "lot", "Float", 100),
		column(_("Shortage"), "shortage", "Float", 95),
		column(_("To Ask For"), "due", "Float", 95),
		column(_("ERPNext Asks"), "erpnext_asks", width=105),
		column(_("Checked In"), "checked_in", "Link/Warehouse", 150),
		column(_("Company"), "company", "Link/Company", 130),
	]


@refusals_as_hints(get_columns)
def execute(filters: dict[str, Any]) -> tuple[Any, ...]:
	"""Return a row for each item and warehouse that has batches in stock or a reorder level."""
	frappe.has_permission("Batch Balance", "read", throw=True)
	capture.flush()
	rows = _rows(Scope.of(filters))
	shown = (
		[row for row in rows if row["shortage"] or row["due"]] if cint(filters.get("only_short")) else rows
	)
	hint = None if rules.settings().reorder_on_usable_stock else _off()
	return get_columns(), shown, hint, None, _summary(rows), True


def _off() -> str:
	return _(
		"Nothing is asked for by itself: Reorder on Usable Stock in Batch Trace Settings makes Material Requests daily."
	)


def _rows(scope: Scope) -> list[Row]:
	"""Return the rows: stock with and without a reorder level, and levels without stock."""
	entries = batches.read(scope)
	fit = fitness.of_stock(entries)
	items = _items(scope)
	limits: dict[Place, Level] = {
		(level.item_code, level.warehouse): level for level in levels.read() if _is_asked(level, scope, items)
	}
	names = {place[0] for place in (*fit, *limits)}
	facts_of = _facts(names)
	bins_of = bins.read(names)
	companies = {entry.warehouse: entry.company for entry in entries}
	companies |= {level.warehouse: level.company for level in limits.values()}
	rows = [
		_row(place, fit.get(place, Fitness()), limits.get(place), facts_of, bins_of, companies[place[1]])
		for place in sorted({*fit, *limits})
	]
	return readable_rows(rows, LINKS)


def _items(scope: Scope) -> set[str] | None:
	"""Return the items of the groups asked for, None for all."""
	if not scope.item_group:
		return None
	filters = {"item_group": ["in", scope.item_groups()]}
	return set(frappe.get_all("Item", filters=filters, pluck="name", order_by=None, limit_page_length=0))


def _is_asked(level: Level, scope: Scope, items: set[str] | None) -> bool:
	return (
		level.company in (scope.company or level.company,)
		and level.item_code in (scope.item_code or level.item_code,)
		and (items is None or level.item_code in items)
		and (not scope.warehouse or level.warehouse in scope.warehouses())
	)


def _row(
	place: Place,
	fit: Fitness,
	level: Level | None,
	facts_of: dict[str, frappe._dict],
	bins_of: dict[Place, Bin],
	company: str,
) -> frappe._dict:
	item, warehouse = place
	facts, stock = facts_of[item], bins_of.get(place, NOTHING)
	projected = level.projected if level else stock.projected
	usable = level.usable if level else tidy(projected - fit.unfit)
	return frappe._dict(
		item_code=item,
		item_name=facts.item_name,
		uom=facts.stock_uom,
		warehouse=warehouse,
		company=company,
		on_hand=fit.on_hand,
		released=fit.released,
		long_lived=fit.long_lived,
		usable=fit.unreserved,
		ordered=stock.ordered,
		requested=stock.requested,
		projected=projected,
		projected_usable=usable,
		level=level.level if level else None,
		lot=level.lot if level else None,
		shortage=max(0.0, tidy(level.level - usable)) if level else None,
		due=level.due if level else None,
		erpnext_asks=(_("Yes") if level.is_requested_by_erpnext else _("No")) if level else "",
		checked_in=level.group if level and level.group != warehouse else "",
	)


def _facts(items: set[str]) -> dict[str, frappe._dict]:
	fields = ["name", "item_name", "stock_uom"]
	rows = frappe.get_all(
		"Item", filters={"name": ["in", sorted(items)]}, fields=fields, order_by=None, limit_page_length=0
	)
	return {row.name: row for row in rows}


def _summary(rows: list[Row]) -> list[dict[str, object]]:
	hidden = [
		row for row in rows if row["level"] is not None and row["due"] and row["erpnext_asks"] == _("No")
	]
	short = [row for row in rows if row["shortage"]]
	unusable = [row for row in rows if row["on_hand"] > row["usable"]]
	return [
		figure(_("Items and Warehouses"), len(rows), "Blue", "Int"),
		figure(_("Not All Usable"), len(unusable), "Orange" if unusable else "Green", "Int"),
		figure(_("Below Their Level"), len(short), "Red" if short else "Green", "Int"),
		figure(_("ERPNext Does Not See"), len(hidden), "Red" if hidden else "Green", "Int"),
	]

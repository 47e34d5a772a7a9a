"""The preview of a hold: the stock it would stop, its value, documents that name it, customers that have some."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeAlias

import frappe

from batch_trace.control.holds import access as hold_access
from batch_trace.control.holds import commitments, descendants
from batch_trace.core.answer.gaps import PERMISSION_CUT
from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.starts import start_of
from batch_trace.core.terms.errors import StartNotReadable
from batch_trace.ledger import bins
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.on_hand import on_hand
from batch_trace.ledger.site_ledger import site_ledger

Stock: TypeAlias = dict[str, list[tuple[str, float]]]
"""Warehouses and quantities, by batch."""


def of_hold(
	batches: Collection[str], *, include_descendants: bool = False, warehouse: str | None = None
) -> dict[str, Any]:
	"""Return what a hold on the batches would stop, without placing it.

	`batches`: each with `batch`, `item_code`, `cause_batch`, `quantity`, `uom` and `value` (company currency, by the
	item's valuation rate in the warehouse). `promises`: drafts, reservations, pick lists and work orders that name
	them. `orders`: open sales orders for their items. `shipped`: customers that have received some.

	Only warehouses that the user may read are counted. `hidden` is the number of batches that the user may not read, or
	that are also in warehouses that the user may not read. `hidden_documents` is the number of promises and orders that
	the user may not read, and `is_shipped_cut` is true where `shipped` may be incomplete for the same reason. `left_free`
	has the number of `batches` in stock that were made from these and that the hold leaves free, with their `value`.
	"""
	hold_access.check_place(warehouse)
	all_made = descendants.in_stock(batches)
	made = all_made if include_descendants else {}
	causes = {**dict.fromkeys(batches, ""), **made}
	stock, partly_hidden = _by_batch(causes, warehouse)
	rows = _rows(causes, stock)
	readable = set(UserAccess().readable("Batch", list(causes)))
	shown = [row for row in rows if row["batch"] in readable]
	named = [*commitments.on(batches, warehouse), *commitments.on(made)]
	ordered = commitments.open_orders({row["item_code"] for row in shown})
	shown_named, shown_ordered = commitments.readable(named), commitments.readable(ordered)
	shipped, is_shipped_cut = _shipped(batches)
	return {
		"batches": shown,
		"hidden": len((set(causes) - readable) | partly_hidden),
		"quantity": sum(row["quantity"] for row in shown),
		"value": sum(row["value"] for row in shown),
		"promises": shown_named,
		"orders": shown_ordered,
		"hidden_documents": len(_documents([*named, *ordered]) - _documents([*shown_named, *shown_ordered])),
		"shipped": shipped,
		"is_shipped_cut": is_shipped_cut,
		"left_free": _left_free({} if include_descendants else all_made),
	}


def _left_free(made: dict[str, str]) -> dict[str, float]:
	"""Return how many batches a hold leaves free that were made from the held ones, and the value of those in sight."""
	readable = set(UserAccess().readable("Batch", list(made)))
	in_sight = {batch: cause for batch, cause in made.items() if batch in readable}
	stock, _partly_hidden = _by_batch(in_sight, None)
	return {"batches": len(made), "value": sum(row["value"] for row in _rows(in_sight, stock))}


def _documents(rows: Collection[dict[str, Any]]) -> set[tuple[str, str]]:
	return {(row["doctype"], row["name"]) for row in rows}


def _by_batch(causes: dict[str, str], warehouse: str | None) -> tuple[Stock, set[str]]:
	"""Return the stock of each batch in warehouses that the user may read, and the batches that are in others, too."""
	stock = {
		(batch, place): quantity
		for (batch, place), quantity in on_hand(list(causes)).items()
		if quantity > 0 and (not warehouse or place == warehouse or causes[batch])
	}
	readable = hold_access.readable_places({place for _batch, place in stock})
	by_batch: Stock = {}
	for (batch, place), quantity in stock.items():
		if place in readable:
			by_batch.setdefault(batch, []).append((place, quantity))
	return by_batch, {batch for batch, place in stock if place not in readable}


def _rows(causes: dict[str, str], by_batch: Stock) -> list[dict[str, Any]]:
	"""Return each batch with its quantity and value."""
	rows = frappe.get_all(
		"Batch",
		{"name": ["in", list(causes)]},
		["name", "item", "item.stock_uom"],
		limit_page_length=0,
		order_by=None,
	)
	items, uoms = {row.name: row.item for row in rows}, {row.name: row.stock_uom for row in rows}
	rates = bins.worth(
		{(items[batch], place) for batch, places in by_batch.items() for place, _qty in places}
	)
	return [
		{
			"batch": batch,
			"item_code": items[batch],
			"uom": uoms[batch],
			"cause_batch": cause,
			"quantity": sum(qty for _place, qty in by_batch.get(batch, ())),
			"value": sum(qty * rates.get((items[batch], place), 0) for place, qty in by_batch.get(batch, ())),
		}
		for batch, cause in causes.items()
		if batch in items
	]


def _shipped(batches: Collection[str]) -> tuple[list[dict[str, Any]], bool]:
	"""Return the customers that have received the batches, or something made from them, and whether some are hidden."""
	try:
		answer = trace(site_ledger(), start_of(batches), "forward", access=UserAccess())
	except StartNotReadable:
		return [], True
	is_cut = any(gap["code"] == PERMISSION_CUT for gap in answer["gaps"])
	return [dict(row) for row in answer["customers"]], is_cut

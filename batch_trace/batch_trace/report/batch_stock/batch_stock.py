"""Batch Stock: the stock of each batch in each warehouse, with its status there, its days left and its value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate

from batch_trace.batch_trace.report.batch_stock import attribute_columns
from batch_trace.batch_trace.report.batch_stock.groups import GROUPED_BY, grouped
from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.batch_trace.report.stock_columns import (
	batch_cells,
	batch_columns,
	further_columns,
	life_cells,
	life_columns,
)
from batch_trace.control.in_stock import batches, promised_stock
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.in_stock.scope import Scope
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import bins, capture

Row = dict[str, Any]
GROUP_WIDTH = 230


def get_columns(width: int = 130, attributes: Iterable[Column] = ()) -> list[Column]:
	"""Return the columns; the first is `width` pixels wide. `attributes` are those of what batches have beyond that."""
	return [
		*batch_columns(width),
		column(_("Status"), "status", width=150),
		column(_("Reserved"), "reserved", "Float", 90),
		column(_("Free"), "free", "Float", 90),
		*life_columns(),
		*attributes,
		column(_("Value"), "value", "Currency/currency", 110),
		column(_("Rate"), "rate", "Currency/currency", 90),
		*further_columns(),
	]


@refusals_as_hints(get_columns)
def execute(filters: dict[str, Any]) -> tuple[Any, ...]:
	"""Return a row for each batch and warehouse, or for each group of them with its rows below."""
	frappe.has_permission("Batch Balance", "read", throw=True)
	capture.flush()
	entries = [entry for entry in _read(filters) if _is_asked(entry, filters)]
	entries, attributes = attribute_columns.of(entries, filters)
	rows = [{**row, **attributes.cells(str(row["batch"]))} for row in _rows(entries)]
	by = GROUPED_BY.get(str(filters.get("group_by") or ""))
	hint = None if rows else _("No stock matches the filters.")
	columns = get_columns(GROUP_WIDTH if by else 130, attributes.columns)
	lines = grouped(rows, by) if by else rows
	return columns, lines, hint, _chart(rows), _summary(rows), True


def _read(filters: Mapping[str, Any]) -> list[BatchInStock]:
	return batches.read(Scope.of(filters), with_zero=bool(cint(filters.get("with_zero"))))


def _is_asked(entry: BatchInStock, filters: Mapping[str, Any]) -> bool:
	"""Return whether the row has the status and the days left asked for; expired batches match any number of days."""
	if filters.get("status") and entry.status != filters["status"]:
		return False
	if filters.get("expires_within") in (None, ""):
		return True
	return bool(entry.expiry_date) and (entry.expiry_date - getdate()).days <= cint(filters["expires_within"])


def _rows(entries: list[BatchInStock]) -> Iterable[Row]:
	today = getdate()
	promised = promised_stock.quantities(entries)
	worth = bins.worth({(entry.item_code, entry.warehouse) for entry in entries})
	for entry in entries:
		reserved, rate = (
			promised.get((entry.batch, entry.warehouse), 0.0),
			worth[(entry.item_code, entry.warehouse)],
		)
		yield {
			**batch_cells(entry),
			**life_cells(entry, today),
			"reserved": reserved,
			"free": tidy(entry.quantity - reserved),
			"rate": rate,
			"value": flt(entry.quantity * rate, 2),
			"currency": frappe.get_cached_value("Company", entry.company, "default_currency"),
		}


def _chart(rows: list[Row]) -> dict[str, object] | None:
	"""Return the value by status, from the mildest to the strictest, if all rows have the same currency."""
	if not rows or len({row["currency"] for row in rows}) > 1:
		return None
	totals = {
		status: sum(row["value"] for row in rows if row["status"] == status)
		for status in ("", *st.BY_STRICTNESS)
	}
	shown = {status: flt(value, 2) for status, value in totals.items() if value}
	labels = [_(status) if status else _("No Status") for status in shown]
	values = {"name": _("Value"), "values": list(shown.values())}
	return {
		"data": {"labels": labels, "datasets": [values]},
		"type": "bar",
		"colors": ["blue"],
		"fieldtype": "Currency",
		"currency": rows[0]["currency"],
	}


def _summary(rows: list[Row]) -> list[dict[str, object]]:
	stopped = [row for row in rows if row["status"] not in ("", st.RELEASED, st.CONDITIONALLY_RELEASED)]
	counted = [figure(_("Batches"), len({row["batch"] for row in rows}), "Blue", "Int")]
	for currency in sorted({row["currency"] for row in rows}):
		for label, among, color in ((_("Value"), rows, "Blue"), (_("Not Released"), stopped, "Orange")):
			value = flt(sum(row["value"] for row in among if row["currency"] == currency), 2)
			counted.append(
				{**figure(label, value, color if value else "Green", "Currency"), "currency": currency}
			)
	return counted

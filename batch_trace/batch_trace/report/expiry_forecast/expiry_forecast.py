"""Expiry Forecast: batches that will expire before they are used, their value, and what to do about them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate

from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.expiry_forecast.words import reason
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.batch_trace.report.stock_columns import (
	batch_cells,
	batch_columns,
	further_columns,
	life_cells,
)
from batch_trace.control.in_stock import expiring
from batch_trace.control.in_stock.expiring import Expiring
from batch_trace.control.in_stock.scope import Scope
from batch_trace.core.allocation import expiry_proposals as ep
from batch_trace.ledger import bins, capture

DAYS = 90
Row = dict[str, Any]


def get_columns() -> list[Column]:
	"""Return the columns."""
	return [
		*batch_columns(),
		column(_("Expiry Date"), "expiry_date", "Date", 110),
		column(_("Days Left"), "days_left", "Int", 95),
		column(_("Will Expire"), "expiring", "Float", 100),
		column(_("Value"), "value", "Currency/currency", 105),
		column(_("Proposal"), "proposal", width=105),
		column(_("Why"), "reason", width=350),
		column(_("Used a Day"), "rate_of_use", "Float", 105),
		column(_("Status"), "status", width=140),
		column(_("Transfer To"), "transfer_to", "Link/Warehouse", 140),
		column(_("Supplier"), "supplier", "Link/Supplier", 140),
		*further_columns(),
	]


@refusals_as_hints(get_columns)
def execute(filters: dict[str, Any]) -> tuple[Any, ...]:
	"""Return a row for each batch and warehouse that expires soon, the most urgent first."""
	frappe.has_permission("Batch Balance", "read", throw=True)
	capture.flush()
	within, over = (cint(filters.get(name)) or DAYS for name in ("within", "rate_over"))
	entries = expiring.find(Scope.of(filters), within, over, getdate())
	rows = [row for row in _rows(entries) if _is_asked(row, filters)]
	hint = None if rows else _("Nothing expires within {0} days.").format(within)
	return get_columns(), rows, hint, _chart(rows), _summary(rows), True


def _is_asked(row: Row, filters: dict[str, Any]) -> bool:
	if filters.get("proposal"):
		return row["proposal"] == filters["proposal"]
	return bool(row["expiring"]) or not cint(filters.get("only_expiring"))


def _rows(entries: list[Expiring]) -> list[Row]:
	today = getdate()
	worth = bins.worth({(entry.stock.item_code, entry.stock.warehouse) for entry in entries})
	rows = [
		{
			**batch_cells(entry.stock),
			**life_cells(entry.stock, today),
			"rate_of_use": flt(entry.rate, 3),
			"expiring": entry.proposal.expiring,
			"value": flt(entry.proposal.expiring * worth[(entry.stock.item_code, entry.stock.warehouse)], 2),
			"proposal": entry.proposal.kind,
			"reason": reason(entry),
			"transfer_to": entry.outlook.transfer_to
			if entry.outlook and entry.proposal.kind == ep.TRANSFER
			else "",
			"supplier": entry.supplier,
			"currency": frappe.get_cached_value("Company", entry.stock.company, "default_currency"),
		}
		for entry in entries
	]
	return sorted(rows, key=lambda row: (not row["expiring"], row["expiry_date"], -row["value"]))


def _chart(rows: list[Row]) -> dict[str, object] | None:
	"""Return the value that will expire, by proposal, if all rows have the same currency."""
	totals = {
		kind: flt(sum(row["value"] for row in rows if row["proposal"] == kind), 2) for kind in ep.PROPOSALS
	}
	shown = {kind: value for kind, value in totals.items() if value}
	if not shown or len({row["currency"] for row in rows}) > 1:
		return None
	values = {"name": _("Value"), "values": list(shown.values())}
	return {
		"data": {"labels": [_(kind) for kind in shown], "datasets": [values]},
		"type": "bar",
		"colors": ["blue"],
		"fieldtype": "Currency",
		"currency": rows[0]["currency"],
	}


def _summary(rows: list[Row]) -> list[dict[str, object]]:
	"""Return the value of usable batches that will expire, of stopped batches, and of expired batches."""
	shares = (
		(_("Will Expire Unused"), lambda kind: kind not in (ep.DECIDE, ep.DESTROY), "Red"),
		(_("Stopped"), lambda kind: kind == ep.DECIDE, "Orange"),
		(_("To Destroy"), lambda kind: kind == ep.DESTROY, "Red"),
	)
	figures = [figure(_("Batches"), len({row["batch"] for row in rows}), "Blue", "Int")]
	for currency in sorted({row["currency"] for row in rows}):
		for label, is_meant, color in shares:
			among = [row for row in rows if row["currency"] == currency and is_meant(row["proposal"])]
			value = flt(sum(row["value"] for row in among), 2)
			figures.append(
				{**figure(label, value, color if value else "Green", "Currency"), "currency": currency}
			)
	return figures

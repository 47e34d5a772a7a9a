"""Batch Movements: every entry of a batch or serial number in the ledger, with the balance after it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.batch_trace.report.batch_movements.entries import (
	MovementFilters,
	entries_of,
	is_narrow_enough,
)
from batch_trace.batch_trace.report.batch_movements.readable import readable_movements
from batch_trace.batch_trace.report.columns import Column, column, voucher_columns
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import capture

TEXTS = ("batch", "serial_no", "supplier_batch", "party_type", "party")
IN_FORCE, TAKEN_BACK, TAKES_BACK = "In Force", "Taken Back", "Takes Back"


def get_columns() -> list[Column]:
	"""Return the columns."""
	return [
		column(_("Posting Time"), "posting_datetime", "Datetime", 190),
		column(_("Event Type"), "event_type", width=135),
		column(_("Quantity"), "qty", "Float", 85),
		column(_("Balance"), "balance", "Float", 85),
		column(_("UOM"), "uom", width=60),
		column(_("Direction"), "direction", width=85),
		*voucher_columns(),
		column(_("State"), "state", width=100),
		column(_("Party"), "party", "Dynamic Link/party_type", 160),
		column(_("Party Type"), "party_type", width=95),
		column(_("Warehouse"), "warehouse", "Link/Warehouse", 160),
		column(_("Batch"), "batch", "Link/Batch", 130),
		column(_("Serial No"), "serial_no", "Link/Serial No", 110),
		column(_("Item"), "item_code", "Link/Item", 120),
		column(_("Supplier Batch"), "supplier_batch", width=120),
		column(_("Operator"), "operator", "Link/User", 150),
		column(_("Recorded At"), "recorded_at", "Datetime", 190),
		column(_("Event"), "event", "Link/Trace Event", 80),
	]


@refusals_as_hints(get_columns)
def execute(filters: MovementFilters) -> tuple[Any, ...]:
	"""Return a row for each entry, the oldest first."""
	frappe.has_permission("Trace Event", "read", throw=True)
	if not is_narrow_enough(filters):
		frappe.throw(_("Choose a batch, a serial number, an item or a voucher."))
	capture.flush()
	entries = entries_of(filters)
	rows = readable_movements(entries)
	is_cut = len(rows) < len(entries)
	cut = _("Some movements are not shown, because you may not read them, so there are no balances.")
	shown = [row for row in _with_balance(rows, is_cut=is_cut) if _is_shown(row, filters)]
	return get_columns(), shown, cut if is_cut else None


def _with_balance(rows: list[frappe._dict], *, is_cut: bool) -> list[frappe._dict]:
	"""Add to each row what there is of its batch (or serial number) after it, in what was asked for.

	Where movements are left out, nobody can tell.
	"""
	balance: dict[tuple[str, str], float] = {}
	for row in rows:
		key = (row.batch or "", "" if row.batch else row.serial_no)
		balance[key] = tidy(balance.get(key, 0.0) + row.qty)
		row["balance"] = None if is_cut else balance[key]
		row["state"] = _(_state(row))
		row.update({field: row[field] or "" for field in TEXTS})
	return rows


def _state(row: frappe._dict) -> str:
	if row.of_event != row.event:
		return TAKES_BACK
	return TAKEN_BACK if row.reversed_by else IN_FORCE


def _is_shown(row: frappe._dict, filters: MovementFilters) -> bool:
	"""Return whether the row is in the period and of the voucher asked for; other rows only count in the balance."""
	day = str(row.posting_datetime)[:10]
	return ((filters.get("from_date") or "") <= day <= (filters.get("to_date") or "9999")) and filters.get(
		"voucher_no"
	) in (None, "", row.voucher_no)

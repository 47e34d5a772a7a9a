"""Inserts rows of Batch Pick as the app does."""

from __future__ import annotations

import frappe

from batch_trace.api import fefo
from batch_trace.ledger.bulk import STANDARD, bound
from batch_trace.ledger.compat import next_numbers
from tests.integration.support.plant import STORES
from tests.integration.support.voucher_entries import moves

FEFO = {
	"rule": "FEFO",
	"in_order": 1,
	"chosen_by": "System",
	"voucher_type": "Delivery Note",
	"kind": "Shipment",
}


def record_pick(item_code: str, batch: str, warehouse: str, qty: float, **values: object) -> int:
	"""Add a pick, by default one in order; return its number."""
	number = next_numbers("Batch Pick", 1)[0]
	now, user = frappe.utils.now(), frappe.session.user
	pick = {
		**FEFO,
		"company": frappe.db.get_value("Warehouse", warehouse, "company"),
		"picked_at": now,
		"user": user,
		"item_code": item_code,
		"batch": batch,
		"warehouse": warehouse,
		"qty": qty,
		"uom": frappe.db.get_value("Item", item_code, "stock_uom"),
		"expiry_date": frappe.db.get_value("Batch", batch, "expiry_date"),
		**values,
	}
	columns = ", ".join(f"`{column}`" for column in (*STANDARD, *pick))
	row, parameters = bound([(number, now, now, user, user, *pick.values())])
	frappe.db.sql(f"INSERT INTO `tabBatch Pick` ({columns}) VALUES {row}", parameters)
	return number


def proposed(qty: float, warehouse: str = STORES, **wanted) -> list[tuple[str, float]]:
	found = fefo.allocate("FLOUR", warehouse, qty, **wanted)
	return [(pick["batch"], pick["qty"]) for pick in found["picks"]]


def out(voucher) -> dict[str, float]:
	return {batch: qty for (_way, batch, _place), qty in moves(voucher.name).items() if qty < 0}

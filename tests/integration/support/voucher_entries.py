"""The ledger's entries of one voucher."""

from __future__ import annotations

import frappe


def entries(voucher_no: str, event_type: str | None = None) -> list[tuple]:
	"""Return (direction, batch or serial number or item, quantity) of a voucher's entries, in ledger order."""
	events = frappe.get_all("Trace Event", filters={"voucher_no": voucher_no}, pluck="name")
	filters = {"event": ["in", events or [0]]}
	if event_type:
		filters["event_type"] = event_type
	rows = frappe.get_all(
		"Trace Entry",
		filters=filters,
		fields=["direction", "batch_no", "serial_no", "item_code", "qty"],
		order_by="name",
	)
	return [(r.direction, r.batch_no or r.serial_no or r.item_code, r.qty) for r in rows]


def net(voucher_no: str) -> dict[str, float]:
	"""Return the total that a voucher moved according to the ledger, by batch."""
	totals: dict[str, float] = {}
	for _direction, what, qty in entries(voucher_no):
		totals[what] = round(totals.get(what, 0) + qty, 6)
	return {what: qty for what, qty in totals.items() if qty}


def moves(voucher_no: str) -> dict[tuple[str, str, str], float]:
	"""Return the total that a voucher moved, by direction, batch (or serial number) and warehouse."""
	totals: dict[tuple[str, str, str], float] = {}
	numbers = frappe.get_all("Trace Event", filters={"voucher_no": voucher_no}, pluck="name")
	fields = ["direction", "batch_no", "serial_no", "item_code", "warehouse", "qty"]
	for r in frappe.get_all(
		"Trace Entry", filters={"event": ["in", numbers or [0]]}, fields=fields, limit_page_length=0
	):
		key = (r.direction, r.batch_no or r.serial_no or r.item_code, r.warehouse)
		totals[key] = round(totals.get(key, 0) + r.qty, 6)
	return {key: qty for key, qty in totals.items() if qty}


def event(voucher):
	"""Return the first event of a voucher."""
	return frappe.get_doc("Trace Event", {"voucher_no": voucher.name, "sequence": 1})

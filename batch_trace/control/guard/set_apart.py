"""Moves stopped goods out of the way: the button of a refusal makes the draft of a transfer to quarantine.

The draft is an ordinary Stock Entry of the user's own: nothing is submitted, and its submission is judged like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import flt

from batch_trace.control.movements import places
from batch_trace.control.status import open_holds
from batch_trace.control.status.open_holds import HOLD
from batch_trace.ledger.locked_balances import Place

STOCK_ENTRY, TRANSFER = "Stock Entry", "Material Transfer"


class Lot(NamedTuple):
	"""A quantity (stock UOM) of a batch in a warehouse."""

	batch: str
	item_code: str
	warehouse: str
	quantity: float


def button(wanted: Collection[Place], work_order: str = "") -> dict[str, Any] | None:
	"""Return the button of a message that offers to move these batches to quarantine, None if the user cannot do so.

	With a `work_order`, they are taken back from the order, and others are brought for it.
	"""
	apart = [place for place in dict.fromkeys(wanted) if _target(place[1]) not in ("", place[1])]
	if not apart or not frappe.has_permission(STOCK_ENTRY, "create"):
		return None
	return {
		"label": _("Return to Quarantine and Replace") if work_order else _("Move to Quarantine"),
		"client_action": "batch_trace.set_apart",
		"args": {"places": apart, "work_order": work_order},
	}


def draft(wanted: Collection[Place]) -> Document:
	"""Save the draft of a transfer of these batches to quarantine, with the user's own permissions.

	Of a batch that is only held because of what vouchers brought into the warehouse, as a customer's return, that much is
	moved; of others, all that is there.
	"""
	balances = in_stock(wanted)
	lots = [lot._replace(quantity=min(lot.quantity, _held(lot))) for lot in balances]
	if not lots:
		frappe.throw(_("Nothing of these batches is in stock there any more."))
	return saved({"purpose": TRANSFER}, lots)


def in_stock(wanted: Collection[Place]) -> list[Lot]:
	"""Return what is in stock at these places."""
	balance = frappe.qb.DocType("Batch Balance")
	query = (
		frappe.qb.from_(balance)
		.select(balance.batch, balance.item_code, balance.warehouse, balance.qty)
		.where(balance.batch.isin(sorted({batch for batch, _warehouse in wanted}) or [""]))
		.where(balance.qty > 0)
		.orderby(balance.batch, balance.warehouse)
	)
	return [Lot(*row) for row in query.run() if (row[0], row[2]) in set(wanted)]


def saved(header: dict[str, Any], lots: Sequence[Lot], target: str = "") -> Document:
	"""Save a draft Stock Entry that moves the lots, all of one company, to its warehouse for quarantine or to `target`."""
	target = target or _target(lots[0].warehouse)
	if not target:
		frappe.throw(_("Set the Batch Quality Use of a warehouse to Quarantine first."))
	rows = [
		{
			"item_code": lot.item_code,
			"qty": flt(lot.quantity, 9),
			"s_warehouse": lot.warehouse,
			"t_warehouse": target,
			"batch_no": lot.batch,
			"use_serial_batch_fields": 1,
		}
		for lot in lots
	]
	company = frappe.db.get_value("Warehouse", lots[0].warehouse, "company")
	entry = frappe.get_doc({"doctype": STOCK_ENTRY, "company": company, **header, "items": rows})
	entry.set_stock_entry_type()
	return entry.insert()


def _target(warehouse: str) -> str:
	return places.quarantine_of(frappe.db.get_value("Warehouse", warehouse, "company") or "")


def _held(lot: Lot) -> float:
	"""Return how much vouchers brought that caused all holds on the batch in this warehouse, without limit for others."""
	holds = open_holds.read([lot.batch]).get(lot.batch, [])
	if not holds or any(hold.warehouse != lot.warehouse for hold in holds):
		return lot.quantity
	brought = [_brought(hold.hold, lot) for hold in holds]
	return sum(brought) if all(brought) else lot.quantity


def _brought(hold: str, lot: Lot) -> float:
	"""Return how much the voucher that caused the hold brought of the batch into the warehouse, 0 if none caused it."""
	voucher = frappe.db.get_value(HOLD, hold, ["voucher_type", "voucher_no"])
	event, entry = frappe.qb.DocType("Trace Event"), frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.event)
		.select(Sum(entry.qty))
		.where((event.voucher_type == (voucher[0] or "")) & (event.voucher_no == (voucher[1] or "")))
		.where((entry.batch == lot.batch) & (entry.warehouse == lot.warehouse) & (entry.qty > 0))
	)
	return flt(query.run()[0][0])

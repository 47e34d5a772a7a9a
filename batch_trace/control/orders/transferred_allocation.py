"""Batches out of what was transferred for an order: which a row names already, which to choose, how to give them to it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import frappe
from frappe.model.document import Document

from batch_trace.control.guard import offers
from batch_trace.control.orders import transferred
from batch_trace.core.allocation.allocation import Allocation, allocate
from batch_trace.core.allocation.picking_order import PickingRules, Stock, position
from batch_trace.core.control.policy import Policy
from batch_trace.ledger import bundles

SMALLEST = 1e-9


def chosen(row: Document, quantity: float) -> dict[str, float]:
	"""Return the batches the row names; none where its bundle is of another quantity, which ERPNext would fill anew."""
	if not row.serial_and_batch_bundle:
		return {row.batch_no: quantity} if row.batch_no else {}
	found = bundles.batches([row.serial_and_batch_bundle]).get(row.serial_and_batch_bundle, {})
	return found if abs(sum(found.values()) - quantity) < SMALLEST else {}


def choose(
	doc: Document, item: str, warehouse: str, quantity: float, left: Mapping[str, float], policy: Policy
) -> Allocation:
	"""Choose batches for a quantity (stock UOM) from what is left of a pool, in the order of the policy."""
	names = sorted(batch for batch, qty in left.items() if qty > 0)
	if not names:
		return Allocation(shortage=quantity)
	known = offers.statuses(names, warehouse)
	stopped = offers.stopped(known, item, {"voucher_type": doc.doctype, **doc.as_dict(), "to": None})
	rows = frappe.get_all(
		"Batch Balance",
		{"item_code": item, "warehouse": warehouse, "is_open": 1, "batch": ["in", names]},
		["batch", "qty", "expiry_date", "arrived_on"],
		order_by="batch",
		limit_page_length=0,
	)
	digits = frappe.get_precision(bundles.ROW, "qty") or 3
	stock = [
		Stock(
			row.batch,
			warehouse,
			_rounded_down(min(left[row.batch], row.qty), digits),
			row.expiry_date,
			row.arrived_on,
			known[row.batch] if row.batch in stopped else "",
		)
		for row in rows
	]
	rules = _rules(policy)
	return allocate(quantity, sorted(stock, key=lambda one: position(one, rules)), rules)


def _rules(policy: Policy) -> PickingRules:
	"""Return the policy's; batches that may not be mixed get rows of their own, as many as it takes."""
	rules = PickingRules.of(policy)
	return rules if policy.allow_mixed_batches else replace(rules, maximum=0)


def _rounded_down(quantity: float, digits: int) -> float:
	"""Return what of a quantity can be written in a bundle."""
	return math.floor(quantity * 10**digits + transferred.TOLERANCE) / 10**digits


def _bundle(doc: Document, row: Document, item: str, warehouse: str, lots: Mapping[str, float]) -> str:
	"""Put batches into the row's bundle, or a new one, and return its name; quantities are in stock UOM."""
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	told = {
		"item_code": item,
		"warehouse": warehouse,
		"voucher_type": doc.doctype,
		"posting_date": doc.posting_date,
		"posting_time": doc.posting_time,
		"type_of_transaction": "Outward",
		"qty": -sum(lots.values()),
		"company": doc.company,
		"batches": dict(lots),
		"do_not_submit": True,
	}
	if row.serial_and_batch_bundle:
		told["serial_and_batch_bundle"] = row.serial_and_batch_bundle
		return SerialBatchCreation(told).update_serial_and_batch_entries().name
	return SerialBatchCreation(told).make_serial_and_batch_bundle().name


def give(doc: Document, row: Document, item: str, warehouse: str, lots: Mapping[str, float]) -> None:
	"""Let the row take these batches, one by its field, several by a bundle."""
	if len(lots) == 1 and not row.serial_and_batch_bundle:
		row.update({"batch_no": next(iter(lots)), "use_serial_batch_fields": 1})
	else:
		row.serial_and_batch_bundle = _bundle(doc, row, item, warehouse, lots)
		row.update({"batch_no": None, "use_serial_batch_fields": 0})

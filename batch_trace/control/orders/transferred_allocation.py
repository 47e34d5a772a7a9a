"""Chooses batches for a row from what was transferred for its order, and writes them into the row."""

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
from batch_trace.ledger.compat import bundle_time

SMALLEST = 1e-9


def chosen(row: Document, quantity: float) -> dict[str, float]:
	"""Return the batches that the row names, with their quantities.

	Empty if the quantity of its bundle differs from that of the row, because ERPNext would then replace the bundle.
	"""
	if not row.serial_and_batch_bundle:
		return {row.batch_no: quantity} if row.batch_no else {}
	bundled = bundles.batches([row.serial_and_batch_bundle]).get(row.serial_and_batch_bundle, {})
	return bundled if abs(sum(bundled.values()) - quantity) < SMALLEST else {}


def choose(
	doc: Document, item: str, warehouse: str, quantity: float, remaining: Mapping[str, float], policy: Policy
) -> Allocation:
	"""Choose batches for a quantity (stock UOM) from what remains of the transfers, in the policy's picking order."""
	names = sorted(batch for batch, qty in remaining.items() if qty > 0)
	if not names:
		return Allocation(shortage=quantity)
	verdicts = offers.verdicts(names, warehouse)
	stopped = offers.stopped(verdicts, item, {"voucher_type": doc.doctype, **doc.as_dict(), "to": None})
	rows = frappe.get_all(
		"Batch Balance",
		{"item_code": item, "warehouse": warehouse, "is_open": 1, "batch": ["in", names]},
		["batch", "qty", "expiry_date", "arrived_on"],
		order_by="batch",
		limit_page_length=0,
	)
	digits = bundles.digits()
	stock = [
		Stock(
			row.batch,
			warehouse,
			_rounded_down(min(remaining[row.batch], row.qty), digits),
			row.expiry_date,
			row.arrived_on,
			stopped.get(row.batch, ""),
		)
		for row in rows
	]
	rules = _rules(policy)
	return allocate(quantity, sorted(stock, key=lambda entry: position(entry, rules)), rules)


def _rules(policy: Policy) -> PickingRules:
	"""Return the picking rules of the policy, without its limit of batches if each batch gets a row of its own."""
	rules = PickingRules.of(policy)
	return rules if policy.allow_mixed_batches else replace(rules, maximum=0)


def _rounded_down(quantity: float, digits: int) -> float:
	"""Return the quantity cut to the digits that a bundle can store."""
	return math.floor(quantity * 10**digits + transferred.TOLERANCE) / 10**digits


def _bundle(doc: Document, row: Document, item: str, warehouse: str, batches: Mapping[str, float]) -> str:
	"""Put batches into the row's bundle, or into a new one, and return its name; quantities are in stock UOM."""
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	values = {
		"item_code": item,
		"warehouse": warehouse,
		"voucher_type": doc.doctype,
		**bundle_time(doc.posting_date, doc.posting_time),
		"type_of_transaction": "Outward",
		"qty": -sum(batches.values()),
		"company": doc.company,
		"batches": dict(batches),
		"do_not_submit": True,
	}
	if row.serial_and_batch_bundle:
		values["serial_and_batch_bundle"] = row.serial_and_batch_bundle
		return SerialBatchCreation(values).update_serial_and_batch_entries().name
	return SerialBatchCreation(values).make_serial_and_batch_bundle().name


def give(doc: Document, row: Document, item: str, warehouse: str, batches: Mapping[str, float]) -> None:
	"""Write the batches into the row: a single batch into its field, several into a bundle."""
	if len(batches) == 1 and not row.serial_and_batch_bundle:
		row.update({"batch_no": next(iter(batches)), "use_serial_batch_fields": 1})
	else:
		row.serial_and_batch_bundle = _bundle(doc, row, item, warehouse, batches)
		row.update({"batch_no": None, "use_serial_batch_fields": 0})

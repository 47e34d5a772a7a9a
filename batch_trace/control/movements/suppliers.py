"""Checks that a return goes to whoever supplied the batch; otherwise it does not count as a return.

A customer who provided material for an inward subcontracting order is its supplier.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.core.genealogy import families
from batch_trace.core.terms import event_types as et
from batch_trace.ledger import stock
from batch_trace.ledger.compat import existing_fields
from batch_trace.ledger.site_ledger import site_ledger
from batch_trace.ledger.vouchers import customer_of_stock_entry

SUPPLYING = (et.RECEIPT, et.SUBCONTRACTING, et.COMPANY_TRANSFER)
RETURNED = (et.SUPPLIER_RETURN, et.COMPANY_TRANSFER)
ROUNDING = 1e-6

BALANCE = """
	SELECT event.party, SUM(CASE WHEN entry.direction = 'In' THEN entry.qty ELSE 0 END), SUM(entry.qty)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND event.party_type = %(party_type)s AND COALESCE(event.party, '') <> ''
		AND ((entry.event_type IN %(supplying)s AND entry.direction = 'In')
			OR (entry.event_type IN %(returned)s AND entry.direction = 'Out'))
	GROUP BY event.party
"""


def takes_back(voucher_type: str, voucher_no: str, batch: str) -> bool:
	"""Return whether the voucher returns the batch to its supplier, and no more of it than came from there.

	The batches of the same item that it was split from count too. A batch without a recorded receipt, as from opening
	stock, may be returned to the supplier in its Batch, or by a return against a receipt of its item without batches.
	"""
	if voucher_type == "Stock Entry":
		return _customer_takes_back(voucher_no, batch)
	fields = existing_fields(voucher_type, ("supplier", "return_against"))
	facts = frappe.db.get_value(voucher_type, voucher_no, fields, as_dict=True) if fields else None
	if not facts:
		return False
	supplied = _supplied(_family(batch), "Supplier")
	if supplied:
		came, left = supplied.get(facts.supplier or "", (0.0, 0.0))
		return came > ROUNDING and left > -ROUNDING
	of_batch = frappe.db.get_value("Batch", batch, "supplier")
	is_of_supplier = bool(of_batch) and of_batch == facts.supplier
	return is_of_supplier or _came_without_batch(voucher_type, facts.return_against or "", batch)


def _came_without_batch(voucher_type: str, receipt: str, batch: str) -> bool:
	"""Return whether the receipt brought the batch's item when the item had no batches yet."""
	received = stock.read(voucher_type, [receipt]).get(receipt) if receipt else None
	if received is None or received.is_cancelled:
		return False
	item = frappe.db.get_value("Batch", batch, "item")
	return any(m.item_code == item and m.qty > 0 and not m.batch for m in received.movements)


def _customer_takes_back(stock_entry: str, batch: str) -> bool:
	customer = customer_of_stock_entry(stock_entry)
	came, left = _supplied(_family(batch), "Customer").get(customer, (0.0, 0.0))
	return came > ROUNDING and left > -ROUNDING


def _family(batch: str) -> list[str]:
	"""Return the batch and the batches of its item that it was made from."""
	item = frappe.db.get_value("Batch", batch, "item")
	names = families.ancestors(site_ledger(), [batch])
	same = frappe.get_all(
		"Batch",
		filters={"name": ["in", names], "item": item},
		pluck="name",
		order_by=None,
		limit_page_length=0,
	)
	return [batch, *same]


def _supplied(batches: Collection[str], party_type: str) -> dict[str, tuple[float, float]]:
	"""Return how much came from each supplier, and how much of it was not returned; cancelled vouchers do not count."""
	values = {
		"batches": tuple(batches),
		"party_type": party_type,
		"supplying": SUPPLYING,
		"returned": RETURNED,
	}
	return {
		party: (float(came), float(left))
		for party, came, left in frappe.db.sql(BALANCE, values)
		if abs(came) > ROUNDING
	}

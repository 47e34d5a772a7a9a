"""Whether goods are shipped to somebody else, told from the stored Customer and not from a flag or field of the voucher."""

from __future__ import annotations

import frappe

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


def is_sale(event: RecordedEvent) -> bool:
	"""Return whether the event ships goods to somebody else than the company itself.

	With a target warehouse on its rows, ERPNext treats a delivery to any customer as a transfer.
	"""
	voucher = event.voucher
	is_sold = voucher.kind == et.SHIPMENT and voucher.party_type == "Customer"
	return event.event_type == et.SHIPMENT or (is_sold and not is_itself(voucher.company, voucher.party))


def is_itself(company: str, customer: str) -> bool:
	"""Return whether the customer is internal and represents the company, so that a delivery to it is a transfer."""
	fields = ["is_internal_customer", "represents_company"]
	stored = frappe.db.get_value("Customer", customer, fields, as_dict=True) if customer else None
	return bool(stored and stored.is_internal_customer and stored.represents_company == company)

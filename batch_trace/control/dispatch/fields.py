"""The fields of vouchers with what is known of a shipment when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.core.control import dispatch
from batch_trace.ledger.compat import existing_fields

DELIVERY_NOTE, SALES_INVOICE = "Delivery Note", "Sales Invoice"
OURS = {
	dispatch.SEALS: "dispatch_seals",
	dispatch.TEMPERATURE: "dispatch_temperature",
	dispatch.CONSIGNEE: "dispatch_consignee",
}
FIELDS: Mapping[str, Mapping[str, str]] = {
	DELIVERY_NOTE: {dispatch.VEHICLE: "vehicle_no", dispatch.DRIVER: "driver_name", **OURS},
	SALES_INVOICE: {dispatch.VEHICLE: "dispatch_vehicle_no", dispatch.DRIVER: "dispatch_driver", **OURS},
}
"""For each doctype that can be loaded on a vehicle, the field of each fact. A sale at a till goes with the customer."""
AT_TILL = "is_created_using_pos"


def label(doctype: str, fact: str) -> str:
	"""Return the label of the field of a fact, as users see it."""
	return _(frappe.get_meta(doctype).get_label(FIELDS[doctype][fact]))


def is_shipment(doc: Document) -> bool:
	"""Return whether a voucher in hand ships goods on a vehicle."""
	if doc.doctype not in FIELDS or doc.get("is_return") or doc.get(AT_TILL):
		return False
	return doc.doctype == DELIVERY_NOTE or bool(doc.get("update_stock"))


def is_at_till(doctype: str, name: str) -> bool:
	"""Return whether a stored voucher was made at a till, where customers take the goods along; only version 16 marks them."""
	if doctype not in FIELDS:
		return True
	return bool(existing_fields(doctype, [AT_TILL])) and bool(frappe.db.get_value(doctype, name, AT_TILL))

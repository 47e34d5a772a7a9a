"""What is entered at loading: temperatures in one form, and a consignee where the address names one."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from batch_trace.control.dispatch.fields import OURS, is_shipment
from batch_trace.core.control import dispatch
from batch_trace.core.terms import temperatures

TEMPERATURE, CONSIGNEE = OURS[dispatch.TEMPERATURE], OURS[dispatch.CONSIGNEE]


def complete(doc: Document) -> None:
	"""Write the temperature with its unit, and the title of the shipping address as consignee if nobody entered one.

	Raises:
		frappe.ValidationError: the temperature is none.
	"""
	if not is_shipment(doc):
		return
	if typed := cstr(doc.get(TEMPERATURE)).strip():
		doc.set(TEMPERATURE, temperature(typed, _(doc.meta.get_label(TEMPERATURE))))
	if not cstr(doc.get(CONSIGNEE)).strip() and doc.get("shipping_address_name"):
		doc.set(CONSIGNEE, frappe.db.get_value("Address", doc.shipping_address_name, "address_title"))


def temperature(typed: str, label: str) -> str:
	"""Return a typed temperature with its unit.

	Raises:
		frappe.ValidationError: it is none.
	"""
	if read := temperatures.read(typed):
		return str(read)
	frappe.throw(
		_("{0} must be a temperature, such as 4.5 °C, -18 or 39 °F. It is {1}.").format(
			frappe.bold(label), frappe.bold(frappe.utils.escape_html(typed))
		)
	)

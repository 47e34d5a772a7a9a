"""Shipments: what policies ask for before they leave, and the proof of their delivery."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import names, optional_text, text
from batch_trace.control.dispatch import asked as asked_of_shipments
from batch_trace.control.dispatch import fields, proofs
from batch_trace.ledger import capture
from batch_trace.ledger.dispatch_records import Proof


@frappe.whitelist()
def asked(doctype: str, items: str | list[str]) -> dict[str, str]:
	"""Return the fields that the policies of these items ask for on a Delivery Note or a Sales Invoice, with the words that say so."""
	frappe.has_permission(_shipping(doctype), "read", throw=True)
	return asked_of_shipments.of_items(_shipping(doctype), names(items, _("The items")))


@frappe.whitelist(methods=["POST"])
def proof_of_delivery(
	doctype: str,
	name: str,
	delivered_at: str,
	received_by: str,
	arrival_temperature: str | None = None,
	remarks: str | None = None,
	file: str | None = None,
) -> str:
	"""Keep the proof of delivery of a submitted shipment; return the name of the Dispatch Record.

	`file` is the URL of a File that the user may read. A second proof corrects the first one, which stays.
	"""
	doc = frappe.get_doc(_shipping(doctype), text(name, _("The shipment")))
	doc.check_permission("write")
	capture.flush()
	given: dict[str, Any] = {
		"delivered_at": text(delivered_at, _("The time of delivery")),
		"received_by": text(received_by, _("The receiver")),
		"arrival_temperature": optional_text(arrival_temperature, _("The temperature")) or "",
		"remarks": optional_text(remarks, _("The remarks")) or "",
		"file": optional_text(file, _("The file")) or "",
	}
	return str(proofs.record(doc, Proof(**given)))


def _shipping(doctype: str) -> str:
	kind = text(doctype, _("The doctype"))
	if kind not in fields.FIELDS:
		frappe.throw(
			_("{0} ships nothing. Name a Delivery Note or a Sales Invoice.").format(frappe.bold(_(kind)))
		)
	return kind

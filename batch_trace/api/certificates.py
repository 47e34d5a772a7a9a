"""Reads the file of a supplier's certificate of analysis, and issues certificates to customers."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.api.refusals import worded
from batch_trace.control.certificates import files, proposals
from batch_trace.control.certificates.records import CERTIFICATE
from batch_trace.control.certifying import customer_certificates
from batch_trace.control.certifying.customer_certificates import ISSUED
from batch_trace.control.holds import places
from batch_trace.core.receiving import certificates as reader
from batch_trace.ledger import capture
from batch_trace.ledger.access import check_readable


@frappe.whitelist(methods=["POST"])
def read(name: str) -> int:
	"""Put what the file of a draft certificate says into it, as proposals; return the number of rows that were added.

	A person confirms each row, and the fields of the heading, before the certificate can be submitted.
	"""
	doc = frappe.get_doc(CERTIFICATE, text(name, _("The certificate")))
	doc.check_permission("write")
	if not doc.docstatus.is_draft():
		frappe.throw(_("{0} was reviewed already, so nothing is read into it.").format(frappe.bold(doc.name)))
	content, file_name = files.content_of(doc)
	with worded():
		certificate = reader.read(content, file_name)
	added = proposals.propose(doc, certificate)
	doc.flags.is_by_code = True
	doc.save()
	return added


@frappe.whitelist(methods=["POST"])
def issue(batch: str, customer: str) -> str:
	"""Issue a certificate of a released batch to a customer, with the results that the customer has chosen; return its name."""
	frappe.has_permission(ISSUED, "create", throw=True)
	name, party = text(batch, _("The batch")), text(customer, _("The customer"))
	check_readable("Batch", [name])
	check_readable("Customer", [party])
	places.check_not_elsewhere([name])
	capture.flush()
	return customer_certificates.issue(name, party)

"""Keeps proofs of delivery: what is known after the goods have left, without changing the shipment."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, format_date, format_datetime, get_datetime, getdate, now_datetime

from batch_trace.control.dispatch import entered, fields
from batch_trace.control.signatures import evidence_files
from batch_trace.control.submitted import kept_files
from batch_trace.core.terms.plain_text import plain
from batch_trace.ledger import dispatch_records
from batch_trace.ledger.dispatch_records import RECORD, Proof

OF_SHIPMENT = """
	SELECT MAX(event.name) FROM `tabTrace Event` event
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no = %(voucher_no)s AND event.event_type <> 'Reversal'
		AND NOT EXISTS (SELECT 1 FROM `tabTrace Event` back WHERE back.voucher_type = event.voucher_type
			AND back.voucher_no = event.voucher_no AND back.reverses = event.name)
"""


def record(doc: Document, given: Proof) -> int:
	"""Keep the proof of delivery of a shipment, with its file; return the number of the Dispatch Record.

	Raises:
		frappe.ValidationError: the voucher ships nothing that the ledger knows, or the proof cannot be true.
		frappe.PermissionError: the user may not read the file.
	"""
	event = _event(doc)
	proof = _checked(doc, given)
	number = dispatch_records.keep_delivered(doc.doctype, doc.name, doc.company, event, proof)
	if proof.file:
		kept_files.keep_with(proof.file, (doc.doctype, doc.name), (RECORD, str(number)))
	return number


def _event(doc: Document) -> int:
	"""Return the event of the shipment in force."""
	values = {"voucher_type": doc.doctype, "voucher_no": doc.name}
	is_sent = doc.docstatus.is_submitted() and fields.is_shipment(doc)
	[[event]] = frappe.db.sql(OF_SHIPMENT, values) if is_sent else [[None]]
	if not event:
		frappe.throw(
			_(
				"{0} {1} has shipped no goods with batches or serial numbers. A proof of delivery belongs to a submitted Delivery Note, or "
				"to a submitted Sales Invoice that updates the stock."
			).format(_(doc.doctype), frappe.bold(doc.name)),
			title=_("No shipment"),
		)
	return int(event)


def _checked(doc: Document, given: Proof) -> Proof:
	moment = _moment(doc, given.delivered_at)
	received_by = plain(given.received_by).strip()
	if not received_by:
		frappe.throw(_("Enter who received the goods."))
	arrived_at = given.arrival_temperature.strip()
	url = evidence_files.of_site(given.file.strip())
	return Proof(
		moment,
		received_by,
		entered.temperature(arrived_at, _("Temperature on Arrival")) if arrived_at else "",
		plain(given.remarks).strip(),
		url,
		kept_files.readable_content(url, (doc.doctype, doc.name)) if url else "",
	)


def _moment(doc: Document, typed: str) -> str:
	"""Return when the goods were received: not before the day on which they left, and not later than now."""
	try:
		moment = get_datetime(typed) if typed else None
	except (ValueError, TypeError, OverflowError):
		moment = None
	if moment is None:
		frappe.throw(_("Enter when the goods were received, as a date and a time."))
	moment = moment.replace(microsecond=0, tzinfo=None)
	shown, left_on = frappe.bold(format_datetime(moment)), getdate(doc.posting_date)
	if moment > now_datetime():
		frappe.throw(_("{0} is in the future. Enter when the goods were received.").format(shown))
	if moment.date() < left_on:
		frappe.throw(
			_("The goods left on {0}, so they were not received on {1}. Correct the time.").format(
				frappe.bold(format_date(left_on)), shown
			)
		)
	return cstr(moment)

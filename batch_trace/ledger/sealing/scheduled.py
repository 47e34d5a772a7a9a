"""The jobs that chain what is new, and anchor it outside the database."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, split_emails, validate_email_address

from batch_trace.ledger.sealing import anchor, blocks, keys

SETTINGS = "Batch Trace Settings"


def often() -> None:
	"""Make a key for a site without one, and put what is new into blocks."""
	keys.make_if_missing()
	blocks.make_all()


def daily() -> None:
	"""Put what is new into blocks, anchor their heads, and send the anchor to those named in Batch Trace Settings."""
	often()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - only what is committed may be anchored
	line = anchor.write()
	listed = split_emails(cstr(frappe.db.get_single_value(SETTINGS, "anchor_recipients")))
	recipients = [address for address in listed if validate_email_address(address)]
	if line and recipients:
		subject = _("Batch Trace: anchor of {0}").format(frappe.local.site)
		frappe.sendmail(recipients=recipients, subject=subject, message=escape_html(line))

"""Who may read a certificate: not a user for whom all batches that it is for are elsewhere."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.certificates.records import CERTIFICATE, READING, batches_of
from batch_trace.control.holds import places
from batch_trace.ledger.access import with_stored
from batch_trace.ledger.compat import condition_of_rows

NUMBER = "REPLACE(LOWER(REGEXP_REPLACE({0}, '(*UCP)[[:space:]]+', '')), '<', '‹')"
"""A supplier's batch number as certificates are found by it (`sources.number_of`), in SQL; columns ignore case and accents besides."""
HAVING_NUMBER = """
	SELECT entry.item_code AS item, entry.batch AS batch, {of_entry} AS number FROM `tabTrace Entry` entry
	WHERE entry.supplier_batch > '' AND entry.batch > ''
	UNION
	SELECT item, name, {of_batch} FROM `tabBatch` WHERE supplier_batch > ''
"""
HIDDEN = """
	SELECT certificate.name FROM `tabCertificate of Analysis` certificate
	JOIN ({having_number}) known ON known.item = certificate.item_code AND known.number = certificate.compared_as
	WHERE COALESCE(certificate.batch, '') = ''
	GROUP BY certificate.name HAVING SUM({visible}) = 0
"""


def may_read(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether one of its batches, as stored and in hand, is not elsewhere; to change the certificate, none may be."""
	return all(_shows_batches(each, ptype, user) for each in with_stored(doc))


def _shows_batches(doc: Document, ptype: str | None, user: str | None) -> bool:
	if not doc.get("item_code"):  # asked of the doctype, or of a form that was just opened
		return True
	number, batch = doc.get("supplier_batch") or "", doc.get("batch")
	batches = batches_of(doc.get("supplier") or "", doc.get("item_code"), number, batch)
	return places.may_see(set(batches), ptype, user)


def conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides certificates whose batches are all elsewhere."""
	of_named = places.visible_condition(CERTIFICATE, user)
	if not of_named:
		return ""
	visible = places.visible_condition("known", user).replace("`tabknown`", "known")
	having = HAVING_NUMBER.format(
		of_entry=NUMBER.format("entry.supplier_batch"), of_batch=NUMBER.format("supplier_batch")
	)
	hidden = HIDDEN.format(having_number=having, visible=visible)
	return f"({of_named} AND `tab{CERTIFICATE}`.name NOT IN ({hidden}))"


def row_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides the rows of certificates that the user may not read, as child-table lists ask."""
	return condition_of_rows(READING, CERTIFICATE, user)


def issued_row_conditions(user: str | None = None) -> str:
	"""Return the same condition for the results on certificates that were issued to customers."""
	return condition_of_rows("Customer Certificate Result", "Customer Certificate", user)

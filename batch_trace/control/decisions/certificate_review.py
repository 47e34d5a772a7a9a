"""QA's review of a supplier's certificate: what must be clear before it is submitted, and what is accepted only with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from batch_trace.control.certificates import files, records, results, sources
from batch_trace.control.certificates.records import ACCEPTED, CERTIFICATE, REJECTED
from batch_trace.control.policy.deciders import check_may_release
from batch_trace.control.signatures import submission
from batch_trace.control.status import locks
from batch_trace.core.control.certificate_results import FAIL, FOR_A_PERSON

DECISIONS = (ACCEPTED, REJECTED)
SAME = ("supplier", "item_code", "compared_as")
"""Fields in which a certificate is for the same goods as the one that it replaces."""


def prepare(doc: Document) -> None:
	"""Complete a draft: how its supplier's batch is compared, the SHA-256 of its file, and the verdicts."""
	doc.compared_as = sources.number_of(doc.supplier_batch)
	if not doc.compared_as:
		frappe.throw(_("Enter the supplier's batch, as the certificate prints it."))
	_check_batch(doc)
	_check_replaced(doc)
	files.put_down(doc)
	results.compare(doc)
	if not doc.heading_read_from:
		doc.heading_confirmed = 0


def check(doc: Document) -> None:
	"""Refuse a review that the user may not make or has not signed, or in which something is not clear yet."""
	if doc.decision not in DECISIONS:
		frappe.throw(
			_("Choose Accepted or Rejected as the decision on certificate {0}, then submit it.").format(
				_named(doc)
			)
		)
	if not doc.file:
		frappe.throw(_("Certificate {0} has no file. Attach what the supplier sent.").format(_named(doc)))
	_refuse_unconfirmed(doc)
	_refuse_without_reason(doc)
	if doc.decision == ACCEPTED:
		_refuse_unjudged(doc)
	batches = records.batches_of_document(doc)
	locks.lock(batches)
	check_may_release(batches if doc.decision == ACCEPTED else ())
	submission.require_signature(doc)


def sign_and_submit(doc: Document, meaning: str, password: str | None, reason: str | None = None) -> None:
	"""Sign a draft with its decision as the meaning, and submit it.

	Raises:
		frappe.ValidationError: the meaning of the signature is not the decision.
	"""
	if meaning != doc.decision:
		frappe.throw(
			_(
				"The meaning of the signature is {0}, but the decision on {1} is {2}. Sign with the decision."
			).format(
				frappe.bold(escape_html(meaning)), _named(doc), frappe.bold(_(doc.decision) or _("open"))
			),
			title=_("Signature contradicts the decision"),
		)
	submission.sign_and_submit(doc, meaning, password, reason)


def doubts(doc: Document) -> list[str]:
	"""Return what speaks against the certificate, in words: it can be accepted only with a reason."""
	failed = [row for row in doc.readings if FAIL in (row.verdict, row.judgement)]
	found = [_("{0} failed").format(cstr(row.parameter)) for row in failed]
	found += [_("{0} is missing").format(name) for name in cstr(doc.missing).splitlines()]
	if doc.overall_claim == FAIL:
		found.append(_("the supplier's own result is Fail"))
	if not doc.readings:
		found.append(_("it has no results"))
	return found


def _refuse_unconfirmed(doc: Document) -> None:
	"""Refuse values read from a file that nobody has compared with it, or that were read from another file."""
	if doc.heading_read_from and (not doc.heading_confirmed or doc.heading_read_from != doc.sha256):
		frappe.throw(
			_(
				"Certificate {0}: number, dates and result were read from its file, and nobody has confirmed them. Compare them with "
				"the file, answer the questions, and tick Confirmed beside them."
			).format(_named(doc)),
			title=_("Not confirmed"),
		)
	read = [row for row in doc.readings if row.proposed_from]
	if other := [row for row in read if row.proposed_from != doc.sha256]:
		frappe.throw(
			_(
				"Certificate {0}: these rows were read from another file than the one that is attached now: {1}. Remove them, and read "
				"the file again or enter them by hand."
			).format(_named(doc), _rows(other)),
			title=_("Read from another file"),
		)
	if unconfirmed := [row for row in read if not row.confirmed]:
		frappe.throw(
			_(
				"Certificate {0}: these rows were read from its file, and nobody has confirmed them: {1}. Compare each with the file "
				"and tick Confirmed in it."
			).format(_named(doc), _rows(unconfirmed)),
			title=_("Not confirmed"),
		)


def _refuse_unjudged(doc: Document) -> None:
	if unjudged := [row for row in doc.readings if row.verdict == FOR_A_PERSON and not row.judgement]:
		frappe.throw(
			_(
				"Certificate {0}: these rows are for a person to judge: {1}. Choose Pass, Fail or Not Needed in Judged by a Person."
			).format(_named(doc), _rows(unjudged)),
			title=_("For a person"),
		)


def _refuse_without_reason(doc: Document) -> None:
	if cstr(doc.reason).strip():
		return
	if doc.decision == REJECTED:
		frappe.throw(
			_("Enter the reason for which certificate {0} is rejected.").format(_named(doc)),
			title=_("Reason needed"),
		)
	if against := doubts(doc):
		frappe.throw(
			_(
				"Certificate {0} can be accepted only with a reason: {1}. Enter the reason, or reject it."
			).format(_named(doc), escape_html(", ".join(against))),
			title=_("Reason needed"),
		)


def _check_batch(doc: Document) -> None:
	if not doc.batch:
		return
	item = frappe.db.get_value("Batch", doc.batch, "item")
	if item != doc.item_code:
		frappe.throw(
			_(
				"Batch {0} is of item {1}, but the certificate is for {2}. Choose a batch of {2}, or none."
			).format(*(frappe.bold(escape_html(cstr(text))) for text in (doc.batch, item, doc.item_code)))
		)


def _check_replaced(doc: Document) -> None:
	"""Refuse to replace what is no reviewed certificate of the same goods."""
	if not doc.replaces:
		return
	replaced = frappe.db.get_value(CERTIFICATE, doc.replaces, ["docstatus", "batch", *SAME], as_dict=True)
	is_same = replaced and all(cstr(replaced[field]) == cstr(doc.get(field)) for field in SAME)
	is_of_batch = replaced and cstr(doc.batch) in ("", cstr(replaced.batch))
	if not (is_same and is_of_batch and replaced.docstatus == 1 and doc.replaces != doc.name):
		_refuse_replacement(doc)


def _refuse_replacement(doc: Document) -> NoReturn:
	frappe.throw(
		_(
			"Certificate {0} cannot replace {1}, which is not a submitted certificate of the same supplier, item, supplier's batch "
			"and batch. Clear the field Replaces."
		).format(_named(doc), frappe.bold(escape_html(cstr(doc.replaces))))
	)


def _rows(rows: list[Document]) -> str:
	return escape_html(", ".join(_shown(rows)))


def _shown(rows: list[Document]) -> Iterator[str]:
	for row in rows:
		yield f"{row.idx} ({cstr(row.parameter)})"


def _named(doc: Document) -> str:
	return frappe.bold(escape_html(cstr(doc.name)))

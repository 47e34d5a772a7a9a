"""Quality Inspection: its result decides whether its batches may be released, also after receipt."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.decisions import automatic, inspected_rows, rejected_anew, rejected_drafts
from batch_trace.control.decisions.inspections import ACCEPTED, REJECTED, batches_of
from batch_trace.control.sampling import applied
from batch_trace.ledger import capture


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Apply the sampling plan, and note that nobody has named the row, before ERPNext takes the first one of the item."""
	if not doc.docstatus.is_cancelled():
		applied.fill(doc)
	inspected_rows.note(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""Propose the status that follows from the sampling plan, after ERPNext has judged the readings."""
	applied.judge(doc)


def before_submit(doc: Document, method: str | None = None) -> None:
	"""Keep what a rejected inspection of a draft has inspected, and name its batch."""
	rejected_anew.note(doc)
	rejected_drafts.name_batch(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Stop rejected batches, those of a draft or Job Card too; release accepted batches whose requirements are all met.

	Version 16 also knows the status Cancelled, which says nothing of the batches.
	"""
	capture.flush()
	batches = batches_of(doc)
	if doc.status == REJECTED:
		batches = list(dict.fromkeys([*batches, *rejected_drafts.named_by(doc)]))
		why = _("{0} rejected it").format(get_link_to_form(doc.doctype, doc.name))
		automatic.reject(batches, doc.name, why)
		rejected_anew.stop_entered(doc)
	elif doc.status == ACCEPTED:
		automatic.release(batches)


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Stop the batches of the inspection again."""
	automatic.move_back(
		batches_of(doc), _("{0} was cancelled").format(get_link_to_form(doc.doctype, doc.name))
	)

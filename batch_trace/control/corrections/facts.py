"""Refuses a change of what was entered for a batch that has moved, unless QA makes it with a reason; keeps it as evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, formatdate, getdate

from batch_trace.control.corrections import evidence, settled
from batch_trace.control.loosening import signature
from batch_trace.control.loosening.signature import Given
from batch_trace.control.policy import policies, rules
from batch_trace.control.policy.deciders import DISPOSITION, check_may_release
from batch_trace.control.signatures import signing
from batch_trace.control.status import batch_dates

MANUFACTURED, SUPPLIER, SUPPLIER_BATCH = "manufacturing_date", "supplier", "supplier_batch"
FACTS = (
	MANUFACTURED,
	SUPPLIER,
	SUPPLIER_BATCH,
	"traceability_lot_code",
	"traceability_lot_code_source",
	"country_of_origin",
)
"""Fields of a Batch that decide on shipments and returns, or by which it is found in a recall, or that customers are told."""
LABEL_DATES = ("expiry_date", "retest_date")
"""Dates that are corrected where a label was misread; that goods keep for longer is decided, not corrected."""
CORRECTABLE = (*FACTS, *LABEL_DATES)
DATES = (MANUFACTURED, *LABEL_DATES)
MEANING = "Corrected"


class CorrectionNotConfirmed(frappe.ValidationError):
	"""A batch that has moved would be changed without a reason; nothing was saved."""


def check(doc: Document, before: Document) -> list[str]:
	"""Judge the changed facts of a batch under a policy; keep a correction as evidence, and return the corrected fields.

	A batch that never moved may be mended by everybody. Afterwards it may still be completed with what nobody had entered,
	until QA has inspected or decided on it or some of it is used. Dates on the label count only where a reason is given.

	Raises:
		frappe.PermissionError: the batch has moved, and the user may not release batches.
		CorrectionNotConfirmed: the change is saved without a reason.
		SignatureRefused: the password is missing or wrong.
	"""
	given = signature.current()
	fields = FACTS if given is None else CORRECTABLE
	changed = [field for field in fields if _text(doc, field) != _text(before, field)]
	if not changed or settled.never_moved(doc.name):
		return []
	if given is None:
		changed = [field for field in changed if not _is_open(before, field)]
	if changed:
		_check_may_correct(doc, changed)
		_keep(doc, before, changed, given or _refuse_unconfirmed(doc, before, changed))
	return changed


def correct(batch: str, changes: Mapping[str, object], reason: str, password: str | None) -> str:
	"""Correct facts of a batch under a policy that has moved; return the name of the Batch Correction.

	It takes the right to release, as a decision on the batch does, and not the right to write the Batch.

	Raises:
		frappe.ValidationError: there is nothing to correct, or the batch is changed as any other document.
	"""
	doc = frappe.get_doc("Batch", batch)
	_check_may_correct(doc, list(changes))
	if not policies.of_item(doc.item) or settled.never_moved(doc.name):
		frappe.throw(
			_("Batch {0} has no policy or has not moved yet: change the Batch itself.").format(
				frappe.bold(doc.name)
			)
		)
	doc.update(changes)
	with signature.given(reason, password):
		doc.save(ignore_permissions=True)
	if record := doc.flags.batch_trace_correction:
		return record
	frappe.throw(_("Batch {0} has these values already.").format(frappe.bold(doc.name)))


def may_change_date(doc: Document, field: str) -> bool:
	"""Return whether a later expiry or retest date is a typing error that is mended, and not QA's to decide.

	It is as long as the batch never moved and no hold or decision names it, or as long as nobody relies on an expiry
	date that was computed and the date has not passed: what has expired only QA makes usable again.
	"""
	if settled.never_moved(doc.name):
		return not settled.is_named_by_qa(doc.name)
	return (
		field == "expiry_date"
		and batch_dates.is_computed_and_ahead(doc.name)
		and not settled.is_settled(doc.name)
	)


def _is_open(before: Document, field: str) -> bool:
	"""Return whether nobody had entered the fact, and nobody relies on it yet; a supplier may be returned to."""
	if field == SUPPLIER:
		return False
	value = before.get(field)
	was_entered = value and not (
		field == MANUFACTURED and batch_dates.was_made_on_arrival(before.name, getdate(value))
	)
	return not was_entered and not settled.is_settled(before.name)


def _check_may_correct(doc: Document, changed: Collection[str]) -> None:
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_(
				"Batch {0} has moved, so only QA may correct this: {1}. Ask someone with the role Batch QA Releaser, who gives a "
				"reason for it."
			).format(frappe.bold(doc.name), _labels(doc, changed)),
			frappe.PermissionError,
			title=_("QA decides"),
		)
	check_may_release([doc.name])


def _refuse_unconfirmed(doc: Document, before: Document, changed: Collection[str]) -> NoReturn:
	needs_signature = rules.requires_signatures()
	lines = "".join(f"<li>{escape_html(line)}</li>" for line in _lines(doc, before, changed))
	frappe.throw(
		_(
			"Batch {0} has moved. A correction needs a reason, which is kept with it: {1} Nothing was saved. Give the reason with "
			"the button below."
		).format(frappe.bold(doc.name), f"<ul>{lines}</ul>"),
		CorrectionNotConfirmed,
		title=_("Give a reason"),
		primary_action={
			"label": _("Sign and Correct") if needs_signature else _("Correct with a Reason"),
			"client_action": "batch_trace.confirm_correction",
			"args": {"batch": doc.name, "fields": list(changed)},
		},
	)


def _keep(doc: Document, before: Document, changed: Collection[str], given: Given) -> None:
	supplier_batch = (_text(before, SUPPLIER_BATCH), _text(doc, SUPPLIER_BATCH))
	lines = _lines(doc, before, changed)
	record = evidence.keep(doc.name, lines, supplier_batch, given.reason)
	doc.flags.batch_trace_correction = record
	if rules.requires_signatures():
		signing.sign(frappe.get_doc(evidence.CORRECTION, record), MEANING, given.reason, given.password)


def _lines(doc: Document, before: Document, changed: Collection[str]) -> list[str]:
	return [
		f"{_(doc.meta.get_label(field))}: {_shown(before, field)} → {_shown(doc, field)}" for field in changed
	]


def _labels(doc: Document, changed: Collection[str]) -> str:
	return ", ".join(frappe.bold(_(doc.meta.get_label(field))) for field in changed)


def _shown(doc: Document, field: str) -> str:
	value = _text(doc, field)
	return (formatdate(value) if field in DATES and value else value) or "–"


def _text(doc: Document, field: str) -> str:
	value = doc.get(field)
	return cstr(getdate(value)) if field in DATES and value else cstr(value).strip()

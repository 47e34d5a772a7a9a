"""Puts what was read from a certificate's file into a draft, as proposals that a person confirms one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, formatdate, getdate

from batch_trace.control.certificates.sources import number_of
from batch_trace.control.certificates.wordings import spaced
from batch_trace.core.receiving.certificates import Certificate, CertifiedLot, Result

VERDICTS = {"pass": "Pass", "fail": "Fail"}
DATES = ("issue_date", "manufacturing_date", "expiry_date", "retest_date")
LONGEST = 140
"""Letters of a text field."""


def propose(doc: Document, certificate: Certificate) -> int:
	"""Add what a `Certificate` says of the draft's supplier's batch; return the number of rows that were added.

	Rows that a person typed or confirmed stay as they are; proposals that nobody confirmed, or that another file made, are
	read anew.
	"""
	lots = _lots(doc, certificate)
	doc.set("readings", [row for row in doc.readings if _stays(row, doc)])
	for index, row in enumerate(doc.readings, 1):
		row.idx = index
	there = {(spaced(cstr(row.parameter)), spaced(cstr(row.value))) for row in doc.readings}
	rows = [row for lot in lots for result in lot.results for row in _rows(result)]
	new = [row for row in rows if (spaced(row["parameter"]), spaced(row["value"])) not in there]
	for row in new:
		doc.append("readings", {**row, "proposed_from": doc.sha256})
	_propose_heading(doc, certificate, lots)
	return len(new)


def _stays(row: Document, doc: Document) -> bool:
	return not row.proposed_from or bool(row.confirmed and row.proposed_from == doc.sha256)


def _lots(doc: Document, certificate: Certificate) -> list[CertifiedLot]:
	"""Return what the file says of the supplier's batch; a file that names no batch at all speaks for the one it was attached to."""
	number = number_of(doc.supplier_batch)
	named = [lot for lot in certificate.lots if lot.supplier_batch]
	if found := [lot for lot in named if number_of(lot.supplier_batch) == number]:
		return found
	if certificate.lots and not named and len(certificate.lots) == 1:
		return list(certificate.lots)
	told = ", ".join(cstr(lot.supplier_batch) for lot in named) or _("no batch")
	frappe.throw(
		_(
			"The file is about {0}, and certificate {1} is about supplier's batch {2}. Correct the supplier's batch, or attach another file."
		).format(
			frappe.bold(escape_html(told)),
			frappe.bold(doc.name),
			frappe.bold(escape_html(doc.supplier_batch)),
		),
		title=_("Another supplier's batch"),
	)


def _rows(result: Result) -> Iterator[dict[str, object]]:
	"""Yield the row of a result, none for one that the certificate itself takes back."""
	if result.superseded:
		return
	yield {
		"parameter": _short(result.name),
		"value": _short(result.result),
		"operator": result.op if result.op in ("<", ">") else "",
		"number": result.value if result.value is not None and result.op in (None, "<", ">") else 0,
		"unit": _short(result.unit),
		"certificate_spec": _short(result.spec or result.spec_text),
		"method": _short(result.method),
		"claimed": VERDICTS.get(cstr(result.verdict), ""),
		"note": "\n".join(_notes(result)),
	}


def _notes(result: Result) -> Iterator[str]:
	if result.plan:
		yield _("Sampling plan: {0}").format(
			", ".join(f"{key} = {value}" for key, value in result.plan.as_dict().items())
		)
	if result.values:
		yield _("Single results: {0}").format(", ".join(cstr(value) for value in result.values))
	yield from filter(None, (result.note, result.remark))


def _propose_heading(doc: Document, certificate: Certificate, lots: Sequence[CertifiedLot]) -> None:
	"""Fill the fields of the heading that are empty; what the file says otherwise than a person becomes a question."""
	lot = lots[0]
	read = {
		"certificate_no": _short(certificate.certificate_no),
		"issue_date": certificate.issued,
		"manufacturing_date": lot.manufactured,
		"expiry_date": lot.expiry or lot.best_before,
		"retest_date": lot.retest,
		"overall_claim": VERDICTS.get(cstr(lot.overall), ""),
	}
	filled, questions = (
		[],
		[*certificate.questions, *(question for lot in lots for question in lot.questions)],
	)
	for field, value in read.items():
		if not value or (doc.heading_read_from and _is_same(doc, field, value)):
			continue
		label, shown = _(doc.meta.get_label(field)), _shown(field, value)
		if field in DATES and len(value) != len("YYYY-MM-DD"):
			questions.append(_("{0}: the file names no day in {1}").format(label, value))
		elif not doc.get(field):
			doc.set(field, value)
			filled.append(f"{label}: {shown}")
		elif not _is_same(doc, field, value):
			questions.append(_("{0}: the file says {1}").format(label, shown))
	product = lot.product or certificate.product
	if product and spaced(product).casefold() not in _names(doc):
		questions.append(_("Is {0} the item {1}?").format(product, doc.item_name or doc.item_code))
	_note(doc, filled, questions)


def _names(doc: Document) -> set[str]:
	"""Return the names of the item, as somebody may write them."""
	return {spaced(cstr(name)).casefold() for name in (doc.item_code, doc.item_name)}


def _note(doc: Document, filled: list[str], questions: list[str]) -> None:
	"""Write down what was read into the heading; it waits for a person again if there is more of it, or another file."""
	doc.heading_proposed = "\n".join(dict.fromkeys([*cstr(doc.heading_proposed).splitlines(), *filled]))
	doc.questions = "\n".join(dict.fromkeys(filter(None, questions)))
	if filled or doc.heading_read_from != doc.sha256:
		doc.heading_confirmed = 0
	doc.heading_read_from = doc.sha256 if doc.heading_proposed or doc.questions else None


def _is_same(doc: Document, field: str, value: str) -> bool:
	return _text(field, doc.get(field)) == _text(field, value)


def _text(field: str, value: object) -> str:
	return (
		cstr(getdate(value))
		if field in DATES and value and len(cstr(value)) > len("YYYY-MM")
		else cstr(value)
	)


def _shown(field: str, value: str) -> str:
	return formatdate(value) if field in DATES and len(value) == len("YYYY-MM-DD") else _(value)


def _short(text: object) -> str:
	"""Return a text that fits into a field; a longer one ends with an ellipsis, so that nobody takes it for the whole."""
	words = spaced(cstr(text))
	return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"

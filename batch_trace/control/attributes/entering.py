"""Judges a value that a person enters, changes or deletes: what others rely on changes by QA with a reason, and is kept as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from batch_trace.control.attributes import conflicts, handing_down
from batch_trace.control.attributes.book import BY_PEOPLE, NOTHING_BESIDE
from batch_trace.control.corrections import evidence, settled
from batch_trace.control.corrections.facts import MEANING, CorrectionNotConfirmed
from batch_trace.control.loosening import signature
from batch_trace.control.loosening.signature import Given
from batch_trace.control.policy import attribute_values, attribute_words, rules
from batch_trace.control.policy.attribute_values import ENTERED, INHERITED, VALUE
from batch_trace.control.policy.deciders import DISPOSITION, check_may_release
from batch_trace.control.signatures import signing
from batch_trace.control.status import locks
from batch_trace.core.terms.attributes import CAUTIOUS, Attribute, Known, NotAValue, parse, written
from batch_trace.ledger import moved_by


def check(doc: Document, before: Document | None) -> None:
	"""Write the value in one way, and judge the change.

	Whoever may write values enters those that are not known, and mends their own as long as nobody relies on the batch. As
	soon as something comes in by a union or "all of", QA only changes what is said of it, and that overrules what came in so
	far. The batch is locked as by movements: of a correction and a use of the same batch, the later one sees
	the earlier one.

	Raises:
		frappe.PermissionError: only QA may change it.
		CorrectionNotConfirmed: the change is saved without a reason.
	"""
	attribute = attribute_values.attributes().get(doc.attribute)
	if attribute is None:
		frappe.throw(
			_("The attribute {0} is disabled.").format(frappe.bold(escape_html(doc.attribute or "")))
		)
	_check_twin(doc)
	if doc.flags.is_by_code:
		return
	locks.lock([doc.batch])
	doc.item = frappe.db.get_value("Batch", doc.batch, "item")
	doc.origin = doc.origin if doc.origin in BY_PEOPLE else ENTERED
	doc.value, doc.is_incomplete = _written(attribute, doc), 0
	if before is not None and _is_repeated(doc, before):
		doc.update({field: before.get(field) for field in NOTHING_BESIDE})
		return
	doc.update(NOTHING_BESIDE)
	came_in = _came_in(doc.batch, attribute)
	if _judge(doc.batch, before, attribute, doc.value, came_in) and came_in is not None:
		doc.overruled, doc.overruled_is_incomplete = written(came_in.value), int(not came_in.is_complete)


def check_deletion(doc: Document) -> None:
	"""Judge that a value is taken away, which makes it unknown or inherited again."""
	attribute = attribute_values.attributes().get(doc.attribute)
	if attribute is not None and not doc.flags.is_by_code:
		_judge(doc.batch, doc, attribute, "", _came_in(doc.batch, attribute))


def after_change(doc: Document) -> None:
	"""Hand the value down to what is made from the batch, and show what does not meet its policy any more."""
	handed = handing_down.to_what_is_made_from([doc.batch])
	concerned = {doc.batch, *handed.looked_at()}
	if moved_by.has_ever_moved(doc.batch):
		items = frappe.get_all(
			"Batch", {"name": ["in", sorted(concerned)]}, ["name", "item"], order_by="name", as_list=True
		)
		conflicts.show(conflicts.of_kept(dict(items)))


def needs_reason(batch: str) -> bool:
	"""Return whether what is known of the batch is changed by QA with a reason only."""
	return not settled.never_moved(batch) and settled.is_settled(batch)


def _check_twin(doc: Document) -> None:
	"""Refuse a second value of one attribute."""
	twin = frappe.db.get_value(VALUE, {"batch": doc.batch, "attribute": doc.attribute})
	if twin and twin != doc.name:
		frappe.throw(
			_("Batch {0} has a value for {1} already. Change that one.").format(
				frappe.bold(escape_html(doc.batch)), frappe.bold(escape_html(doc.attribute))
			),
			frappe.DuplicateEntryError,
		)


def _written(attribute: Attribute, doc: Document) -> str:
	try:
		return written(parse(attribute, doc.value or ""))
	except NotAValue as error:
		frappe.throw(
			f"{frappe.bold(escape_html(attribute.name))}: {escape_html(attribute_words.no_value(attribute, error))}",
			title=_("Attribute"),
		)


def _is_repeated(doc: Document, before: Document) -> bool:
	"""Return whether a value is saved as it is: then what is beside it stays."""
	return before.origin in BY_PEOPLE and doc.value == before.value and not before.is_incomplete


def _came_in(batch: str, attribute: Attribute) -> Known | None:
	"""Return what is known to have come in to a batch by a union or "all of"."""
	return handing_down.came_in(batch, lock=True).get(attribute.name) if attribute.rule in CAUTIOUS else None


def _judge(
	batch: str, before: Document | None, attribute: Attribute, new: str, came_in: Known | None
) -> bool:
	"""Refuse the change, or keep it as a correction where it is one; return whether it overrules what came in."""
	is_certain = attribute.rule in CAUTIOUS and _is_of_qa(before, new, came_in)
	if not is_certain and (before is None or not _is_relied_on(batch, before, new)):
		return False
	line = f"{_(attribute.name)}: {(before and before.value) or '–'} → {new or '–'}"
	_check_may_correct(batch, line, is_certain=is_certain)
	_keep(batch, line, signature.current() or _refuse_unconfirmed(batch, line, is_certain=is_certain))
	return is_certain


def _is_of_qa(before: Document | None, new: str, came_in: Known | None) -> bool:
	"""Return whether a list or yes/no changes of which something came in, or of which QA has overruled that."""
	if before is None:
		return came_in is not None
	has_come = came_in is not None or (before.origin == INHERITED and before.value)
	return (new != before.value or bool(before.is_incomplete)) and bool(has_come or before.overruled)


def _is_relied_on(batch: str, before: Document, new: str) -> bool:
	is_changed = bool(before.value) and (new != before.value or before.origin == INHERITED)
	return is_changed and needs_reason(batch)


def _check_may_correct(batch: str, line: str, *, is_certain: bool) -> None:
	if not frappe.has_permission(DISPOSITION, "submit"):
		why = (
			_(
				"What is known of batch {0} came in with what it is made from, so only QA may change this: {1}. Enter the "
				"right value of what it is made from, or ask someone with the role Batch QA Releaser, who gives a reason for it."
			)
			if is_certain
			else _(
				"Others rely on what is known of batch {0}, so only QA may change this: {1}. Ask someone with the role Batch QA "
				"Releaser, who gives a reason for it."
			)
		)
		frappe.throw(
			why.format(frappe.bold(escape_html(batch)), escape_html(line)),
			frappe.PermissionError,
			title=_("QA decides"),
		)
	check_may_release([batch])


def _refuse_unconfirmed(batch: str, line: str, *, is_certain: bool) -> NoReturn:
	why = (
		_("What is known of batch {0} came in with what it is made from.")
		if is_certain
		else _("Others rely on what is known of batch {0}.")
	)
	way_out = _(
		"A correction needs a reason, which is kept with it: {0}. Nothing was saved. Open the Batch, press Attributes, and "
		"give the reason there."
	)
	frappe.throw(
		" ".join((why.format(frappe.bold(escape_html(batch))), way_out.format(escape_html(line)))),
		CorrectionNotConfirmed,
		title=_("Give a reason"),
	)


def _keep(batch: str, line: str, given: Given) -> None:
	record = evidence.keep(batch, [line], ("", ""), given.reason)
	if rules.requires_signatures():
		signing.sign(frappe.get_doc(evidence.CORRECTION, record), MEANING, given.reason, given.password)


def save(batch: str, texts: Mapping[str, str], origin: str) -> None:
	"""Save values of a batch that a user entered: those that differ; an empty one is taken away.

	Raises:
		frappe.PermissionError: only QA may change one.
		CorrectionNotConfirmed: one is changed without a reason.
	"""
	for attribute, value in texts.items():
		name = frappe.db.get_value(VALUE, {"batch": batch, "attribute": attribute})
		if name and not value:
			_take_away(name)
		elif name:
			_change(name, value, origin)
		elif value:
			frappe.get_doc(
				{"doctype": VALUE, "batch": batch, "attribute": attribute, "value": value, "origin": origin}
			).insert()


def _take_away(name: str) -> None:
	"""Delete a value; one that is inherited stays."""
	doc = frappe.get_doc(VALUE, name)
	if doc.origin != INHERITED:
		doc.check_permission("write")
		doc.delete(ignore_permissions=True)


def _change(name: str, value: str, origin: str) -> None:
	doc = frappe.get_doc(VALUE, name)
	if doc.value != value or doc.is_incomplete or (doc.origin != origin and doc.origin != INHERITED):
		doc.update({"value": value, "origin": origin})
		doc.save()

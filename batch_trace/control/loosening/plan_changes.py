"""Judges changes of Sampling Plans that inspections rely on, and new plans that take the place of stricter ones."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from batch_trace.control.loosening import permission
from batch_trace.control.sampling import chosen
from batch_trace.core.sampling.milder import Terms, milder_fields

FOR = ("item_code", "item_group", "supplier")
INSPECTION = "Quality Inspection"


def check(doc: Document) -> None:
	"""Refuse a plan by which less is inspected than before, unless the user may loosen control and has signed it.

	What nobody has inspected by yet is no control, so that a plan can still be put right. What is stored is compared, and not
	what the document remembers.
	"""
	stored = frappe.get_doc(chosen.PLAN, doc.name) if frappe.db.exists(chosen.PLAN, doc.name or "") else None
	changes = [*_changes(stored, doc)] if stored and not stored.disabled and _is_used(stored.name) else []
	if not doc.disabled:
		changes += _in_place_of_another(doc, stored)
	if changes:
		permission.ask(doc.doctype, doc.name, changes, [])


def _changes(stored: Document, doc: Document) -> Iterator[str]:
	"""Yield in words what gets milder where the plan was in force."""
	if doc.disabled:
		yield _line(doc, stored, "disabled")
		return
	for field in FOR:
		if cstr(doc.get(field)) != cstr(stored.get(field)):
			yield _line(doc, stored, field)
	yield from _milder(stored, doc)
	kept = {_switch(row) for row in doc.switches}
	for row in stored.switches:
		if _switch(row) not in kept:
			yield _("Set by Hand, row {0}: {1} is taken out or changed").format(row.idx, _(row.severity))


def _in_place_of_another(doc: Document, stored: Document | None) -> list[str]:
	"""Return in words what is milder than in the plan that applies without this one, if this one takes its place."""
	is_same_place = (
		stored and not stored.disabled and all(cstr(doc.get(f)) == cstr(stored.get(f)) for f in FOR)
	)
	other = None if is_same_place else chosen.without(doc)
	if not other or not _is_used(other.name):
		return []
	return [_("Instead of {0}: {1}").format(other.name, change) for change in _milder(other, doc)]


def _milder(old: Document, new: Document) -> Iterator[str]:
	for field in milder_fields(Terms.of(old.as_dict()), Terms.of(new.as_dict())):
		yield _line(new, old, field)


def _switch(row: Document) -> tuple[str, ...]:
	return cstr(row.switched_on)[:19], cstr(row.severity), cstr(row.supplier), cstr(row.item_code)


def _is_used(plan: str) -> bool:
	return bool(frappe.db.exists(INSPECTION, {"sampling_plan": plan}))


def _line(doc: Document, stored: Document, field: str) -> str:
	return f"{_(doc.meta.get_label(field))}: {cstr(stored.get(field))} → {cstr(doc.get(field))}"

"""Judges changes of Batch Trace Settings that weaken control."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from batch_trace.control.loosening import in_stock, permission
from batch_trace.control.policy import rules
from batch_trace.core.control import permits
from batch_trace.core.terms.moments import hours_of, tolerance_of
from batch_trace.ledger import tolerance

SWITCHES_DOWN = ("require_signatures", "segregation_of_duties")
"""Switches that protect while they are on."""
SWITCHES_UP = ("allow_overrides",)
"""Switches that protect while they are off."""


def check(doc: Document) -> None:
	"""Refuse settings that weaken control, unless the user may release batches and has signed the change.

	What is stored is compared, not the document that Frappe remembers: a request can make a Single look new.
	"""
	stored = frappe.get_doc(rules.SETTINGS)
	milder = permits.milder(rules.table_of(stored), rules.table_of(doc))
	switched = list(_switched(doc, stored))
	if not (milder or switched):
		return
	changes = [*switched, *(_permit(doc, stored, status, kind) for status, kind in milder)]
	freed = in_stock.stopped() if switched else in_stock.with_status({status for status, _kind in milder})
	permission.ask(rules.SETTINGS, rules.SETTINGS, changes, freed)


def _switched(doc: Document, stored: Document) -> Iterator[str]:
	if doc.enforcement == rules.WARN_ONLY != stored.enforcement:
		yield _line(doc, stored, "enforcement")
	for field in SWITCHES_DOWN:
		if cint(doc.get(field)) < cint(stored.get(field)):
			yield _line(doc, stored, field)
	for field in SWITCHES_UP:
		if cint(doc.get(field)) > cint(stored.get(field)):
			yield _line(doc, stored, field)
	yield from _limits(doc, stored)


def _limits(doc: Document, stored: Document) -> Iterator[str]:
	if _at_least_one(doc.signature_attempts) > _at_least_one(stored.signature_attempts):
		yield _line(doc, stored, "signature_attempts")
	if _at_least_one(doc.signature_lock_minutes) < _at_least_one(stored.signature_lock_minutes):
		yield _line(doc, stored, "signature_lock_minutes")
	if _tolerance(doc) < _tolerance(stored):
		yield _line(doc, stored, tolerance.FIELD)


def _tolerance(doc: Document) -> float:
	"""Return the time tolerance: the smaller it is, the more batches time clears, and an empty one clears none."""
	return tolerance_of(hours_of(doc.get(tolerance.FIELD)))


def _at_least_one(value: object) -> int:
	return max(1, cint(value))


def _line(doc: Document, stored: Document, field: str) -> str:
	return f"{_(doc.meta.get_label(field))}: {stored.get(field)} → {doc.get(field)}"


def _permit(doc: Document, stored: Document, status: str, kind: str) -> str:
	old, new = (permits.action(rules.table_of(one), status, kind) for one in (stored, doc))
	return f"{_(status)}, {_(kind)}: {_(old)} → {_(new)}"

"""Asks whether the user may loosen control, and has confirmed it; keeps the change as evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import escape_html

from batch_trace.control.loosening import evidence, signature
from batch_trace.control.policy import rules
from batch_trace.control.policy.deciders import DISPOSITION, check_may_release
from batch_trace.control.signatures import signing

MEANING = "Loosened Control"
SHOWN = 20


class LooseningNotConfirmed(frappe.ValidationError):
	"""The change would loosen control, and the user has not confirmed it with a reason; nothing was saved."""


def ask(doctype: str, name: str, changes: Sequence[str], batches: Collection[str]) -> None:
	"""Refuse a change that loosens control unless the user may release and has confirmed it; keep it as evidence.

	`changes` says in plain words what gets milder, one line each; `batches` are the batches in stock that it frees. The
	refusal names them, so that the user confirms with a reason, and a signature if the site requires it, what they know.

	Raises:
		frappe.PermissionError: the user may not release batches, or had part in one of them if duties are segregated.
		LooseningNotConfirmed: the change is saved without a reason.
		SignatureRefused: the password is missing or wrong.
	"""
	_check_may_loosen(doctype, name, changes, batches)
	given = signature.current() or _refuse_unconfirmed(doctype, name, changes, batches)
	record = evidence.keep(doctype, name, changes, batches, given.reason)
	if rules.requires_signatures():
		signing.sign(frappe.get_doc(evidence.CHANGE, record), MEANING, given.reason, given.password)


def words_for(changes: Sequence[str], batches: Collection[str]) -> str:
	"""Return what a change does, with the batches that it frees, as HTML."""
	lines = "".join(f"<li>{escape_html(change)}</li>" for change in changes)
	return f"<ul>{lines}</ul>{_freed(batches)}"


def _freed(batches: Collection[str]) -> str:
	if not batches:
		return _("No batch in stock is freed, but batches that arrive later are controlled less.")
	names = ", ".join(escape_html(batch) for batch in sorted(batches)[:SHOWN])
	more = " …" if len(batches) > SHOWN else ""
	return _("{0} batches in stock are freed or controlled less: {1}").format(len(batches), names + more)


def _check_may_loosen(doctype: str, name: str, changes: Sequence[str], batches: Collection[str]) -> None:
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_(
				"This change of {0} {1} would loosen control, and you may not release batches: {2} Ask someone with the role "
				"Batch QA Releaser who may also change this document."
			).format(_(doctype), frappe.bold(escape_html(name)), words_for(changes, batches)),
			frappe.PermissionError,
			title=_("Batches are under control"),
		)
	if rules.segregates_duties() and batches:
		check_may_release(batches)


def _refuse_unconfirmed(
	doctype: str, name: str, changes: Sequence[str], batches: Collection[str]
) -> NoReturn:
	frappe.throw(
		_(
			"This change of {0} {1} loosens control: {2} Nothing was saved. To save it, give a reason with the button below. "
			"To merge documents, first save a change that makes them alike, then merge."
		).format(
			_(doctype),
			frappe.bold(escape_html(name)),
			words_for(changes, batches),
		),
		LooseningNotConfirmed,
		title=_("Control would be loosened"),
		primary_action={
			"label": _("Sign and Save") if rules.requires_signatures() else _("Save with a Reason"),
			"client_action": "batch_trace.confirm_loosening",
			"args": {"doctype": doctype, "name": name, "needs_signature": rules.requires_signatures()},
		},
	)

"""Compares records that decide control and change with the last Sealed State of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import frappe
from frappe import _

from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.sealing import states
from batch_trace.ledger.sealing.state_content import (
	STATE,
	differences,
	kept,
	last_states,
	names_after,
	present,
)

MODULE = "Batch Trace"
STATE_DIFFERS = "state_differs"


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Compare the documents of all doctypes with their last states; the cursor is a doctype and a name."""
	doctypes = list(kept())
	start, after = cursor or (doctypes[0], "")
	for doctype in doctypes[doctypes.index(start) :]:
		while names := names_after(doctype, after):
			after = names[-1]
			yield [doctype, after], list(_findings(doctype, names))
		after = ""


def _findings(doctype: str, names: Collection[str]) -> Iterator[Finding]:
	last, now = last_states(doctype, names), present(doctype, names)
	meta = frappe.get_meta(doctype)
	is_own = meta.module == MODULE
	for name in names:
		if name not in last:
			if is_own:
				yield _finding(doctype, name, _("it was not made by the app"))
			else:
				states.first_seen(doctype, [name])
		elif name not in now:
			is_gone = not last[name] or states.RENAMED_TO in last[name]
			if not (is_gone or meta.is_submittable):  # what was submitted is compared with its record
				yield _finding(doctype, name, _("it was deleted"))
		elif found := differences(last[name], now[name]):
			yield _finding(doctype, name, "; ".join(found))
	for name, unrecorded in _unrecorded(doctype, names):
		yield _finding(doctype, name, _("before it was saved it had been changed: {0}").format(unrecorded))


def _unrecorded(doctype: str, names: Collection[str]) -> list[tuple[str, str]]:
	state = frappe.qb.DocType(STATE)
	query = frappe.qb.from_(state).select(state.reference_name, state.not_recorded)
	chosen = (state.reference_doctype == doctype) & state.reference_name.isin(list(names))
	return query.where(chosen & (state.not_recorded != "")).orderby(state.name).run()


def _finding(doctype: str, name: str, what: str) -> Finding:
	return Finding(
		STATE_DIFFERS,
		_(
			"{0} {1} was changed past the app: {2}. Compare it with a backup and find out who changed it. Whoever may change it "
			"puts it right and saves it; that is recorded under their name, and what was found stays on record."
		).format(_(doctype), name, what),
		batch=name if doctype == "Batch" else "",
		voucher_type="" if doctype == "Batch" else doctype,
		voucher_no="" if doctype == "Batch" else name,
		is_repairable=False,
	)

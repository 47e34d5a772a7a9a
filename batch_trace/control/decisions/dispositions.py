"""Batch Dispositions: what QA may decide, who may decide it, and what a decision changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, format_date, getdate

from batch_trace.control.division import dividing, part_numbers
from batch_trace.control.holds import back_already
from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION, check_may_release
from batch_trace.control.signatures import submission
from batch_trace.control.status import effective, locks, standing
from batch_trace.control.submitted import repeated
from batch_trace.core.control import date_origins, shelf_life
from batch_trace.core.control import statuses as st
from batch_trace.ledger import bin_locks, picking_dates
from batch_trace.ledger.sealing import states

RELEASES = (st.RELEASED, st.CONDITIONALLY_RELEASED)
SIGNED = (*RELEASES, st.REJECTED)
"""Decisions that need a signature. Stopping a batch needs none, because it must be quick."""


def draft(
	batches: Iterable[str],
	decision: str,
	reason: str,
	evidence: Iterable[Mapping[str, str]] = (),
	**values: object,
) -> Document:
	"""Return a new Batch Disposition on the batches, not saved."""
	return frappe.get_doc(
		{
			"doctype": DISPOSITION,
			"decision": decision,
			"reason": reason,
			"batches": [{"batch": batch} for batch in dict.fromkeys(batches)],
			"evidence": [dict(row) for row in evidence],
			**values,
		}
	)


def check(doc: Document) -> None:
	"""Refuse a decision that names a batch twice, and store the status that each batch had before."""
	doc.automatic = int(bool(doc.flags.by_policy))
	names = [row.batch for row in doc.batches]
	for row in doc.batches:
		if names.count(row.batch) > 1:
			frappe.throw(
				_("Row {0}: batch {1} is listed twice. Remove one of the rows.").format(
					row.idx, frappe.bold(row.batch)
				)
			)
	for batch, of_batch in standing.read(names).items():
		status = of_batch.verdict().status
		for row in doc.batches:
			if row.batch == batch:
				row.previous_status = status
	dividing.prepare(doc)


def check_decider(doc: Document) -> None:
	"""Refuse a decision that the user may not make or has not signed, or that releases an expired batch."""
	names = [row.batch for row in doc.batches]
	bin_locks.lock_bins_of(doc)
	rows = locks.lock(names)
	dividing.check(doc)
	if doc.decision in RELEASES:
		_refuse_expired(doc, rows)
	if doc.automatic:
		return
	if _needs_signature(doc):
		check_may_release(names if doc.decision in RELEASES else ())
		submission.require_signature(doc)


def carry_out(doc: Document) -> None:
	"""Set the decided dates and status on the batches, and divide a batch that has parts.

	It is divided with its new dates, and as what it was before, so that what stops it stops its division.
	"""
	dates = {row.batch: _dates(doc, row) for row in doc.batches}
	for batch, values in dates.items():
		if values:
			origin = {"expiry_from": date_origins.DECIDED} if "expiry_date" in values else {}
			states.set_value("Batch", batch, {**values, **origin})
	dividing.carry_out(doc)
	statuses = {row.batch: doc.decision for row in doc.batches} | {
		part.batch: part.status for part in doc.get("parts") or ()
	}
	for batch, status in statuses.items():
		states.set_value("Batch", batch, {"quality_status": status}, update_modified=True)
	for batch, values in dates.items():
		frappe.get_doc("Batch", batch).add_comment("Info", _comment(doc, values))
	picking_dates.copy_expiry(list(statuses))
	effective.refresh(list(statuses))
	back_already.on_stopped(list(statuses))


def _dates(doc: Document, row: Document) -> dict[str, object]:
	"""Return the dates that the decision gives a batch."""
	given = {"expiry_date": row.new_expiry_date, "retest_date": row.new_retest_date}
	values = {field: value for field, value in given.items() if value}
	is_retested = doc.decision in RELEASES and not row.new_retest_date
	return values | (_next_retest(row.item_code) if is_retested else {})


def _next_retest(item_code: str) -> dict[str, object]:
	"""Return the retest date of a batch released today, empty if its policy has no retest period."""
	policy = policies.of_item(item_code)
	return (
		{"retest_date": getdate(add_days(None, policy.retest_period))}
		if policy and policy.retest_period
		else {}
	)


def _comment(doc: Document, dates: Mapping[str, object]) -> str:
	text = _("{0}: {1}, because {2}").format(
		frappe.utils.get_link_to_form(DISPOSITION, doc.name),
		frappe.bold(_(doc.decision)),
		frappe.utils.escape_html(doc.reason),
	)
	for field, value in dates.items():
		text += "<br>" + _("{0}: {1}").format(_(frappe.unscrub(field)), format_date(value))
	return text


def _refuse_expired(doc: Document, rows: Iterable[frappe._dict]) -> None:
	"""Refuse to release an expired batch, unless the decision gives it a later expiry date."""
	extended = {row.batch: row.new_expiry_date for row in doc.batches if row.new_expiry_date}
	for row in rows:
		expiry = getdate(extended[row.name]) if row.name in extended else row.expiry_date
		if shelf_life.is_expired(expiry, getdate()):
			frappe.throw(
				_(
					"Batch {0} expired on {1} and cannot be released. Enter a new expiry date for it, and add evidence."
				).format(frappe.bold(row.name), format_date(expiry))
			)


def _needs_signature(doc: Document) -> bool:
	"""Return whether a decision needs a signature; stopping a whole batch needs none."""
	rows = locks.lock([row.batch for row in doc.batches])
	return bool(doc.get("parts")) or doc.decision in SIGNED or _extends(doc, rows) or _is_milder(doc, rows)


def _is_milder(doc: Document, rows: Iterable[frappe._dict]) -> bool:
	"""Return whether the decision replaces a stricter one."""
	return any(
		st.strictness(doc.decision) < st.strictness(row.quality_status) for row in rows if row.quality_status
	)


def _extends(doc: Document, rows: Iterable[frappe._dict]) -> bool:
	"""Return whether the decision gives a batch a later expiry or retest date."""
	before = {row.name: row for row in rows}
	return any(
		(new and old and getdate(new) > old)
		for row in doc.batches
		for new, old in (
			(row.new_expiry_date, before[row.batch].expiry_date),
			(row.new_retest_date, before[row.batch].retest_date),
		)
	)


def decide(
	batches: Collection[str],
	decision: str,
	reason: str,
	password: str | None,
	*,
	evidence: Iterable[Mapping[str, str]] = (),
	release_condition: str | None = None,
	token: str | None = None,
	parts: Iterable[Mapping[str, object]] = (),
) -> str:
	"""Make and submit a decision, with a signature if it needs one; return its name.

	`parts` divide a single batch by quantity.

	A second request of the user with the same `token` makes no second decision; it returns the name of the first.
	"""
	_lock(batches, parts)
	if made := repeated.made_with(DISPOSITION, token):
		return made
	values = {
		"release_condition": release_condition,
		"request_token": token,
		"parts": [dict(row) for row in parts],
	}
	doc = draft(batches, decision, reason, evidence, **values).insert()
	sign_and_submit(doc, decision, password, reason)
	return doc.name


def _lock(batches: Collection[str], parts: Iterable[Mapping[str, object]]) -> None:
	"""Lock the batches; where they will be divided, what vouchers lock before them comes first."""
	places = {row.get(field) for row in parts for field in ("warehouse", "target_warehouse")} - {None, ""}
	items = frappe.get_all("Batch", {"name": ["in", list(batches)]}, pluck="item") if places else []
	bin_locks.lock_bins({(item, str(place)) for item in items for place in places})
	locks.lock(batches)


def sign_and_submit(doc: Document, meaning: str, password: str | None, reason: str | None = None) -> None:
	"""Submit a draft decision, with a signature if it needs one.

	Raises:
		frappe.ValidationError: the meaning of the signature is not the decision.
	"""
	bin_locks.lock_bins_of(doc)
	if meaning != doc.decision:
		frappe.throw(
			_(
				"The meaning of the signature is {0}, but {1} decides {2}. Sign with the decision as the meaning."
			).format(frappe.bold(frappe.utils.escape_html(meaning)), doc.name, frappe.bold(_(doc.decision))),
			title=_("Signature contradicts the decision"),
		)
	part_numbers.complete(doc)
	if password or _needs_signature(doc):
		submission.sign_and_submit(doc, meaning, password, reason)
	else:
		doc.submit()

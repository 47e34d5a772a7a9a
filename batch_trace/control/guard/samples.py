"""Limits the samples of stopped batches: more than the policy's percentage needs a second person who may release.

A stopped batch may leave as a sample where it may not leave otherwise, so without a limit all of it could leave as samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import escape_html, flt

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.movements.outward import Going, going_out, kinds, leaving
from batch_trace.control.policy import policies, rules
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.status import standing
from batch_trace.core.control import permits
from batch_trace.core.control.movement_kinds import ISSUE, SAMPLE
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.statuses import Verdict
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import samples

TOLERANCE = 1e-6


class TooManySamples(BatchStopped):
	"""More of a stopped batch was issued as samples than its policy allows to one person."""


class Excess(NamedTuple):
	"""Samples beyond the limit: what was taken as samples in all, and the limit, both in stock UOM."""

	going: Going
	status: str
	taken: float
	limit: float
	percent: float


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse samples of stopped batches beyond the limit, unless a second person who may release submits them.

	Raises:
		TooManySamples: naming the batch, what was taken, the limit, and who can submit it.
	"""
	issued = [
		going
		for going in going_out(events)
		if going.voucher_type == "Stock Entry" and going.event_type == et.ISSUE
	]
	taken = [going for going, kind in kinds(issued).items() if kind == SAMPLE] if issued else []
	way_out = _(
		"Take less, or let a second person with the role Batch QA Releaser, who did not create the entry, submit it."
	)
	_refuse(_exceeding(_stopped(taken)), way_out)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Refuse to take back goods of a stopped batch of which samples were taken, if those would exceed the limit then.

	Raises:
		TooManySamples: naming the batch, what was taken, the limit, and who can cancel the voucher.
	"""
	taken_back = [going for event in cancelled(events) for going, _movement in leaving(event)]
	way_out = _(
		"Cancel samples first, or let a second person with the role Batch QA Releaser, who did not create the voucher, cancel it."
	)
	_refuse(_exceeding(_stopped(list(dict.fromkeys(taken_back)), lock=True)), way_out)


def beyond_limit(goings: Sequence[Going]) -> set[Going]:
	"""Return the samples among these movements by which more of their batch is taken than its policy allows, whatever its status."""
	taken = [going for going, kind in kinds(goings).items() if kind == SAMPLE] if goings else []
	return {excess.going for excess in _exceeding(dict.fromkeys(taken, Verdict("", ())))}


def _stopped(goings: Sequence[Going], *, lock: bool = False) -> dict[Going, Verdict]:
	"""Return the movements of batches that could not be issued, with the reasons for that."""
	if not goings:
		return {}
	standings = standing.read({g.batch for g in goings}, {g.warehouse for g in goings}, lock=lock)
	table = rules.permit_table()
	found = {g: standings[g.batch].known_verdict(g.warehouse) for g in goings if g.batch in standings}
	permitted = {going: permits.permit(table, verdict, ISSUE) for going, verdict in found.items() if verdict}
	return {going: permit.because for going, permit in permitted.items() if permit.action == permits.STOP}


def _exceeding(stopped: Mapping[Going, Verdict]) -> list[Excess]:
	batches = {going.batch for going in stopped}
	taken = samples.taken(batches)
	came_in = samples.came_in(taken.keys(), _stopped_since(stopped))
	of_items = policies.of_items({going.item_code for going in stopped})
	found = []
	for going, verdict in stopped.items():
		percent = of_items.get(going.item_code, Policy()).sample_limit
		limit = came_in.get(going.batch, 0.0) * percent / 100
		if taken.get(going.batch, 0.0) > limit + TOLERANCE:
			found.append(Excess(going, verdict.status, taken[going.batch], limit, percent))
	return found


def _stopped_since(stopped: Mapping[Going, Verdict]) -> dict[str, str]:
	"""Return since when each batch has been stopped, as far as that is known."""
	since: dict[str, str] = {}
	for going, verdict in stopped.items():
		for reason in verdict.reasons:
			if reason.since:
				since[going.batch] = min(reason.since, since.get(going.batch, reason.since))
	return since


def _refuse(exceeding: Sequence[Excess], way_out: str) -> None:
	exceeding = [excess for excess in exceeding if not _by_second_person(excess.going)]
	if not exceeding:
		return
	words = "<br><br>".join(f"{_words(excess)} {way_out}" for excess in exceeding)
	if rules.only_warns():
		frappe.msgprint(words, title=_("More samples than allowed"), indicator="orange")
	else:
		frappe.throw(words, TooManySamples, title=_("More samples than allowed"))


def _by_second_person(going: Going) -> bool:
	"""Return whether the user may release batches and somebody else created the entry."""
	owner = frappe.db.get_value(going.voucher_type, going.voucher_no, "owner")
	return owner != frappe.session.user and bool(frappe.has_permission(DISPOSITION, "submit"))


def _words(excess: Excess) -> str:
	return _(
		"Batch {0} is {1}. With {2}, {3} of it are taken as samples; its policy allows {4} ({5} % of what came in before it was stopped)."
	).format(
		frappe.bold(escape_html(excess.going.batch)),
		frappe.bold(_(excess.status)),
		escape_html(excess.going.voucher_no),
		_number(excess.taken),
		_number(excess.limit),
		_number(excess.percent),
	)


def _number(value: float) -> str:
	return str(frappe.format(flt(value, 6), {"fieldtype": "Float"}))

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
from batch_trace.control.movements.outward import Going, going_out, kinds
from batch_trace.control.policy import policies, rules
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.status import standing
from batch_trace.core.control import permits
from batch_trace.core.control.movement_kinds import ISSUE, SAMPLE
from batch_trace.core.control.policy import Policy
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import samples

TOLERANCE = 1e-6


class TooManySamples(BatchStopped):
	"""More of a stopped batch was issued as samples than its policy allows to one person."""


class Excess(NamedTuple):
	"""A sample beyond the limit: what was taken as samples in all, and the limit, both in stock UOM."""

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
	if not issued:
		return
	exceeding = [
		excess for excess in _exceeding(_stopped_samples(issued)) if not _by_second_person(excess.going)
	]
	if not exceeding:
		return
	words = "<br><br>".join(_words(excess) for excess in exceeding)
	if rules.only_warns():
		frappe.msgprint(words, title=_("More samples than allowed"), indicator="orange")
	else:
		frappe.throw(words, TooManySamples, title=_("More samples than allowed"))


def _stopped_samples(issued: Sequence[Going]) -> dict[Going, str]:
	"""Return the samples among the issues whose batch could not be issued otherwise, with its status."""
	taken = [going for going, kind in kinds(issued).items() if kind == SAMPLE]
	if not taken:
		return {}
	standings = standing.read({g.batch for g in taken}, {g.warehouse for g in taken})
	table = rules.permit_table()
	found = {g: standings[g.batch].known_verdict(g.warehouse) for g in taken if g.batch in standings}
	return {
		going: verdict.status
		for going, verdict in found.items()
		if verdict and permits.is_stopped(table, verdict, ISSUE)
	}


def _exceeding(stopped: Mapping[Going, str]) -> list[Excess]:
	batches = {going.batch for going in stopped}
	taken, came_in = samples.taken(batches), samples.came_in(batches)
	of_items = policies.of_items({going.item_code for going in stopped})
	found = []
	for going, status in stopped.items():
		percent = of_items.get(going.item_code, Policy()).sample_limit
		limit = came_in.get(going.batch, 0.0) * percent / 100
		if taken.get(going.batch, 0.0) > limit + TOLERANCE:
			found.append(Excess(going, status, taken[going.batch], limit, percent))
	return found


def _by_second_person(going: Going) -> bool:
	"""Return whether the user may release batches and somebody else created the entry."""
	owner = frappe.db.get_value(going.voucher_type, going.voucher_no, "owner")
	return owner != frappe.session.user and bool(frappe.has_permission(DISPOSITION, "submit"))


def _words(excess: Excess) -> str:
	return _(
		"Batch {0} is {1}. With {2}, {3} of it are taken as samples; its policy allows {4} ({5} % of what came in). Take less, or "
		"let a second person with the role Batch QA Releaser, who did not create the entry, submit it."
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

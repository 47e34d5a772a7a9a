"""Releases batches as their policy allows without a decision, and moves them back when an inspection is withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.certificates import records as certificates
from batch_trace.control.decisions import criteria, decisions, dispositions, inspections
from batch_trace.control.holds import back_already
from batch_trace.control.policy import deciders, rules
from batch_trace.control.status import effective, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import AUTOMATIC, MANUAL
from batch_trace.ledger.sealing import states

WAITING = (st.QUARANTINE, st.UNDER_TEST)


def release(batches: Collection[str]) -> list[str]:
	"""Release the waiting batches that meet all criteria, if their policy releases automatically; offer the others.

	Return the batches that were released.
	"""
	ready = _ready(batches) if batches else {}
	mode = {name: batch.policy.release_mode for name, batch in ready.items()}
	at_once = [name for name in ready if mode[name] == AUTOMATIC and not _was_made_by_user(name)]
	if at_once:
		_release(at_once)
	offered = [name for name in ready if mode[name] != MANUAL and name not in at_once]
	if offered:
		_offer(offered)
	return at_once


def _ready(batches: Collection[str]) -> dict[str, Standing]:
	"""Return the batches among these that are under a policy, wait for a release and meet all its criteria."""
	decided = decisions.latest(batches)
	waiting = {
		name: batch
		for name, batch in standing.read(batches).items()
		if batch.policy and _waits(batch, decided.get(name))
	}
	criteria_of = criteria.of_batches(list(waiting)) if waiting else {}
	return {name: batch for name, batch in waiting.items() if criteria.are_met(criteria_of[name])}


def _waits(batch: Standing, decision: frappe._dict | None) -> bool:
	"""Return whether a batch waits for a release, or is released and waits for its retest."""
	if batch.own_status == st.RELEASED:
		return batch.is_due_for_retest
	return batch.own_status in WAITING and not _was_decided_so(batch, decision)


def _was_decided_so(batch: Standing, decision: frappe._dict | None) -> bool:
	"""Return whether a user decided that the batch has to wait; then only another decision releases it."""
	return bool(decision and not decision.automatic and decision.decision == batch.quality_status)


def _was_made_by_user(batch: str) -> bool:
	"""Return whether duties are segregated and the user received or made the batch, so that they may not release it."""
	return rules.segregates_duties() and deciders.had_part([batch]) is not None


def is_offered(batch: str) -> bool:
	"""Return whether the batch meets all criteria and its policy allows a release with one click."""
	ready = _ready([batch])
	return bool(ready and ready[batch].policy.release_mode != MANUAL)


def release_offered(batch: str, reason: str, password: str | None) -> str:
	"""Release a batch that is offered, signed, with its inspections and certificates as evidence; return the decision's name."""
	if not is_offered(batch):
		frappe.throw(
			_(
				"Batch {0} does not meet all criteria any more. Reload it to see which, or decide on it with a Batch Disposition."
			).format(frappe.bold(batch))
		)
	return dispositions.decide([batch], st.RELEASED, reason, password, evidence=_evidence([batch]))


def _evidence(batches: Collection[str]) -> list[dict[str, str]]:
	by_batch = inspections.of_batches(batches)
	names = sorted({i.name for of_batch in by_batch.values() for i in of_batch if i.releases})
	certified = [each for of_batch in certificates.of_batches(batches).values() for each in of_batch]
	accepted = sorted({c.name for each in certified if each.is_accepted for c in each.certificates})
	return [
		*({"reference_doctype": "Quality Inspection", "reference_name": name} for name in names),
		*({"reference_doctype": certificates.CERTIFICATE, "reference_name": name} for name in accepted),
	]


def _release(batches: list[str]) -> None:
	"""Release the batches by their policy; the user who submitted the last inspection needs no right to release."""
	doc = dispositions.draft(
		batches, st.RELEASED, _("All criteria of the Batch Control Policy are met."), _evidence(batches)
	)
	doc.flags.by_policy = doc.flags.ignore_permissions = True
	doc.insert()
	doc.submit()
	frappe.msgprint(
		_("Released by policy: {0}.").format(_links(batches)), title=_("Batches released"), indicator="green"
	)


def _offer(batches: list[str]) -> None:
	frappe.msgprint(
		_("All criteria are met for {0}: the button Release on the batch releases it.").format(
			_links(batches)
		),
		title=_("Ready to be released"),
		indicator="blue",
	)


def reject(batches: Iterable[str], inspection: str, why: str) -> list[str]:
	"""Move the batches of a rejected inspection back to Quarantine, except where the policy lets another result decide."""
	names = list(batches)
	inspected = inspections.of_batches(names)
	standings = standing.read(names)
	outvoted = {
		name
		for name in standings
		if any(i.name == inspection for i in inspected.get(name, ()))
		and inspection not in inspections.rejecting(inspected[name], standings[name].policy)
	}
	return move_back([name for name in names if name not in outvoted], why)


def move_back(batches: Iterable[str], why: str) -> list[str]:
	"""Move batches with a milder status back to Quarantine, and return those that were moved."""
	moved = [
		name
		for name, batch in standing.read(list(batches)).items()
		if batch.policy and st.strictness(batch.own_status) < st.strictness(st.QUARANTINE)
	]
	for name in moved:
		states.set_value("Batch", name, {"quality_status": st.QUARANTINE}, update_modified=True)
		frappe.get_doc("Batch", name).add_comment(
			"Info", _("{0}: {1}").format(frappe.bold(_(st.QUARANTINE)), why)
		)
	effective.refresh(moved)
	back_already.on_stopped(moved)
	if moved:
		frappe.msgprint(
			_("{0} moved back to {1}: {2}").format(_links(moved), frappe.bold(_(st.QUARANTINE)), why),
			title=_("Batches stopped"),
			indicator="orange",
		)
	return moved


def _links(batches: Iterable[str]) -> str:
	return ", ".join(get_link_to_form("Batch", name) for name in batches)

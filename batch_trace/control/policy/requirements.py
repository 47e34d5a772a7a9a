"""Refuses vouchers whose batches do not meet the requirements of their item's policy, all in one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import format_date, get_link_to_form, getdate

from batch_trace.control.policy import batch_size, policies
from batch_trace.core.control import requirements as rq
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.requirements import BatchFacts
from batch_trace.core.control.shelf_life import days_left
from batch_trace.core.terms.movements import DraftEntry, RecordedEvent


class RequirementNotMet(frappe.ValidationError):
	"""A batch does not meet a requirement of its item's policy."""


class Moved(NamedTuple):
	"""One entry of an event that is checked."""

	event_type: str
	entry: DraftEntry


class Violation(NamedTuple):
	"""A requirement that is not met; `batches` are only given if they may not be mixed. A voucher that `takes_lots` has Receive Lots."""

	code: str
	policy: Policy
	facts: BatchFacts
	batches: tuple[str, ...] = ()
	takes_lots: bool = False


def check(events: Sequence[RecordedEvent]) -> None:
	"""Refuse vouchers with a batch that does not meet its item's policy.

	Raises:
		RequirementNotMet: naming each batch, the requirement, and what to do.
	"""
	moved = list(_checked(events))
	governed = policies.of_items({m.entry.movement.item_code for m in moved}) if moved else {}
	moved = [m for m in moved if m.entry.movement.item_code in governed]
	if not moved:
		return
	violations = dict.fromkeys([*_of_batches(moved, governed), *_mixed(moved, governed)])
	if violations:
		frappe.throw(
			"<br><br>".join(_message(violation) for violation in violations),
			RequirementNotMet,
			title=_("Batch does not meet its policy"),
		)


def _checked(events: Iterable[RecordedEvent]) -> Iterator[Moved]:
	"""Yield the entries that arrive or leave; cancellations and transfers are not checked."""
	for event in events:
		for entry in event.entries:
			if not event.is_reversal and entry.movement.batch and entry.direction in ("In", "Out"):
				yield Moved(event.event_type, entry)


def _of_batches(moved: Iterable[Moved], governed: dict[str, Policy]) -> Iterator[Violation]:
	arriving = [m for m in moved if m.entry.direction == "In" and m.event_type in rq.LIMITED_IN_SIZE]
	facts = _facts(arriving, governed)
	today = getdate()
	for m in arriving:
		movement = m.entry.movement
		policy = governed[movement.item_code]
		of_batch = _with_supplier_batch(facts[movement.batch], movement.supplier_batch)
		for code in rq.at_arrival(policy, m.event_type, of_batch, today):
			yield Violation(code, policy, of_batch, takes_lots=m.event_type in rq.ENTERED_AS_LOTS)


def _with_supplier_batch(facts: BatchFacts, supplier_batch: str) -> BatchFacts:
	"""Return the facts with the supplier batch that the voucher gives, if it gives one."""
	return replace(facts, supplier_batch=supplier_batch or facts.supplier_batch)


def _mixed(moved: Iterable[Moved], governed: dict[str, Policy]) -> Iterator[Violation]:
	rows: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
	for m in moved:
		movement = m.entry.movement
		is_free = m.event_type in rq.FREE_TO_MIX or governed[movement.item_code].allow_mixed_batches
		if m.entry.direction == "Out" and not is_free:
			rows[(movement.row, movement.item_code)][movement.batch] = None
	for (_row, item), batches in rows.items():
		if len(batches) > 1:
			yield Violation(rq.MIXED, governed[item], BatchFacts("", item), tuple(batches))


def _facts(moved: Sequence[Moved], governed: dict[str, Policy]) -> dict[str, BatchFacts]:
	batches = tuple({m.entry.movement.batch for m in moved})
	if not batches:
		return {}
	limited = any(governed[m.entry.movement.item_code].maximum_batch_size for m in moved)
	made = batch_size.of_batches(batches) if limited else {}
	rows = frappe.db.sql(
		"""SELECT name, item, COALESCE(supplier_batch, ''), expiry_date, manufacturing_date,
			COALESCE(traceability_lot_code, ''), COALESCE(expiry_from, '')
		FROM `tabBatch` WHERE name IN %(batches)s""",
		{"batches": batches},
	)
	return {row[0]: BatchFacts(*row, made=made.get(row[0], 0.0)) for row in rows}


def _message(violation: Violation) -> str:
	facts, policy = violation.facts, violation.policy
	what = _("Batches {0} of {1}") if violation.batches else _("Batch {0} of {1}")
	names = violation.batches or (facts.batch,)
	links = ", ".join(get_link_to_form("Batch", name) for name in names)
	subject = what.format(links, frappe.bold(facts.item_code))
	policy_link = _("Policy {0} requires this.").format(get_link_to_form(policies.POLICY, policy.name))
	return f"{subject}: {_reason(violation)} {policy_link}"


def _reason(violation: Violation) -> str:
	if violation.code == rq.TOO_OLD_TO_RECEIVE:
		return _too_old(violation)
	if violation.code == rq.TOO_LARGE:
		made, limit = frappe.format(violation.facts.made), frappe.format(violation.policy.maximum_batch_size)
		return _(
			"its quantity of {0} exceeds the maximum batch size of {1}. Put the rest into another batch."
		).format(made, limit)
	enter = _enter(violation)
	return {
		rq.NO_SUPPLIER_BATCH: _(
			"the supplier's batch number is missing. Enter it in the row, in its bundle or in the Batch."
		),
		rq.NO_EXPIRY_DATE: _("the expiry date is missing.") + enter,
		rq.EXPIRY_NOT_FROM_LABEL: _(
			"its expiry date was computed from the shelf life of the item. Enter the one on the label."
		)
		+ enter,
		rq.NO_MANUFACTURING_DATE: _("the manufacturing date is missing.") + enter,
		rq.NO_TRACEABILITY_LOT_CODE: _("the traceability lot code is missing.") + enter,
		rq.MIXED: _("several batches are in one row. Give each batch a row of its own."),
	}[violation.code]


def _too_old(violation: Violation) -> str:
	expiry = violation.facts.expiry_date
	words = _(
		"it expires on {0}, which leaves {1} days; at least {2} are required. Leave it out of the voucher and give it back to the supplier."
	).format(
		format_date(expiry),
		days_left(expiry, getdate()) if expiry else 0,
		violation.policy.minimum_shelf_life_at_receipt,
	)
	if violation.takes_lots:
		return f"{words} {_('If the date was misread, correct it with Receive Lots on the draft, or in the Batch.')}"
	return f"{words} {_('If the date was misread, correct it in the Batch.')}"


def _enter(violation: Violation) -> str:
	"""Return where the fact is entered. What the refused voucher has made itself is no Batch that anything can be entered in."""
	if violation.takes_lots:
		return " " + _("Enter it with Receive Lots on the draft, or in the Batch.")
	return " " + _(
		"Enter it in the Batch. If ERPNext numbers the batch, create the Batch first and choose it in the row."
	)

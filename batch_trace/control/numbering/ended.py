"""Says when goods are added to a batch that by its item's rule should have ended, or refuses it: as the rule has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, get_datetime, get_link_to_form, time_diff_in_hours

from batch_trace.control.numbering import cleanings, rules
from batch_trace.control.policy import batch_size
from batch_trace.core.numbering import shifts
from batch_trace.core.numbering.rule import REFUSE, Rule
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms import supplier_batches
from batch_trace.core.terms.movements import Movement, RecordedEvent

PRODUCED = frozenset({et.PRODUCTION, et.REPACK})
FIRST_MADE = """
	SELECT batch, MIN(posting_datetime) FROM `tabTrace Entry`
	WHERE batch IN %(batches)s AND direction = 'In' AND event_type IN %(types)s AND event = of_event GROUP BY batch
"""


class NewBatchNeeded(frappe.ValidationError):
	"""Goods are added to a batch that by the rule should have ended."""


class Added(NamedTuple):
	"""Goods that come into a batch of an item under a rule."""

	event: RecordedEvent
	movement: Movement
	rule: Rule


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Warn about or refuse goods that should have got a new batch.

	Raises:
		NewBatchNeeded: naming each batch, why it should have ended, and what to do.
	"""
	added = list(_added(events))
	if not added:
		return
	found: dict[str, dict[str, None]] = {}
	for each, why in _reasons(added):
		found.setdefault(each.rule.when_ended, {})[_words(each, why)] = None
	for when, words in found.items():
		text = "<br><br>".join(words)
		if when == REFUSE:
			frappe.throw(text, NewBatchNeeded, title=_("A new batch is needed"))
		frappe.msgprint(text, indicator="orange", title=_("A new batch should have begun"))


def _added(events: Sequence[RecordedEvent]) -> Iterator[Added]:
	places = rules.in_force()
	for event in events if places else ():
		if event.is_reversal or event.event_type not in (PRODUCED | {et.RECEIPT}):
			continue
		for entry in event.entries:
			if entry.direction == "In" and entry.movement.batch:
				rule = rules.of_item(entry.movement.item_code, event.voucher.company, places)
				if rule:
					yield Added(event, entry.movement, rule)


def _reasons(added: list[Added]) -> Iterator[tuple[Added, str]]:
	received = [each for each in added if each.event.event_type == et.RECEIPT and each.rule.by_supplier_batch]
	made = [each for each in added if each.event.event_type in PRODUCED]
	yield from _of_suppliers(received)
	yield from _of_quantities([each for each in made if each.rule.maximum_quantity])
	timed = (each for each in made if each.rule.maximum_hours or each.rule.by_shift or each.rule.by_cleaning)
	yield from _of_times(list(timed))


def _of_suppliers(received: list[Added]) -> Iterator[tuple[Added, str]]:
	names = {str(each.movement.batch) for each in received}
	known = _supplier_batches(names) if names else {}
	for each in received:
		batch, number = str(each.movement.batch), each.movement.supplier_batch
		before = known.get(batch, "")
		if before and number and not supplier_batches.is_same(before, number):
			yield (
				each,
				_("it holds the supplier's batch {0}, and {1} is another one").format(
					frappe.bold(escape_html(before)), frappe.bold(escape_html(number))
				),
			)
		known.setdefault(batch, number)


def _supplier_batches(names: set[str]) -> dict[str, str]:
	rows = frappe.get_all(
		"Batch",
		{"name": ["in", names], "supplier_batch": ["is", "set"]},
		["name", "supplier_batch"],
		order_by=None,
	)
	return {row.name: row.supplier_batch for row in rows}


def _of_quantities(made: list[Added]) -> Iterator[tuple[Added, str]]:
	sizes = batch_size.of_batches({str(each.movement.batch) for each in made}) if made else {}
	for each in made:
		size = sizes.get(str(each.movement.batch), 0.0)
		if size > each.rule.maximum_quantity:
			yield (
				each,
				_("it would have {0}, more than {1}").format(
					frappe.format(size), frappe.format(each.rule.maximum_quantity)
				),
			)


def _of_times(made: list[Added]) -> Iterator[tuple[Added, str]]:
	values = {"batches": tuple({str(each.movement.batch) for each in made}), "types": tuple(PRODUCED)}
	begun = dict(frappe.db.sql(FIRST_MADE, values)) if made else {}
	for each in made:
		first = begun.get(each.movement.batch)
		if first:
			yield from _of_time(each, get_datetime(first), get_datetime(each.event.voucher.posting_datetime))


def _of_time(each: Added, first: datetime, now: datetime) -> Iterator[tuple[Added, str]]:
	rule = each.rule
	if rule.maximum_hours and time_diff_in_hours(now, first) > rule.maximum_hours:
		yield (
			each,
			_("it was begun on {0}, more than {1} hours before").format(
				format_datetime(first), frappe.format(rule.maximum_hours)
			),
		)
	worked = shifts.parse(rule.shifts) if rule.by_shift else ()
	then, here = shifts.at(worked, first), shifts.at(worked, now)
	if then and here and then != here:
		yield each, _("shift {0} began it, and this is shift {1}").format(then.name, here.name)
	cleaned = cleanings.first_between(each.event.voucher, first, now) if rule.by_cleaning else None
	if cleaned:
		yield (
			each,
			_("it was begun on {0}, before workstation {1} was cleaned, until {2}").format(
				format_datetime(first),
				frappe.bold(escape_html(cleaned.workstation)),
				format_datetime(cleaned.at),
			),
		)


def _words(each: Added, why: str) -> str:
	return _(
		"Batch {0} of {1} should have ended by rule {2}: {3}. Clear the batch in the row, so that the goods get a new one."
	).format(
		get_link_to_form("Batch", str(each.movement.batch)),
		frappe.bold(escape_html(each.movement.item_code)),
		get_link_to_form(rules.RULE, each.rule.name),
		why,
	)

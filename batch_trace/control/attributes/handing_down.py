"""Listens to what moves: batches that arrive get defaults, and those that are made inherit; then both are checked.

A site without attributes pays one cached lookup. On one that has some, a voucher whose items and batches have none pays
the lookup of their policies and of their values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import frappe

from batch_trace.control.attributes import book, conflicts
from batch_trace.control.policy import attribute_values, policies
from batch_trace.core.attributes.inheritance import Changes, HandingDown
from batch_trace.core.attributes.origins import made_from
from batch_trace.core.control.added_goods import RECEIVED, added_goods
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.attributes import CAUTIOUS, Known, NotAValue, parse
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.site_ledger import site_ledger

MADE_FOR_ORDERS = """
	SELECT DISTINCT entry.batch, entry.item_code
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE event.work_order IN %(orders)s AND event.event_type = 'Production'
		AND entry.direction = 'In' AND COALESCE(entry.batch, '') <> ''
"""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hand values down to batches that are made, give new ones their defaults, and check what their policies ask.

	Raises:
		RequirementNotMet: naming each batch, the attribute, and what to do.
	"""
	if not attribute_values.attributes():
		return
	found: list[conflicts.Conflict] = []
	for event in events:
		if event.event_type in RECEIVED:
			received = _with_attributes({added.batch: added.item_code for added in added_goods(event)})
			_give_defaults(received)
			found += conflicts.of_received(received)
		elif event.event_type in et.TRANSFORMATIONS and _concerns_attributes(event):
			made = _made(event)
			book.end_corrections(made)
			handing_down = _hand_down(list(made), and_on=event.event_type == et.CONSUMPTION)
			_give_defaults(made)
			if event.event_type != et.SUBSTITUTION:
				found += conflicts.of_made(made, handing_down)
	conflicts.refuse_or_warn(found)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Work out anew what batches inherit of which a cancelled voucher had made, or consumed, some."""
	if not attribute_values.attributes():
		return
	batches = {
		batch
		for event in events
		if event.is_reversal and event.event_type in et.TRANSFORMATIONS
		for batch in (*_made(event), *_of_order(event))
	}
	if batches:
		_hand_down(sorted(batches), and_on=True)


def to_what_is_made_from(batches: Collection[str]) -> HandingDown:
	"""Hand the values of batches down to everything that is made from them, after they have changed."""
	return _hand_down(made_from(site_ledger(), batches), and_on=True)


def again(batches: Collection[str]) -> None:
	"""Work out anew what batches inherit, and what is made from them: a value of theirs was deleted."""
	_hand_down(list(batches), and_on=True)


def came_in(batch: str, *, lock: bool = False) -> dict[str, Known]:
	"""Return what is known to have come in to a batch by a union or "all of", by attribute, whatever a person entered for it."""
	cautious = [each for each in attribute_values.attributes().values() if each.rule in CAUTIOUS]
	if not cautious:
		return {}
	found = HandingDown(site_ledger(), cautious, book.SiteBook(lock=lock)).inherited(batch)
	return {attribute: known for attribute, known in found.items() if known.value is not None}


def _hand_down(batches: Collection[str], *, and_on: bool) -> HandingDown:
	handing_down = HandingDown(site_ledger(), list(attribute_values.attributes().values()), book.SiteBook())
	changes: Changes = handing_down.to(batches, and_on=and_on)
	book.write(changes)
	return handing_down


def _made(event: RecordedEvent) -> dict[str, str]:
	"""Return the batches that an event made, or for which something was consumed, each with its item."""
	if event.event_type == et.CONSUMPTION:
		return _of_order(event)
	return {m.batch: m.item_code for direction, m in event.entries if direction == "In" and m.batch}


def _of_order(event: RecordedEvent) -> dict[str, str]:
	if event.event_type != et.CONSUMPTION or not event.voucher.work_order:
		return {}
	return dict(frappe.db.sql(MADE_FOR_ORDERS, {"orders": (event.voucher.work_order,)}))


def _concerns_attributes(event: RecordedEvent) -> bool:
	"""Return whether an item of the event has attributes, or a batch has values; of what was consumed apart, nobody knows here."""
	if event.voucher.work_order and site_ledger().has_consumption():
		return True
	if _items_with_attributes({m.item_code for _direction, m in event.entries}):
		return True
	batches = {m.batch for m in event.batch_movements() if m.batch}
	filters = {"batch": ["in", sorted(batches)]}
	return bool(batches and frappe.db.exists(attribute_values.VALUE, filters))


def _items_with_attributes(items: Collection[str]) -> set[str]:
	return {item for item, policy in policies.of_items(items).items() if policy.attributes}


def _with_attributes(batches: Mapping[str, str]) -> dict[str, str]:
	"""Return the batches whose items have attributes, each with its item."""
	items = _items_with_attributes(set(batches.values())) if batches else set()
	return {batch: item for batch, item in batches.items() if item in items}


def _give_defaults(batches: Mapping[str, str]) -> None:
	"""Give batches that have no value of an attribute the default of their policy."""
	if not batches:
		return
	governed = {
		item: [condition for condition in policy.attributes if condition.default]
		for item, policy in policies.of_items(set(batches.values())).items()
	}
	asked = [batch for batch, item in batches.items() if governed.get(item)]
	if not asked:
		return
	known, there = attribute_values.attributes(), attribute_values.of_batches(asked)
	new = {
		(batch, condition.attribute): condition.default
		for batch in asked
		for condition in governed[batches[batch]]
		if condition.attribute in known and condition.attribute not in there.get(batch, {})
	}
	book.insert(
		[
			(batch, attribute, value)
			for (batch, attribute), text in sorted(new.items())
			if (value := _read(attribute, text)) is not None
		],
		attribute_values.DEFAULT,
	)


def _read(attribute: str, text: str) -> Known | None:
	"""Return a default, None if it is no value of the attribute any more."""
	try:
		return Known(parse(attribute_values.attributes()[attribute], text))
	except NotAValue:
		return None

"""When the goods of a batch first came in, which decides whose turn it is by FIFO and LIFO.

Goods that were repacked or split within an item came in when those did that they were taken from.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import frappe

from batch_trace.core.terms import event_types as et

HANDED_ON = (et.REPACK, et.SUBSTITUTION)
"""Events after which the same goods go on in another batch. A production makes new goods, even with old ones in them."""

CAME_IN = """
	SELECT batch, of_event, event_type, MIN(posting_datetime) FROM `tabTrace Entry`
	WHERE batch IN %(batches)s AND direction = 'In'
	GROUP BY batch, of_event, event_type HAVING SUM(qty) > 0.000000001
"""
"""The events in force that brought something in: a reversal takes its quantity back."""

TAKEN_FROM = """
	SELECT DISTINCT target.batch, target.of_event, source.batch FROM `tabTrace Entry` target
	JOIN `tabTrace Entry` source ON source.of_event = target.of_event AND source.direction = 'Out'
		AND source.item_code = target.item_code
	WHERE target.batch IN %(batches)s AND target.direction = 'In' AND target.event_type IN %(handed_on)s
		AND source.batch IS NOT NULL
"""
PASSED_TO = """
	SELECT DISTINCT target.batch FROM `tabTrace Entry` source
	JOIN `tabTrace Entry` target ON target.of_event = source.of_event AND target.direction = 'In'
		AND target.item_code = source.item_code AND target.batch <> source.batch
	WHERE source.batch IN %(batches)s AND source.direction = 'Out' AND source.event_type IN %(handed_on)s
"""

Moments = dict[str, datetime]


def first(batches: Collection[str]) -> Moments:
	"""Return when the goods of each batch first came in; batches that nothing in force brought in are left out.

	What the batches outside `batches` were taken from is not read: their balances say when they came in.
	"""
	if not batches:
		return {}
	rows = frappe.db.sql(CAME_IN, {"batches": tuple(batches)})
	repacked = tuple({batch for batch, _event, event_type, _moment in rows if event_type in HANDED_ON})
	taken_from = _taken_from(repacked)
	moments: Moments = {}
	for batch, event, _event_type, moment in rows:
		if not taken_from.get((batch, event)):
			moments[batch] = min(moment, moments.get(batch, moment))
	sources: dict[str, set[str]] = {}
	in_force = {(batch, event) for batch, event, *_rest in rows}
	for key, taken in taken_from.items():
		if key in in_force:
			sources.setdefault(key[0], set()).update(taken)
	moments_of_others = stored({source for taken in sources.values() for source in taken} - set(batches))
	return _handed_on(moments, moments_of_others, sources)


def stored(batches: Collection[str]) -> Moments:
	"""Return when the batches came in, as their balances have it."""
	if not batches:
		return {}
	rows = frappe.db.sql(
		"""SELECT batch, MIN(arrived_on) FROM `tabBatch Balance`
		WHERE batch IN %(batches)s AND arrived_on IS NOT NULL GROUP BY batch""",
		{"batches": tuple(batches)},
	)
	return dict(rows)


def passed_to(batches: Collection[str]) -> set[str]:
	"""Return the batches of the same item into which some of these was repacked or split."""
	if not batches:
		return set()
	rows = frappe.db.sql(PASSED_TO, {"batches": tuple(batches), "handed_on": HANDED_ON})
	return {batch for (batch,) in rows}


def _taken_from(repacked: tuple[str, ...]) -> dict[tuple[str, int], set[str]]:
	"""Return the batches of the same item that each event took to make a batch; itself among them, if it was reworked."""
	taken: dict[tuple[str, int], set[str]] = {}
	if repacked:
		values = {"batches": repacked, "handed_on": HANDED_ON}
		for target, event, source in frappe.db.sql(TAKEN_FROM, values):
			taken.setdefault((target, event), set()).add(source)
	return taken


def _handed_on(own: Moments, others: Moments, sources: dict[str, set[str]]) -> Moments:
	"""Return the moments with those that were handed on: the earliest of all that a batch was taken from."""
	moments = dict(own)
	changes = True
	while changes:
		changes = False
		for batch, taken in sources.items():
			known = [moments.get(source) or others.get(source) for source in taken | {batch}]
			earliest = min((moment for moment in known if moment), default=None)
			if earliest and earliest != moments.get(batch):
				moments[batch] = earliest
				changes = True
	return moments

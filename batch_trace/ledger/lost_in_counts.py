"""Goods of a batch that a count has missed while more of another batch of the item was found: they may be the same goods.

A count says how much of each number is there, and not what became of the goods. Somebody has to say it: in *Was Booked As* of
the count's row, or as the explanation of the Trace Gap that these goods leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import frappe
from frappe.utils import create_batch

from batch_trace.core.answer import gaps
from batch_trace.core.terms.moments import DEFAULT_TOLERANCE
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import tolerance
from batch_trace.ledger.slices import AT_ONCE

PAIRS = """
	SELECT lost.batch, less.voucher_type, less.voucher_no, lost.item_code, lost.uom, -{net_lost}, found.batch,
		more.voucher_type, more.voucher_no
	FROM `tabTrace Entry` lost
	JOIN `tabTrace Entry` found ON found.item_code = lost.item_code AND found.company = lost.company
		AND found.posting_datetime BETWEEN lost.posting_datetime - INTERVAL %(seconds)s SECOND
			AND lost.posting_datetime + INTERVAL %(seconds)s SECOND
		AND found.event_type IN ('Adjustment', 'Opening') AND found.direction = 'In' AND found.event = found.of_event
		AND found.batch <> lost.batch
	JOIN `tabTrace Event` less ON less.name = lost.event
	JOIN `tabTrace Event` more ON more.name = found.event
	LEFT JOIN `tabTrace Event` less_undone ON less_undone.reverses = less.name
	LEFT JOIN `tabTrace Event` more_undone ON more_undone.reverses = more.name
	WHERE lost.event_type IN ('Adjustment', 'Opening') AND lost.direction = 'Out' AND lost.event = lost.of_event
		AND less_undone.name IS NULL AND more_undone.name IS NULL AND {side}.name IN %(entries)s
		AND {net_lost} < -0.000000001 AND {net_found} > 0.000000001
	ORDER BY less.voucher_no, lost.batch, found.batch
"""
NET = """(
	SELECT SUM(net.qty) FROM `tabTrace Entry` net
	WHERE net.event = {0}.event AND net.batch = {0}.batch AND net.warehouse = {0}.warehouse
)"""
"""What a count changed of a batch in a warehouse: one of opening stock takes all out and brings in what was counted."""

ENTRIES = {
	"lost": """SELECT name FROM `tabTrace Entry` e
		WHERE e.{column} IN %(names)s AND e.event_type IN ('Adjustment', 'Opening') AND e.direction = 'Out'
			AND e.event = e.of_event""",
	"found": """SELECT name FROM `tabTrace Entry` e
		WHERE e.{column} IN %(names)s AND e.event_type IN ('Adjustment', 'Opening') AND e.direction = 'In'
			AND e.event = e.of_event""",
}
"""The entries on one side of the pairs: most batches and events have none. Counts of opening stock lose and find like others."""
COUNTS = """
	SELECT DISTINCT event FROM `tabTrace Entry`
	WHERE event > %(after)s AND event = of_event AND event_type IN ('Adjustment', 'Opening') AND direction = 'Out'
	ORDER BY event LIMIT %(limit)s
"""
WITH_GAP = """
	SELECT batch, voucher_type, voucher_no FROM `tabTrace Gap`
	WHERE code = %(code)s AND status IN %(statuses)s AND batch IN %(names)s
"""
EXPLAINED = ("Explained",)
KNOWN = ("Open", "Explained")
SECONDS_AN_HOUR = 3600


class Loss(NamedTuple):
	"""What a count found less of a batch, in stock UOM."""

	batch: str
	voucher_type: str
	voucher_no: str
	item_code: str
	uom: str
	quantity: float


class Candidate(NamedTuple):
	"""A batch of which more came in without an origin at about the time of a loss, and the voucher that says so."""

	batch: str
	voucher_type: str
	voucher_no: str


def of_events(events: Collection[int]) -> dict[Loss, list[Candidate]]:
	"""Return the losses that events of the ledger record, or for which they bring in what may be the lost goods."""
	return _read("lost", "event", events) | _read("found", "event", events)


def in_slices(cursor: int | None) -> Iterator[tuple[int, dict[Loss, list[Candidate]]]]:
	"""Yield losses of which no Trace Gap is known, such as those of counts that the back-fill has read."""
	after = cursor or 0
	while events := frappe.db.sql(COUNTS, {"after": after, "limit": AT_ONCE}, pluck=True):
		after = events[-1]
		losses = _read("lost", "event", events)
		known = _with_gap({loss.batch for loss in losses}, KNOWN)
		yield after, {loss: found for loss, found in losses.items() if loss[:3] not in known}


def found(nodes: Collection[Node], onward: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for what was lost of the batches whose customers are asked for, and for what others may be lost goods."""
	going = tuple(node for node in onward if not is_serial(node))
	coming = tuple(node for node in nodes if node not in onward and not is_serial(node))
	pairs = _read("lost", "batch", going) | _read("found", "batch", coming)
	explained = _with_gap({loss.batch for loss in pairs}, EXPLAINED)
	for loss, others in pairs.items():
		if loss[:3] not in explained:
			names = list(dict.fromkeys(other.batch for other in others))
			node = loss.batch if loss.batch in going else names[0]
			args = (quantity_text(loss.quantity), loss.uom, loss.batch, ", ".join(names))
			about = (("Batch", loss.batch), *(("Batch", name) for name in names))
			voucher = (loss.voucher_type, loss.voucher_no)
			yield gaps.Gap(gaps.LOST_AND_FOUND, args, node, voucher=voucher, item=loss.item_code, about=about)


def _read(side: str, column: str, names: Collection[Node | int]) -> dict[Loss, list[Candidate]]:
	"""Return the pairs of which this side ("lost" or "found") is of these batches or events."""
	query = ENTRIES[side].format(column=column)
	query_of_pairs = PAIRS.format(side=side, net_lost=NET.format("lost"), net_found=NET.format("found"))
	pairs: dict[Loss, list[Candidate]] = {}
	for some in create_batch(list(names), AT_ONCE):
		if entries := frappe.db.sql(query, {"names": tuple(some)}, pluck=True):
			values = {"seconds": _seconds(), "entries": tuple(entries)}
			for row in frappe.db.sql(query_of_pairs, values):
				pairs.setdefault(Loss(*row[:5], float(row[5])), []).append(Candidate(*row[6:]))
	return pairs


def _seconds() -> int:
	hours = tolerance.hours()
	return int((DEFAULT_TOLERANCE if hours is None else hours) * SECONDS_AN_HOUR)


def _with_gap(batches: Collection[str], statuses: tuple[str, ...]) -> set[tuple[str, ...]]:
	"""Return batch and voucher of the Trace Gaps with one of these statuses."""
	values = {"code": gaps.LOST_AND_FOUND, "names": tuple(batches), "statuses": statuses}
	return set(frappe.db.sql(WITH_GAP, values)) if batches else set()

"""Goods that went missing while as good as the same came from nowhere: what was found may be what was lost.

Lost is what a count finds less of a batch or unit. Found is what a count, an opening or a receipt without a supplier brings in
of another one, and what is made of nothing that is tracked (`lost_in_counts_sql.py`). Nobody records what became of the goods, so
somebody has to say it: in *Was Booked As* of the count's row, or as the explanation of the Trace Gap that these goods leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

import frappe
from frappe.utils import create_batch

from batch_trace.core.answer import gaps
from batch_trace.core.genealogy.edges import Unit
from batch_trace.core.terms.moments import DEFAULT_TOLERANCE
from batch_trace.core.terms.nodes import Node, is_serial, name_of, node_of
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import lost_in_counts_sql as sql
from batch_trace.ledger import tolerance
from batch_trace.ledger.slices import AT_ONCE

EXPLAINED = ("Explained",)
KNOWN = ("Open", "Explained")
SECONDS_AN_HOUR = 3600
SEPARATOR = "\t"

Key: TypeAlias = tuple[str, str, str, str]
"""Batch, serial number, voucher type and voucher number, "" for none."""


class Loss(NamedTuple):
	"""What a voucher took out of a batch or unit without saying where to, in stock UOM."""

	batch: str
	serial_no: str
	voucher_type: str
	voucher_no: str
	item_code: str
	uom: str
	event_type: str
	company: str
	quantity: float = 0.0

	@property
	def key(self) -> Key:
		"""What tells one loss from another, as its Trace Gaps do."""
		return self.batch, self.serial_no, self.voucher_type, self.voucher_no

	@property
	def name(self) -> str:
		"""The name of the lost unit or batch."""
		return self.serial_no or self.batch


class Candidate(NamedTuple):
	"""A batch or unit of which more came in without an origin at about the time of a loss, and the voucher that says so."""

	batch: str
	serial_no: str
	voucher_type: str
	voucher_no: str
	quantity: float = 0.0

	@property
	def name(self) -> str:
		"""The name of the found unit or batch."""
		return self.serial_no or self.batch


Losses: TypeAlias = dict[Loss, list[Candidate]]


def facts(loss: Loss, others: Iterable[Candidate]) -> list[str]:
	"""Return a line for each thing that was found: the facts for which a Trace Gap and its explanation speak."""
	lost = quantity_text(loss.quantity)
	return [
		SEPARATOR.join((lost, *other[:4], quantity_text(other.quantity))) for other in sorted(set(others))
	]


def of_events(events: Collection[int]) -> Losses:
	"""Return the losses that events of the ledger record, or for which they bring in what may be the lost goods."""
	concerned = _read("lost", "event", events).keys() | _read("found", "event", events).keys()
	return of_vouchers({loss.key[2:] for loss in concerned}, {loss.key for loss in concerned})


def of_vouchers(vouchers: Collection[tuple[str, str]], keys: Collection[Key]) -> Losses:
	"""Return these of the losses of vouchers as they stand, with all that was found."""
	numbers = [
		number
		for voucher_type, voucher_no in sorted(vouchers)
		for number in frappe.get_all(
			"Trace Event",
			{"voucher_type": voucher_type, "voucher_no": voucher_no},
			pluck="name",
			order_by="name",
		)
	]
	return {loss: others for loss, others in _read("lost", "event", numbers).items() if loss.key in keys}


def unexplained(losses: Losses) -> Losses:
	"""Return of each loss what was found and no explanation speaks for; nothing if all is explained."""
	return _without(losses, _facts_of_gaps({loss.voucher_no for loss in losses}, EXPLAINED))


def in_slices(cursor: int | None) -> Iterator[tuple[int, Losses]]:
	"""Yield losses of which no Trace Gap is known, such as those of counts that the back-fill has read."""
	after = cursor or 0
	while events := frappe.db.sql(sql.LOSSES, {"after": after, "limit": AT_ONCE, **sql.KINDS}, pluck=True):
		after = events[-1]
		losses = _read("lost", "event", events)
		new = {
			loss.key for loss in _without(losses, _facts_of_gaps({loss.voucher_no for loss in losses}, KNOWN))
		}
		yield after, unexplained({loss: others for loss, others in losses.items() if loss.key in new})


def found(nodes: Collection[Node], onward: Collection[Node], unit: Unit | None) -> Iterator[gaps.Gap]:
	"""Yield a gap for what was lost of the nodes whose customers are asked for, and for what others may be lost goods.

	Units of one batch tell each other apart only where the start is limited to one of them (`unit`).
	"""
	coming = [node for node in nodes if node not in onward]
	pairs = _of_nodes("found", coming) | _of_nodes("lost", tuple(onward))  # all that was found
	for loss, others in unexplained(pairs).items():
		others = [other for other in others if _concerns(loss, other, unit)]
		names = list(dict.fromkeys(other.name for other in others))
		if names:
			lost, *candidates = (node_of(each.batch, each.serial_no) or "" for each in (loss, *others))
			node = lost if lost in onward else candidates[0]
			args = (quantity_text(loss.quantity), loss.uom, loss.name, ", ".join(names))
			about = (
				("Company", loss.company),
				_about(lost),
				*(_about(each) for each in dict.fromkeys(candidates)),
			)
			voucher = (loss.voucher_type, loss.voucher_no)
			yield gaps.Gap(gaps.LOST_AND_FOUND, args, node, voucher=voucher, item=loss.item_code, about=about)


def _about(node: Node) -> tuple[str, str]:
	return "Serial No" if is_serial(node) else "Batch", name_of(node)


def _concerns(loss: Loss, other: Candidate, unit: Unit | None) -> bool:
	if not (loss.batch and loss.serial_no):
		return True
	return unit is not None and unit[1] in (loss.serial_no, other.serial_no)


def _of_nodes(side: str, nodes: Collection[Node]) -> Losses:
	batches = [node for node in nodes if not is_serial(node)]
	units = [name_of(node) for node in nodes if is_serial(node)]
	return _read(side, "batch", batches) | _read(side, "serial_no", units)


def _read(side: str, column: str, names: Collection[Node | int]) -> Losses:
	"""Return the pairs of which this side ("lost" or "found") is of these batches, serial numbers or events."""
	lost: dict[Loss, dict[str, float]] = defaultdict(dict)
	more: dict[tuple[Loss, Candidate], dict[str, float]] = defaultdict(dict)
	for row in _pairs(side, column, names):
		loss, candidate = Loss(*row[:8]), Candidate(*row[10:14])
		lost[loss][row[8]] = float(row[9])
		more[loss, candidate][row[14]] = float(row[15])
	totals = {loss: loss._replace(quantity=sum(places.values())) for loss, places in lost.items()}
	losses: Losses = {}
	for (loss, candidate), places in sorted(more.items()):
		losses.setdefault(totals[loss], []).append(candidate._replace(quantity=sum(places.values())))
	return losses


def _pairs(side: str, column: str, names: Collection[Node | int]) -> Iterator[tuple]:
	"""Yield the rows of the pairs: an item's entries are looked for in stretches of time, as there may be very many of them."""
	for some in create_batch(list(names), AT_ONCE):
		entries = frappe.db.sql(sql.entries(side, column), {"names": tuple(some), **sql.KINDS})
		values = {"seconds": _seconds(), **sql.KINDS} if entries else {}
		for position, moment in enumerate(sql.MOMENTS, start=2):
			of_item: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
			for row in entries:
				of_item[row[1]].append((row[position], row[0]))
			query = sql.pairs(side, moment)
			for item_code, moments in of_item.items():
				for stretch in _stretches(sorted(moments), timedelta(seconds=values["seconds"])):
					yield from frappe.db.sql(query, {"item_code": item_code, **stretch, **values})


def _stretches(moments: Iterable[tuple[datetime, int]], around: timedelta) -> Iterator[dict[str, object]]:
	"""Yield the entries that are near each other, and from when to when others are near to them."""
	near: list[int] = []
	first = last = datetime.min
	for moment, entry in moments:
		if near and moment > first + around:
			yield {"entries": tuple(near), "first": first - around, "last": last + around}
			near = []
		first, last = (first if near else moment), moment
		near.append(entry)
	if near:
		yield {"entries": tuple(near), "first": first - around, "last": last + around}


def _seconds() -> int:
	hours = tolerance.hours()
	return int((DEFAULT_TOLERANCE if hours is None else hours) * SECONDS_AN_HOUR)


def _without(losses: Losses, known: Mapping[Key, set[str]]) -> Losses:
	"""Return of each loss what was found and is not known."""
	left: Losses = {}
	for loss, others in losses.items():
		lines = known.get(loss.key, set())
		if new := [other for other in others if not lines.issuperset(facts(loss, [other]))]:
			left[loss] = new
	return left


def _facts_of_gaps(voucher_nos: Collection[str], statuses: tuple[str, ...]) -> Mapping[Key, set[str]]:
	"""Return the facts of the Trace Gaps with one of these statuses, by loss."""
	lines: dict[Key, set[str]] = defaultdict(set)
	values = {"code": gaps.LOST_AND_FOUND, "voucher_nos": tuple(voucher_nos), "statuses": statuses}
	for *key, text in frappe.db.sql(sql.FACTS_OF_GAPS, values) if voucher_nos else ():
		lines[tuple(key)].update(text.split("\n"))
	return lines

"""What a purchase takes in, measured against what a company of the same site has sent for it.

The same numbers are the same goods. What arrives under other numbers in place of what is missing are those goods, too: as
what the purchase's row was made for, or else as anything of the item that the sale sent and that has not arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from batch_trace.core.terms.movements import QUANTITY_DIGITS, Movement, Sent, Stocked, stocked
from batch_trace.core.terms.nodes import Node
from batch_trace.core.terms.quantities import NOISE

Place: TypeAlias = tuple[str, str, str]
"""The row of the sale, "" for any, the item, and the warehouse in which it arrives."""


@dataclass(slots=True)
class Balances:
	"""What a sale has sent of an item, and of each node how much more has arrived or come back than has left, on either side.

	If `is_renumbered`, some of it has arrived under another number, and nobody knows as what it went back.
	"""

	sent: set[Node] = field(default_factory=set)
	quantities: dict[Node, float] = field(default_factory=dict)
	is_renumbered: bool = False


class Uneven(NamedTuple):
	"""How much more of a node has arrived or come back with a voucher than has left; less, if it is negative."""

	node: Node
	quantity: float
	voucher: tuple[str, str]


class Renumbered(NamedTuple):
	"""Goods that were sent as some batches and have arrived as others, or go back as them: `sent` as if under their own numbers."""

	sent: Sequence[Movement]
	arrived: Sequence[Movement]


@dataclass(slots=True)
class Arrival:
	"""What of a purchase is what was sent, what is that under other numbers, what is more, and what is still to arrive.

	`transferred` is what was sent and has arrived, by sale, under the numbers under which it was sent.
	"""

	transferred: dict[str, list[Movement]] = field(default_factory=dict)
	renumbered: list[Renumbered] = field(default_factory=list)
	more: list[Movement] = field(default_factory=list)
	left: list[Sent] = field(default_factory=list)


def arrival(sent: Iterable[Sent], movements: Iterable[Movement], rows: Mapping[str, str]) -> Arrival:
	"""Measure what a purchase moves against what was sent; `rows` gives the row of the sale for rows of the purchase.

	>>> took = Movement("r", "FLOUR", "Stores", "N1", None, 5.0, "Kg")
	>>> found = arrival([Sent("s", "FLOUR", "F1", None, 8.0)], [took], {})
	>>> [(m.batch, m.qty) for pair in found.renumbered for side in pair for m in side], found.left[0].qty
	([('F1', 5.0), ('N1', 5.0)], 3.0)
	"""
	found = Arrival(left=[each for each in sent if each.qty > 0])
	others: list[Movement] = []
	for m in movements:
		others += _same_number(found, m)
	places: dict[Place, list[Movement]] = {}
	for m in others:
		if m.is_tracked and m.qty > 0:
			places.setdefault((rows.get(m.row, ""), m.item_code, m.warehouse), []).append(m)
		else:
			found.more.append(m)
	over: dict[Place, list[Movement]] = {}
	for (row, item, warehouse), rest in places.items():
		over.setdefault(("", item, warehouse), []).extend(_renumber(found, rest, row) if row else rest)
	for rest in over.values():
		found.more += _renumber(found, rest)
	return found


def numbers_sent(renumbered: Iterable[Renumbered]) -> dict[Stocked, list[Sent]]:
	"""Return what each batch was sent as that has arrived under another number, and how much of it.

	>>> pair = Renumbered([Movement("r", "FLOUR", "Stores", "F1", None, 8.0, "Kg")],
	...                   [Movement("r", "FLOUR", "Stores", n, None, q, "Kg") for n, q in (("N1", 6.0), ("N2", 2.0))])
	>>> [(key[1], lots[0].batch, lots[0].qty) for key, lots in numbers_sent([pair]).items()]
	[('N1', 'F1', 6.0), ('N2', 'F1', 2.0)]
	"""
	found: dict[Stocked, list[Sent]] = {}
	for pair in renumbered:
		total = sum(m.qty for m in pair.arrived)
		for arrived in pair.arrived:
			for m in pair.sent:
				if not (arrived.serial_no or m.serial_no):
					part = round(m.qty * arrived.qty / total, QUANTITY_DIGITS)
					found.setdefault(stocked(arrived), []).append(
						Sent(m.row, m.item_code, m.batch, None, part)
					)
	return found


def going_back(
	movements: Iterable[Movement], sent_as: Mapping[Stocked, Sequence[Sent]]
) -> tuple[list[Movement], list[Renumbered]]:
	"""Return what a return moves under the numbers under which it was sent, and what of it that is under other numbers.

	Of several batches that became one, each gives its part: nobody knows which one it was.

	>>> back = Movement("r", "FLOUR", "Stores", "N1", None, -5.0, "Kg")
	>>> rows, [pair] = going_back([back], {stocked(back): [Sent("", "FLOUR", "F1", None, 4.0)]})
	>>> [(m.batch, m.qty) for m in rows], [(m.batch, m.qty) for m in pair.sent]
	([('F1', -4.0), ('N1', -1.0)], [('F1', 4.0)])
	"""
	rows: list[Movement] = []
	pairs: list[Renumbered] = []
	for m in movements:
		lots = sent_as.get(stocked(m), ())
		total = min(-m.qty, sum(lot.qty for lot in lots))
		if total <= 0:
			rows.append(m)
			continue
		parts = _divided([lot.qty for lot in lots], total, in_units=False)
		named = m._replace(supplier_batch="")
		own = [named._replace(batch=lot.batch, qty=qty) for lot, qty in zip(lots, parts, strict=True) if qty]
		rows += [*(each._replace(qty=-each.qty) for each in own), *_part(m, -m.qty - total)]
		pairs.append(Renumbered(own, _part(m, total)))
	return rows, pairs


def evened(balances: Balances) -> dict[Node, float]:
	"""Return of what something is on the way (negative), and what has come back and still is with the other company (positive).

	What went back under a number that was not sent is what has come back under one that was. So is what went back under one
	that was sent if it may have been another one.

	>>> evened(Balances({"F1"}, {"F1": 10.0, "N1": -10.0})), evened(Balances({"F1"}, {"F1": 40.0}))
	({}, {'F1': 40.0})
	>>> evened(Balances({"F1", "F2"}, {"F1": -10.0, "F2": 10.0, "N1": -4.0}))
	{'F1': -10.0, 'F2': 6.0}
	>>> evened(Balances({"F1", "F2"}, {"F1": -10.0, "F2": 10.0}, is_renumbered=True))
	{}
	"""
	quantities = dict(balances.quantities)
	for back in sorted(quantities if balances.is_renumbered else quantities.keys() - balances.sent):
		for node in sorted(balances.sent & quantities.keys()):
			even = min(-quantities[back], quantities[node])
			if even > 0:
				quantities[back] += even
				quantities[node] -= even
	return {node: quantity for node, quantity in sorted(quantities.items()) if abs(quantity) > NOISE}


def settle(uneven: Sequence[Uneven], sent: set[Node]) -> list[Uneven]:
	"""Return what is left if what did not come out even in one voucher did so in others of the same two companies.

	Goods of a batch are the same whichever sale they were of, and a return may name none, or another one.

	>>> settle([Uneven("F1", -10.0, ("DN", "1")), Uneven("F1", 4.0, ("SI", "2"))], {"F1"})
	[Uneven(node='F1', quantity=-6.0, voucher=('DN', '1'))]
	"""
	totals: dict[Node, float] = {}
	for each in uneven:
		totals[each.node] = totals.get(each.node, 0.0) + each.quantity
	left = evened(Balances(sent, totals))
	found = []
	for each in uneven:
		rest = left.get(each.node, 0.0)
		part = min(rest, each.quantity, key=abs) if rest * each.quantity > 0 else 0.0
		if part < -NOISE or (part > NOISE and each.node in sent):
			left[each.node] = rest - part
			found.append(each._replace(quantity=part))
	return found


def _same_number(found: Arrival, m: Movement) -> list[Movement]:
	"""Take what has the number under which it was sent; return what is left of the movement."""
	rest = abs(m.qty)
	of_sale: dict[str, float] = {}
	for place, each in enumerate(found.left):
		if m.is_tracked and (each.item_code, each.batch or "", each.serial_no or "") == stocked(m):
			taken = min(rest, each.qty)
			found.left[place] = each._replace(qty=round(each.qty - taken, QUANTITY_DIGITS))
			rest = round(rest - taken, QUANTITY_DIGITS)
			of_sale[each.sale] = of_sale.get(each.sale, 0.0) + taken
	for sale, qty in of_sale.items():
		if same := _part(m, qty):
			found.transferred.setdefault(sale, []).extend(same)
	return _part(m, rest)


def _part(m: Movement, qty: float) -> list[Movement]:
	"""Return as much of a movement, with its sign; nothing of nothing."""
	rounded = round(qty, QUANTITY_DIGITS)
	if not rounded or rounded == abs(m.qty):
		return [m] if rounded else []
	return [m._replace(qty=rounded if m.qty > 0 else -rounded)]


def _renumber(found: Arrival, arrived: Sequence[Movement], row: str = "") -> list[Movement]:
	"""Take what arrives in one warehouse for what is missing of the row, or of the item; return what is more than that.

	Where not all of it can be taken, each batch gives its part: nobody knows which one it was.
	"""
	item = arrived[0].item_code if arrived else ""
	places = [i for i, e in enumerate(found.left) if e.item_code == item and row in ("", e.row) and e.qty > 0]
	sources = [found.left[place] for place in places]
	total = min(sum(m.qty for m in arrived), sum(each.qty for each in sources))
	if total <= 0:
		return list(arrived)
	in_units = any(e.serial_no for e in sources) or any(m.serial_no for m in arrived)
	given = _divided([each.qty for each in sources], total, in_units=in_units)
	taken = _divided([m.qty for m in arrived], total, in_units=in_units)
	as_sent: list[Movement] = []
	for place, each, qty in zip(places, sources, given, strict=True):
		found.left[place] = each._replace(qty=round(each.qty - qty, QUANTITY_DIGITS))
		if qty:
			named = arrived[0]._replace(batch=each.batch, serial_no=each.serial_no, supplier_batch="")
			as_sent.append(named._replace(qty=qty))
			found.transferred.setdefault(each.sale, []).append(as_sent[-1])
	pairs = list(zip(arrived, taken, strict=True))
	found.renumbered.append(Renumbered(as_sent, [part for m, qty in pairs for part in _part(m, qty)]))
	return [part for m, qty in pairs for part in _part(m, m.qty - qty)]


def _divided(quantities: Sequence[float], total: float, *, in_units: bool) -> list[float]:
	"""Return the part of each quantity, so that the parts make the total; whole units are taken one after the other.

	>>> _divided([6.0, 2.0], 4.0, in_units=False), _divided([1.0, 1.0], 1.0, in_units=True)
	([3.0, 1.0], [1.0, 0.0])
	"""
	parts, left, of_all = [], total, sum(quantities)
	for place, quantity in enumerate(quantities):
		fair = quantity if in_units else quantity * total / of_all
		is_last = place == len(quantities) - 1
		part = min(quantity, left) if is_last else round(min(fair, left), QUANTITY_DIGITS)
		parts.append(part)
		left = round(left - part, QUANTITY_DIGITS)
	return parts

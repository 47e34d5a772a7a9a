"""Turns a voucher's movements into events.

The sign of a movement decides whether it is an input or an output of a transformation, never a flag on the row: a flag
such as "is finished item" has different meanings in different ERPNext versions (Disassemble inverts it in v15).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace

from batch_trace.core.genealogy.between_companies import arrival, going_back
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import (
	QUANTITY_DIGITS,
	DraftEntry,
	DraftEvent,
	Movement,
	Voucher,
)

Key = tuple[str, ...]


def classify(voucher: Voucher, movements: Iterable[Movement]) -> list[DraftEvent]:
	"""Return the events of the voucher's movements; none if no item with batches or serial numbers moved.

	>>> made = [Movement("a", "FLOUR", "Stores", "F1", None, -5.0, "Kg"),
	...         Movement("b", "BREAD", "Goods", "B1", None, 6.0, "Kg")]
	>>> [event] = classify(Voucher("Stock Entry", "SE-1", et.PRODUCTION), made)
	>>> event.event_type, [(e.direction, e.movement.batch) for e in event.entries]
	('Production', [('Out', 'F1'), ('In', 'B1')])
	"""
	rows = list(movements)
	if not any(m.should_be_tracked for m in rows):
		return []
	if voucher.kind == et.ADJUSTMENT:
		return _stock_count_events([m for m in rows if m.should_be_tracked], voucher.booked_as)
	rows = _net(rows, lambda m: (m.row, *_stock_key(m), "+" if m.qty > 0 else "-"))
	if voucher.row_parts:
		return _by_output_row(voucher, rows)
	if voucher.from_sister:
		return _between_companies(voucher, rows)
	return [_single_event(voucher, rows)]


def _stock_key(m: Movement) -> Key:
	return (m.item_code, m.warehouse, m.batch or "", m.serial_no or "")


def _net(movements: Iterable[Movement], key: Callable[[Movement], Key]) -> list[Movement]:
	"""Add up movements with the same key; drop those that net to zero."""
	totals: dict[Key, Movement] = {}
	for m in movements:
		earlier = totals.get(key(m))
		totals[key(m)] = m if earlier is None else earlier._replace(qty=earlier.qty + m.qty)
	rounded = [m._replace(qty=round(m.qty, QUANTITY_DIGITS)) for m in totals.values()]
	return [m for m in rounded if m.qty]


def _single_event(voucher: Voucher, movements: Sequence[Movement]) -> DraftEvent:
	"""Return the single event of a voucher whose rows belong together."""
	kind, entries = voucher.kind, _directed(movements, voucher.waste_rows)
	directions = {e.direction for e in entries}
	if kind == et.RECEIPT and {"In", "Out"} <= directions:
		kind = et.SUBCONTRACTING
	if kind not in et.TRANSFORMATIONS:
		entries = [e for e in entries if e.movement.should_be_tracked]
		directions = {e.direction for e in entries}
	if directions == {"Move"}:
		kind = et.TRANSFER
	return DraftEvent(kind, "", entries)


def _between_companies(voucher: Voucher, movements: Iterable[Movement]) -> list[DraftEvent]:
	"""Return a transfer of what another company of the site has sent, and the voucher's own event for all beyond that.

	What arrives under another number has arrived as what was sent, and is booked as something else there and then. What had
	arrived so is booked as what was sent before it goes back.
	"""
	rows, back = going_back(movements, voucher.sent_as)
	found = arrival(voucher.from_sister, rows, voucher.sale_rows)
	transferred = ((et.COMPANY_TRANSFER, rows, sale) for sale, rows in found.transferred.items())
	events = [
		replace(_single_event(replace(voucher, kind=kind), rows), against=sale)
		for kind, rows, sale in (*transferred, (voucher.kind, found.more, ""))
		if any(m.should_be_tracked for m in rows)
	]
	before = [
		_substitution(pair.arrived[0].row, place, pair.arrived, pair.sent) for place, pair in enumerate(back)
	]
	after = [
		_substitution(pair.arrived[0].row, place, [m._replace(qty=-m.qty) for m in pair.sent], pair.arrived)
		for place, pair in enumerate(found.renumbered)
	]
	return [*before, *events, *after]


def _substitution(row: str, place: int, left: Iterable[Movement], came: Iterable[Movement]) -> DraftEvent:
	"""Return that what left as some batches is the same as what came as others."""
	entries = [*(DraftEntry("Out", m) for m in left), *(DraftEntry("In", m) for m in came)]
	return DraftEvent(et.SUBSTITUTION, f"{row} {place}", entries)


def _directed(movements: Sequence[Movement], waste_rows: Container[str]) -> list[DraftEntry]:
	"""Give each movement its direction: stock that leaves and arrives unchanged in one row is a Move.

	What comes in without a batch in a row that is marked as scrap or by-product is Waste.
	"""
	total: dict[Key, float] = defaultdict(float)
	signs: dict[Key, set[bool]] = defaultdict(set)
	for m in movements:
		total[_row_key(m)] += m.qty
		signs[_row_key(m)].add(m.qty > 0)
	moved = {key for key, both in signs.items() if len(both) == 2 and not round(total[key], 6)}
	return [
		DraftEntry(
			"Move" if _row_key(m) in moved else "Waste" if _is_waste(m, waste_rows) else _in_or_out(m), m
		)
		for m in movements
	]


def _is_waste(m: Movement, waste_rows: Container[str]) -> bool:
	return m.qty > 0 and m.row in waste_rows and not m.should_be_tracked


def _row_key(m: Movement) -> Key:
	return (m.row, m.item_code, m.batch or "", m.serial_no or "")


def _in_or_out(m: Movement) -> str:
	return "In" if m.qty > 0 else "Out"


def _by_output_row(voucher: Voucher, movements: Sequence[Movement]) -> list[DraftEvent]:
	"""Return one event for each output row of a voucher that assigns its inputs to output rows.

	The rows of a repack that are not assigned are untracked; all parts share them.
	"""
	parts: dict[str, list[Movement]] = defaultdict(list)
	shared: list[Movement] = []
	for m in movements:
		is_shared = voucher.kind == et.REPACK and m.row not in voucher.row_parts
		(shared if is_shared else parts[voucher.row_parts.get(m.row, m.row)]).append(m)
	for m in shared:
		_share_out(m, list(parts.values()))
	return [
		DraftEvent(voucher.kind, part, _directed(rows, voucher.waste_rows))
		for part, rows in parts.items()
		if any(m.should_be_tracked for m in rows)
	]


def _share_out(movement: Movement, parts: Sequence[list[Movement]]) -> None:
	"""Divide a movement among the parts by the quantities that they make."""
	sizes = [sum(m.qty for m in rows if m.qty > 0) for rows in parts]
	left = movement.qty
	for rows, size in zip(parts[:-1], sizes, strict=False):
		share = round(movement.qty * size / sum(sizes), QUANTITY_DIGITS)
		rows.append(movement._replace(qty=share))
		left -= share
	parts[-1].append(movement._replace(qty=round(left, QUANTITY_DIGITS)))


def _stock_count_events(movements: Sequence[Movement], booked_as: Mapping[str, str]) -> list[DraftEvent]:
	"""Return the events of a stock count: what it found more or less, and the substitutions that its rows assert.

	A row that names the batch its goods were booked as so far asserts that as much of what it found was that batch as the
	count misses of it in the same warehouse; of items with serial numbers, the same units. Nothing else is paired.
	"""
	net = {_stock_key(m): m for m in _net(movements, _stock_key)}
	asserted: dict[str, list[DraftEntry]] = {}
	for key, found in list(net.items()):
		source = booked_as.get(found.row)
		source_key = (found.item_code, found.warehouse, source or "", found.serial_no or "")
		missing = net.get(source_key)
		if source and missing is not None and found.qty > 0 > missing.qty:
			qty = min(found.qty, -missing.qty)
			pair = [DraftEntry("Out", missing._replace(qty=-qty)), DraftEntry("In", found._replace(qty=qty))]
			asserted.setdefault(found.row, []).extend(pair)
			net[key] = found._replace(qty=round(found.qty - qty, QUANTITY_DIGITS))
			net[source_key] = missing._replace(qty=round(missing.qty + qty, QUANTITY_DIGITS))
	adjusted = [DraftEntry(_in_or_out(m), m) for m in net.values() if m.qty]
	adjustments = [DraftEvent(et.ADJUSTMENT, "", adjusted)] if adjusted else []
	return adjustments + [DraftEvent(et.SUBSTITUTION, row, entries) for row, entries in asserted.items()]

"""Which events a voucher's movements are.

In or out of a transformation is told by the sign of the movement, never by a flag on the row: a flag such as
"is finished item" means different things in different ERPNext versions (Disassemble inverts it in v15).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import QUANTITY_DIGITS, DraftEntry, DraftEvent, Movement, Voucher

Key = tuple[str, ...]


def classify(voucher: Voucher, movements: Iterable[Movement]) -> list[DraftEvent]:
	"""Return the events that `movements` of `voucher` amount to; none when no batch or serial number moved.

	>>> made = [Movement("a", "FLOUR", "Stores", "F1", None, -5.0, "Kg"),
	...         Movement("b", "BREAD", "Goods", "B1", None, 6.0, "Kg")]
	>>> [event] = classify(Voucher("Stock Entry", "SE-1", et.PRODUCTION), made)
	>>> event.event_type, [(e.direction, e.movement.batch) for e in event.entries]
	('Production', [('Out', 'F1'), ('In', 'B1')])
	"""
	rows = list(movements)
	if not any(m.is_tracked for m in rows):
		return []
	if voucher.kind == et.ADJUSTMENT:
		return _count([m for m in rows if m.is_tracked])
	rows = _net(rows, lambda m: (m.row, *_stock(m), "+" if m.qty > 0 else "-"))
	if voucher.row_parts:
		return _by_output_row(voucher, rows)
	return [_whole(voucher.kind, rows)]


def _stock(m: Movement) -> Key:
	return (m.item_code, m.warehouse, m.batch or "", m.serial_no or "")


def _net(movements: Iterable[Movement], key: Callable[[Movement], Key]) -> list[Movement]:
	"""Add up what stands several times under one key; drop what comes to nothing."""
	totals: dict[Key, Movement] = {}
	for m in movements:
		seen = totals.get(key(m))
		totals[key(m)] = m if seen is None else seen._replace(qty=seen.qty + m.qty)
	rounded = [m._replace(qty=round(m.qty, QUANTITY_DIGITS)) for m in totals.values()]
	return [m for m in rounded if m.qty]


def _whole(kind: str, movements: Sequence[Movement]) -> DraftEvent:
	"""Return the one event of a voucher whose rows all belong together."""
	entries = _directed(movements)
	ways = {e.direction for e in entries}
	if kind == et.RECEIPT and {"In", "Out"} <= ways:
		kind = et.SUBCONTRACTING
	if kind not in et.TRANSFORMATIONS:
		entries = [e for e in entries if e.movement.is_tracked]
		ways = {e.direction for e in entries}
	if ways == {"Move"}:
		kind = et.TRANSFER
	return DraftEvent(kind, "", entries)


def _directed(movements: Sequence[Movement]) -> list[DraftEntry]:
	"""Give each movement its direction: what leaves and arrives unchanged in one row is a Move."""
	total: dict[Key, float] = defaultdict(float)
	signs: dict[Key, set[bool]] = defaultdict(set)
	for m in movements:
		total[_in_row(m)] += m.qty
		signs[_in_row(m)].add(m.qty > 0)
	moved = {key for key, both in signs.items() if len(both) == 2 and not round(total[key], 6)}
	return [DraftEntry("Move" if _in_row(m) in moved else _way(m), m) for m in movements]


def _in_row(m: Movement) -> Key:
	return (m.row, m.item_code, m.batch or "", m.serial_no or "")


def _way(m: Movement) -> str:
	return "In" if m.qty > 0 else "Out"


def _by_output_row(voucher: Voucher, movements: Sequence[Movement]) -> list[DraftEvent]:
	"""Return one event for each output row that the voucher ties its inputs to."""
	parts: dict[str, list[Movement]] = defaultdict(list)
	for m in movements:
		parts[voucher.row_parts.get(m.row, m.row)].append(m)
	return [
		DraftEvent(voucher.kind, part, _directed(rows))
		for part, rows in parts.items()
		if any(m.is_tracked for m in rows)
	]


def _count(movements: Sequence[Movement]) -> list[DraftEvent]:
	"""Return a stock count's events: plain differences, and batches that took the place of others.

	A batch that was found where none of it was, beside less than there was of another batch of the same item
	and warehouse, is taken to be that other batch under a new name: a substitution, asserted by whoever counted.
	"""
	known = {_stock(m) for m in movements if m.qty < 0}
	places: dict[Key, list[Movement]] = defaultdict(list)
	for m in _net(movements, _stock):
		places[(m.item_code, m.warehouse)].append(m)
	plain: list[Movement] = []
	swaps: list[DraftEvent] = []
	for rows in places.values():
		lost = [m for m in rows if m.qty < 0]
		new = [m for m in rows if m.qty > 0 and _stock(m) not in known]
		if lost and new:
			swaps.append(
				DraftEvent(et.SUBSTITUTION, new[0].row, [DraftEntry(_way(m), m) for m in lost + new])
			)
			rows = [m for m in rows if m.qty > 0 and _stock(m) in known]
		plain.extend(rows)
	adjusted = [DraftEvent(et.ADJUSTMENT, "", [DraftEntry(_way(m), m) for m in plain])] if plain else []
	return adjusted + swaps

"""Finds for each row of an amended voucher the row of the cancelled voucher that it repeats, and so its batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Line:
	"""One movement of one row: `kind` is what may be compared (table, item, direction); `quantity` is in stock UOM.

	`batches` are the quantities of the batches that it moved or names. `name` is that of its row, `copy_of` the name of
	the row it was copied from, "" if that is unknown.
	"""

	kind: Hashable
	warehouse: str
	quantity: float
	name: str = ""
	copy_of: str = ""
	batches: Mapping[str, float] = field(default_factory=dict)


def pair(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
	"""Return for each new line, by position, the position of the old line that it repeats.

	A line repeats the one that it was copied from. If that is unknown, lines that name the same batches are compared
	first, in their order, then those with the same warehouse and quantity, those with the same warehouse, and the rest.

	>>> before = [Line("FLOUR", "Stores", 10), Line("FLOUR", "Stores", 20)]
	>>> pair(before, [Line("FLOUR", "Stores", 20)]), pair(before, [Line("FLOUR", "Goods", 12), Line("SUGAR", "Stores", 20)])
	({0: 1}, {0: 0})
	"""
	pairs: dict[int, int] = {}
	by_name = {line.name: number for number, line in enumerate(old) if line.name}
	for number, line in enumerate(new):
		origin = by_name.pop(line.copy_of, None) if line.copy_of else None
		if origin is not None and old[origin].kind == line.kind:
			pairs[number] = origin
	for likeness in (_named, _place_and_quantity, _place, _kind):
		open_old = [n for n in range(len(old)) if n not in pairs.values()]
		open_new = [n for n in range(len(new)) if n not in pairs]
		pairs |= dict(_in_order(old, new, open_old, open_new, likeness))
	return pairs


def _named(line: Line) -> Hashable:
	return (line.kind, frozenset(line.batches)) if line.batches else id(line)


def _place_and_quantity(line: Line) -> Hashable:
	return line.kind, line.warehouse, round(line.quantity, 6)


def _place(line: Line) -> Hashable:
	return line.kind, line.warehouse


def _kind(line: Line) -> Hashable:
	return line.kind


def _in_order(
	old: Sequence[Line],
	new: Sequence[Line],
	open_old: Sequence[int],
	open_new: Sequence[int],
	likeness: Callable[[Line], Hashable],
) -> Iterator[tuple[int, int]]:
	"""Yield pairs of like lines that are still open, in their order."""
	matcher = SequenceMatcher(
		None, [likeness(old[n]) for n in open_old], [likeness(new[n]) for n in open_new], autojunk=False
	)
	for block in matcher.get_matching_blocks():
		for step in range(block.size):
			yield open_new[block.b + step], open_old[block.a + step]


def batches_of(old: Sequence[Line], new: Sequence[Line], pairs: Mapping[int, int]) -> list[dict[str, float]]:
	"""Return for each new line the batches of the old voucher that it moves again, empty for none, or those it names.

	A line without an old one takes what other lines have left of the old batches, if that is enough for it: a row was
	split. Otherwise its goods are new.

	>>> before = [Line("FLOUR", "Stores", 10, batches={"F1": 10})]
	>>> split = [Line("FLOUR", "Stores", 4), Line("FLOUR", "Goods", 6)]
	>>> batches_of(before, split, pair(before, split))
	[{'F1': 4}, {'F1': 6.0}]
	>>> longer = [Line("FLOUR", "Stores", 12), Line("FLOUR", "Stores", 6)]
	>>> batches_of(before, longer, pair(before, longer))
	[{'F1': 12}, {}]
	"""
	given = [
		dict(line.batches) or (adapted(old[pairs[n]].batches, line.quantity) if n in pairs else {})
		for n, line in enumerate(new)
	]
	left: dict[Hashable, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for sign, lines in ((1, [(line, line.batches) for line in old]), (-1, zip(new, given, strict=True))):
		for line, batches in lines:
			for batch, quantity in batches.items():
				left[line.kind][batch] += sign * quantity
	for number, line in enumerate(new):
		if number not in pairs and not line.batches:
			given[number] = _from_rest(left[line.kind], line.quantity)
	return given


def _from_rest(rest: dict[str, float], quantity: float) -> dict[str, float]:
	"""Take a quantity from what is left of batches, in their order; nothing if that is not enough."""
	available = {batch: qty for batch, qty in rest.items() if qty > ROUNDING}
	if sum(available.values()) < quantity - ROUNDING:
		return {}
	taken = adapted(available, quantity)
	for batch, qty in taken.items():
		rest[batch] -= qty
	return taken


def adapted(batches: Mapping[str, float], quantity: float) -> dict[str, float]:
	"""Return the batches for another quantity: the last ones give way, and the last one takes what is more.

	>>> adapted({"A": 6, "B": 4}, 10), adapted({"A": 6, "B": 4}, 5), adapted({"A": 6, "B": 4}, 12), adapted({}, 3)
	({'A': 6, 'B': 4}, {'A': 5}, {'A': 6, 'B': 6}, {})
	"""
	result: dict[str, float] = {}
	missing = quantity
	for batch, of_batch in batches.items():
		if missing > ROUNDING:
			result[batch] = min(of_batch, missing)
			missing = round(missing - result[batch], 9)
	if result and missing > ROUNDING:
		last = next(reversed(result))
		result[last] = round(result[last] + missing, 9)
	return result

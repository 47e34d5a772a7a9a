"""Which rows of a repack belong together, where the voucher says it.

A repack may put several repacks on one voucher. Its rows belong together

* by item, if each item comes out in the quantity that went in: then it was repacked, not made into another one. Within
  an item, rows are tied one to one if they have the same quantities in the same order;
* by recipe, if the recipes of what was made account for the quantity of all that was taken, and each tracked item is in
  one recipe only.

Where neither holds, nothing is tied: everything may have gone into everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isclose
from typing import NamedTuple, TypeAlias

from batch_trace.core.terms.movements import Movement
from batch_trace.core.terms.nodes import Node, node_of

Recipe: TypeAlias = Mapping[str, float]
"""The quantity of each input item (stock UOM) in one stock unit of an item."""
EQUAL, FAITHFUL = 1e-6, 1e-3
"""By how much quantities may differ, by rounding only: in stock UOM, and as a part of what a recipe asks for."""


class Row(NamedTuple):
	"""A row of a voucher with what it moves: quantity in stock UOM, and batches or serial numbers (none if untracked)."""

	name: str
	item_code: str
	qty: float
	nodes: frozenset[Node]


class Group(NamedTuple):
	"""Rows that belong together."""

	taken: list[Row]
	made: list[Row]


def row_parts(
	movements: Iterable[Movement], order: Mapping[str, int], recipes: Mapping[str, Recipe]
) -> dict[str, str]:
	"""Return the part of each tied row, named after its first output row; nothing if the voucher does not tie them.

	`order` is the place of each row on the voucher, `recipes` are those of the items that were made. Untracked rows
	that are not tied to a part have none.

	>>> made = [Movement("a", "FLOUR", "", "F1", None, -4.0, "Kg"), Movement("b", "FLOUR", "", "F2", None, -5.0, "Kg"),
	...         Movement("c", "FLOUR", "", "F3", None, 4.0, "Kg"), Movement("d", "FLOUR", "", "F4", None, 5.0, "Kg")]
	>>> row_parts(made, {"a": 1, "b": 2, "c": 3, "d": 4}, {})
	{'a': 'c', 'c': 'c', 'b': 'd', 'd': 'd'}
	"""
	rows = _rows(movements, order)
	taken, made = [row for row in rows if row.qty < 0], [row for row in rows if row.qty > 0]
	if len(taken) < 2 or len(made) < 2 or not all(row.nodes for row in made):
		return {}
	groups = _by_item(taken, made) or _by_recipe(taken, made, recipes)
	if len(groups) < 2 or _pass_on(groups):
		return {}
	return {row.name: group.made[0].name for group in groups for row in (*group.taken, *group.made)}


def _rows(movements: Iterable[Movement], order: Mapping[str, int]) -> list[Row]:
	"""Return the rows in their order; none if a row is unknown, or takes and makes at once."""
	of_row: dict[str, list[Movement]] = defaultdict(list)
	for m in movements:
		of_row[m.row].append(m)
	if not of_row.keys() <= order.keys():
		return []
	rows: list[Row] = []
	for name in sorted(of_row, key=lambda row: order[row]):
		moved = of_row[name]
		if len({m.qty > 0 for m in moved}) > 1:
			return []
		nodes = (node_of(m.batch, m.serial_no) for m in moved)
		qty = sum(m.qty for m in moved)
		rows.append(Row(name, moved[0].item_code, qty, frozenset(node for node in nodes if node)))
	return rows


def _by_item(taken: Sequence[Row], made: Sequence[Row]) -> list[Group]:
	"""Return the rows of each item, tied one to one where they can be; nothing if some item went into another."""
	items = dict.fromkeys(row.item_code for row in made)
	if any(row.nodes and row.item_code not in items for row in taken):
		return []
	groups: list[Group] = []
	for item in items:
		of_item = Group(*([row for row in rows if row.item_code == item] for rows in (taken, made)))
		if abs(sum(row.qty for row in (*of_item.taken, *of_item.made))) > EQUAL:
			return []
		groups += _one_to_one(of_item) or [of_item]
	return groups


def _one_to_one(group: Group) -> list[Group]:
	if len(group.taken) != len(group.made):
		return []
	pairs = list(zip(group.taken, group.made, strict=True))
	if any(abs(taken.qty + made.qty) > EQUAL for taken, made in pairs):
		return []
	return [Group([taken], [made]) for taken, made in pairs]


def _by_recipe(taken: Sequence[Row], made: Sequence[Row], recipes: Mapping[str, Recipe]) -> list[Group]:
	"""Return the rows of each item that was made with those its recipe asks for; nothing if the recipes do not fit."""
	if any(row.item_code not in recipes for row in made):
		return []
	asked: dict[str, dict[str, float]] = defaultdict(dict)
	for product, qty in _quantities(made).items():
		for item, per_unit in recipes[product].items():
			asked[item][product] = per_unit * qty
	used = _quantities(taken)
	tracked = {row.item_code for row in taken if row.nodes}
	if asked.keys() - used.keys() or tracked - asked.keys():
		return []
	for item, products in asked.items():
		if not isclose(-used[item], sum(products.values()), rel_tol=FAITHFUL):
			return []
		if item in tracked and len(products) > 1:
			return []
	only = {item: next(iter(products)) for item, products in asked.items() if len(products) == 1}
	groups = [
		Group(
			[row for row in taken if only.get(row.item_code) == product],
			[row for row in made if row.item_code == product],
		)
		for product in _quantities(made)
	]
	return groups if all(group.taken for group in groups) else []


def _quantities(rows: Iterable[Row]) -> dict[str, float]:
	quantities: dict[str, float] = defaultdict(float)
	for row in rows:
		quantities[row.item_code] += row.qty
	return quantities


def _pass_on(groups: Sequence[Group]) -> bool:
	"""Return whether something that one group makes is taken by another one: then they are not apart."""
	maker = {node: place for place, group in enumerate(groups) for row in group.made for node in row.nodes}
	return any(
		maker.get(node, place) != place
		for place, group in enumerate(groups)
		for row in group.taken
		for node in row.nodes
	)

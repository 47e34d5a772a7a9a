"""Shares down from a start where nothing loops and every mixture is known: the common case, in one light pass.

It says what `sweeps.content` says of the same walk, without building a chain; where it does not apply it gives up.
"""

from collections.abc import Collection, Mapping

from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.terms.nodes import Node

ROUNDS = 12
"""An edge whose inputs are not all worked out waits for the next round; so many of them, then it gives up."""


def straight_content(
	walk: Walk, ends: Collection[Node], made: Mapping[Node, float], items: Items
) -> dict[Node, float] | None:
	"""Return how much of each node came from the ends, or None where there is a loop or a doubt."""
	x = dict.fromkeys(walk.depth, 0.0) | dict.fromkeys(ends, 1.0)
	waiting = _makers(walk, ends)
	todo = walk.edges
	for _ in range(ROUNDS):
		later: list[Edge] = []
		for edge in todo:
			parts = edge.inputs if edge.work_order is None else list(edge.sources())
			if any([node in waiting for node, _, _ in parts]):
				later.append(edge)
				continue
			mixed = mixture(parts, items.mass, items.uom)
			if mixed is None or not _hand_down(edge, mixed, x, waiting, made, ends):
				return None
		if not later:
			return x
		todo = later
	return None


def _makers(walk: Walk, ends: Collection[Node]) -> dict[Node | None, int]:
	"""Return by how many of the walk's edges each node was made, apart from the ends."""
	makers: dict[Node | None, int] = {}
	for edge in walk.edges:
		for node, _, _ in edge.outputs:
			if node is not None and node not in ends:
				makers[node] = makers.get(node, 0) + 1
	return makers


def _hand_down(
	edge: Edge,
	mixed: list[tuple[Node | None, float]],
	x: dict[Node, float],
	waiting: dict[Node | None, int],
	made: Mapping[Node, float],
	ends: Collection[Node],
) -> bool:
	"""Add to each output its part of the mixture; tell whether that could be done."""
	held = sum([x[node] * rate for node, rate in mixed if node in x])
	for node, _, qty in edge.outputs:
		if node is None or node in ends:
			continue
		total = made.get(node, 0.0)
		if total <= 0:
			return False
		x[node] += held * qty / total
		waiting[node] -= 1
		if not waiting[node]:
			del waiting[node]
	return True

"""Forward shares in the common case, without loops and with all mixtures known: a quick pass without a chain.

The result is that of `sweeps.content` for the same walk; in other cases there is none.
"""

from collections.abc import Collection, Mapping

from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.terms.nodes import Node

ROUNDS = 12
"""An edge with inputs that are not calculated yet waits for the next round; this is the limit of rounds."""


def straight_content(
	walk: Walk, ends: Collection[Node], made: Mapping[Node, float], items: Items
) -> dict[Node, float] | None:
	"""Return the share of each node that came from the ends, or None if there is a loop or an unknown mixture."""
	x = dict.fromkeys(walk.depth, 0.0) | dict.fromkeys(ends, 1.0)
	waiting = _edges_per_node(walk, ends)
	edges = walk.edges
	for _ in range(ROUNDS):
		later: list[Edge] = []
		for edge in edges:
			parts = edge.inputs if edge.work_order is None else list(edge.sources())
			if any([node in waiting for node, _, _ in parts]):
				later.append(edge)
				continue
			mixed = mixture(parts, items.mass, items.uom)
			if mixed is None or not _add_to_outputs(edge, mixed, x, waiting, made, ends):
				return None
		if not later:
			return x
		edges = later
	return None


def _edges_per_node(walk: Walk, ends: Collection[Node]) -> dict[Node | None, int]:
	"""Return the number of edges that made each node, except the ends."""
	makers: dict[Node | None, int] = {}
	for edge in walk.edges:
		for node, _, _ in edge.outputs:
			if node is not None and node not in ends:
				makers[node] = makers.get(node, 0) + 1
	return makers


def _add_to_outputs(
	edge: Edge,
	mixed: list[tuple[Node | None, float]],
	x: dict[Node, float],
	waiting: dict[Node | None, int],
	made: Mapping[Node, float],
	ends: Collection[Node],
) -> bool:
	"""Add the mixture's share to each output; return whether all quantities made were known."""
	mixture_share = sum([x[node] * rate for node, rate in mixed if node in x])
	for node, _, qty in edge.outputs:
		if node is None or node in ends:
			continue
		total = made.get(node, 0.0)
		if total <= 0:
			return False
		x[node] += mixture_share * qty / total
		waiting[node] -= 1
		if not waiting[node]:
			del waiting[node]
	return True

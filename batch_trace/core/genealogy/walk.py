"""The breadth-first walk over hyper-edges: level by level, each node once, loops included. It ignores time."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.edges import Edge, Edges, Part
from batch_trace.core.terms.nodes import Node

Step: TypeAlias = Callable[[Collection[Node]], list[Edge]]


class Cleared(NamedTuple):
	"""Why a node that a walk reaches where time is ignored is cleared: through which node it would have been reached.

	`event` is the first one through which that node could contain anything of the start, or, backward, of the cleared
	node; None where that node is a start itself.
	"""

	through: Node
	event: int | None


class Walk:
	"""The result of a walk: the depth of each node it reached, and the edges it used."""

	__slots__ = ("cleared", "cut_at", "depth", "edges", "entered", "levels", "recorded")

	def __init__(self, seeds: Mapping[Node, int]) -> None:
		self.depth: dict[Node, int] = {node: 0 for node, depth in seeds.items() if depth == 0}
		self.edges: list[Edge] = []
		self.levels: list[int] = []
		"""Where time decides: the depth of each edge."""
		self.cut_at: int | None = None
		"""The greatest depth, if it stopped the walk."""
		self.entered: dict[Node, int] = {}
		"""Forward, where time decides: the event by which something of the start first came into each node."""
		self.recorded: dict[Node, float] = {}
		"""Forward, where time decides: when it was first recorded that something of the start came into each node."""
		self.cleared: dict[Node, Cleared] = {}

	def only(self, events: Container[int]) -> "Walk":
		"""Return the walk with only the edges of these events, and all nodes."""
		walk = Walk({})
		walk.depth, walk.cut_at, walk.cleared = self.depth, self.cut_at, self.cleared
		walk.entered, walk.recorded = self.entered, self.recorded
		walk.edges = [edge for edge in self.edges if edge.event in events]
		return walk

	def up_to(self, max_depth: int | None) -> "Walk":
		"""Return the walk down to a depth; what is deeper is neither reached nor cleared."""
		if max_depth is None or max(self.levels, default=0) <= max_depth:
			return self
		self.edges = [edge for edge, level in zip(self.edges, self.levels, strict=True) if level <= max_depth]
		self.depth = {node: depth for node, depth in self.depth.items() if depth <= max_depth}
		self.cut_at = max_depth
		return self


def forward(edges: Edges, seeds: Mapping[Node, int], max_depth: int | None = None) -> Walk:
	"""Walk to everything made from the seeds."""
	return _walk(edges.consuming, lambda edge: edge.outputs, seeds, max_depth)


def backward(edges: Edges, seeds: Mapping[Node, int], max_depth: int | None = None) -> Walk:
	"""Walk to everything the seeds were made from."""
	return _walk(edges.making, lambda edge: edge.sources(), seeds, max_depth)


def _walk(
	step: Step, onward: Callable[[Edge], Iterable[Part]], seeds: Mapping[Node, int], max_depth: int | None
) -> Walk:
	"""Take one step per level; a seed with a depth joins at that level, unless it was reached before."""
	walk, level, seen = Walk(seeds), 0, set[int]()
	last_seed = max(seeds.values(), default=0)
	frontier = list(walk.depth)
	while (frontier or level < last_seed) and (max_depth is None or level < max_depth):
		new_edges = {edge.event: edge for edge in step(frontier) if edge.event not in seen}
		seen.update(new_edges)
		walk.edges.extend(new_edges.values())
		level += 1
		frontier = _newly_reached(new_edges.values(), onward, walk.depth, level)
		for node, depth in seeds.items() if level <= last_seed else ():
			if depth == level and node not in walk.depth:
				walk.depth[node] = level
				frontier.append(node)
	if max_depth is not None and frontier and any(edge.event not in seen for edge in step(frontier)):
		walk.cut_at = max_depth
	return walk


def _newly_reached(
	edges: Iterable[Edge], onward: Callable[[Edge], Iterable[Part]], depth: dict[Node, int], level: int
) -> list[Node]:
	"""Set the depth of nodes reached for the first time and return them."""
	frontier: list[Node] = []
	for edge in edges:
		for node, _, _ in onward(edge):
			if node is not None and node not in depth:
				depth[node] = level
				frontier.append(node)
	return frontier

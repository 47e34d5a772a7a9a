"""Shares by one sweep over the stages of a walk: with time (`content`), or against it (`origin`).

An unknown share is NaN: it stays unknown in everything that it flows into, but nothing of it is nothing.
"""

from collections.abc import Collection, Mapping

from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.mixing.stages import Stage, Stages
from batch_trace.core.terms.nodes import Node


class Swept:
	"""The share of each node, NaN where it is unknown, and the edges and nodes that make shares unknown."""

	__slots__ = ("_mixed", "_stages", "_unknown", "share", "unknown_nodes")

	def __init__(self, stages: Stages) -> None:
		self.share: dict[Node, float] = {}
		self.unknown_nodes: dict[Node, None] = {}
		self._unknown: dict[int, None] = {}
		self._stages = stages
		self._mixed = [0.0] * len(stages)
		"""With time, the content of each stage's mixture; against time, its weight in the starts."""

	@property
	def unknown_edges(self) -> list[Edge]:
		"""The edges whose fractions are unknown, and through which something flows."""
		return [edge for place in self._unknown if (edge := self._stages.at(place).edge) is not None]

	def draw(self, stage: Stage, x: Mapping[Node, float]) -> None:
		"""Let the content of the nodes flow into the mixtures."""
		mixed = self._mixed
		for node, rate, target in stage.draws:
			if inside := x.get(node, 0.0):
				mixed[target] += rate * inside
				if rate != rate:
					self._unknown[target] = None

	def fill(self, place: int, stage: Stage, x: dict[Node, float], starts: Collection[Node]) -> None:
		"""Let the mixture flow into the nodes."""
		inside = self._mixed[place]
		for node, kept, added, part in stage.fills:
			if node in starts:
				continue
			if inside and part:
				self.share[node] = self.share.get(node, 0.0) + part * inside
				if part != part:
					self.unknown_nodes[node] = None
			x[node] = _times(kept, x.get(node, 0.0)) + _times(added, inside)

	def take_back(
		self, place: int, stage: Stage, weight: dict[Node, float], starts: Mapping[Node, float]
	) -> None:
		"""Add up the weight of a mixture from the nodes that it flowed into."""
		inside = 0.0
		for node, kept, added, part in stage.fills:
			if of_start := _times(part, starts.get(node, 0.0)):
				inside += of_start
				if part != part:
					self.unknown_nodes[node] = None
			if later := weight.get(node, 0.0):
				inside += _times(added, later)
				weight[node] = _times(kept, later)
		self._mixed[place] = inside

	def give_back(self, stage: Stage, weight: dict[Node, float], stop: Node | None) -> None:
		"""Add the weight of the mixtures to the nodes that flowed into them."""
		share, mixed = self.share, self._mixed
		for node, rate, target in stage.draws:
			if inside := mixed[target]:
				drawn = rate * inside
				share[node] = share.get(node, 0.0) + drawn
				if node != stop:
					weight[node] = weight.get(node, 0.0) + drawn
				if rate != rate:
					self._unknown[target] = None


def content(stages: Stages, starts: Collection[Node]) -> Swept:
	"""Return the share of all that was made of each node that came from the starts, which always have 1."""
	swept, x = Swept(stages), dict.fromkeys(starts, 1.0)
	for place, stage in enumerate(stages):
		swept.draw(stage, x)
		swept.fill(place, stage, x, starts)
	return swept


def origin(stages: Stages, starts: Mapping[Node, float], stop: Node | None = None) -> Swept:
	"""Return the share of each node in all that was made of the weighted starts: the adjoint of `content`.

	What passes through a node twice counts twice, unless the sweep stops at that node.
	"""
	swept, weight = Swept(stages), dict[Node, float]()
	for place in range(len(stages) - 1, -1, -1):
		stage = stages.at(place)
		swept.take_back(place, stage, weight, starts)
		swept.give_back(stage, weight, stop)
	return swept


def reaching_themselves(stages: Stages) -> list[Node]:
	"""Return the nodes that something may pass twice: drawn, then filled, then drawn again, in a loop of nodes."""
	drawn: set[Node] = set()
	filled: set[Node] = set()
	candidates: dict[Node, None] = {}
	for stage in stages:
		candidates.update((node, None) for node, _, _ in stage.draws if node in filled)
		drawn.update(node for node, _, _ in stage.draws)
		filled.update(fill.node for fill in stage.fills if fill.added and fill.node in drawn)
	in_loops = _in_loops(stages) if candidates else ()
	return [node for node in candidates if node in in_loops]


def _in_loops(stages: Stages) -> set[Node]:
	"""Return the nodes that are in loops or between loops: those left when ends without a source are taken off."""
	targets: dict[Node, list[Node]] = {}
	sources: dict[Node, int] = {}
	for source, target in _arcs(stages):
		targets.setdefault(source, []).append(target)
		sources[target] = sources.get(target, 0) + 1
	free = [node for node in targets if node not in sources]
	for node in free:
		for target in targets.get(node, ()):
			sources[target] -= 1
			if not sources[target]:
				free.append(target)
	return {node for node, left in sources.items() if left and node in targets}


def _arcs(stages: Stages) -> set[tuple[Node, Node]]:
	return {
		(node, fill.node)
		for stage in stages
		for node, _, target in stage.draws
		for fill in stages.at(target).fills
		if fill.added
	}


def _times(factor: float, value: float) -> float:
	"""Return the product; nothing of something unknown is nothing."""
	return factor * value if factor and value else 0.0

"""The mixing chain: the composition of each batch and each mixture, as states with rates between them.

States are the nodes of a walk, followed by its edges. A node has arcs to the edges that made it (rate: the part of
all that was made of it), an edge has arcs to its inputs (rate: the fraction of the mixture). With the rates as
probabilities, a path along the arcs from a batch traces where a random grain of it came from (a Markov chain).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from batch_trace.core.genealogy.edges import Edge, Part
from batch_trace.core.mixing.components import in_order
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.terms.nodes import Node


class Chain:
	"""States with their arcs and rates; the rates of the arcs in `unknown` are not known."""

	def __init__(
		self,
		nodes: Iterable[Node],
		edges: Collection[Edge],
		made: Mapping[Node, float],
		items: Items,
		ends: Iterable[Node] = (),
	) -> None:
		"""Build the chain of a walk; `ends` have no arcs."""
		self.states: dict[Node, int] = {node: state for state, node in enumerate(nodes)}
		self.arcs: list[list[int]] = [[] for _ in self.states]
		self.rates: list[list[float]] = [[] for _ in self.states]
		self.unknown: dict[int, list[int]] = {}
		closed = {self.states[node] for node in ends}
		for edge in edges:
			self._lead_to_edge(edge, made, closed)
			parts = edge.inputs if edge.work_order is None else list(edge.sources())
			self._lead_to_inputs(parts, mixture(parts, items.mass, items.uom))

	def _lead_to_edge(self, edge: Edge, made: Mapping[Node, float], closed: set[int]) -> None:
		"""Add arcs from the outputs of the edge to the edge, which is the next state to be added."""
		arcs, states = self.arcs, self.states
		for node, _, qty in edge.outputs:
			if node is None or node not in states or states[node] in closed:
				continue
			state, total = states[node], made.get(node, 0.0)
			if total <= 0:
				self.unknown.setdefault(state, []).append(len(arcs))
			elif qty > 0:
				arcs[state].append(len(arcs))
				self.rates[state].append(qty / total)

	def _lead_to_inputs(self, parts: Sequence[Part], mixed: list[tuple[Node | None, float]] | None) -> None:
		"""Add the edge as a state with arcs to its inputs."""
		states = self.states
		if mixed is None:
			self.unknown[len(self.arcs)] = [states[node] for node, _, _ in parts if node in states]
			mixed = []
		arcs: list[int] = []
		rates: list[float] = []
		for node, rate in mixed:
			if node in states and rate > 0:
				arcs.append(states[node])
				rates.append(rate)
		self.arcs.append(arcs)
		self.rates.append(rates)

	@cached_property
	def order(self) -> tuple[list[int], list[list[int]]]:
		"""The states in order, outputs before inputs; from the first loop on, as components."""
		return in_order(self.arcs)

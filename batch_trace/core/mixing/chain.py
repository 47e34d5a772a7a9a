"""The mixing chain: of what each batch and each mixture is made, as states and rates between them.

States are the nodes of a walk and, after them, its edges. A node leads to the edges that made it (rate: part of
all that was made of it); an edge leads to its inputs (rate: fraction of the mixture). Following the arcs from a
batch, each with its rate as probability, is to ask of a random grain of it where it came from.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from batch_trace.core.genealogy.edges import Edge, Part
from batch_trace.core.mixing.components import in_order
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.terms.nodes import Node


class Chain:
	"""States with their arcs and rates; the arcs in `unknown` have no rate that could be told."""

	def __init__(
		self,
		nodes: Iterable[Node],
		edges: Collection[Edge],
		made: Mapping[Node, float],
		items: Items,
		ends: Iterable[Node] = (),
	) -> None:
		"""Build the chain of a walk; nothing leads on from `ends`."""
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
		"""Lead from what the edge made to the edge, which is the state added next."""
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
		"""Add an edge as a state that leads to its inputs."""
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
		"""The states in order, first what was made, later what it was made of; from the first loop on as components."""
		return in_order(self.arcs)

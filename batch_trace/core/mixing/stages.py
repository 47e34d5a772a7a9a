"""A walk as stages in the order of time: what each event draws, and what it adds to.

A stage first draws: the content of its nodes flows into the mixture of an event, by the fraction of each input. Then
it fills: the content of each node it adds to becomes `kept` · the old one + `added` · that of the stage's event.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.accounts import Accounts
from batch_trace.core.genealogy.clock import Clock
from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.terms.nodes import Node

UNKNOWN = float("nan")
"""A rate that is not known: whatever flows at it makes what it flows into unknown."""

Draw: TypeAlias = tuple[Node, float, int]
"""A node, its fraction of a mixture, and the number of the stage that mixes."""


class Fill(NamedTuple):
	"""What a stage does to a node; `part` is the part of all that was made of the node."""

	node: Node
	kept: float
	added: float
	part: float


class Stage(NamedTuple):
	"""One event, or one that only added to a node from outside or consumed for a later event."""

	edge: Edge | None
	draws: list[Draw]
	fills: list[Fill]


class Stages:
	"""The stages of a walk in the order of time; an edge whose fractions are unknown draws at an unknown rate.

	Each stage is made when it is asked for, so that a big walk does not take the memory of all of them.
	"""

	def __init__(
		self, walk: Walk, clock: Clock, accounts: Accounts, made: Mapping[Node, float], items: Items
	) -> None:
		self._walked = walk.depth.keys()
		self._with_account = accounts.fillings.keys() & self._walked
		self._made = made
		self._items = items
		self._edges = {edge.event: edge for edge in walk.edges}
		self._filled: dict[int, dict[Node, tuple[float, float]]] = {}
		"""What each event does to the nodes with an account: the parts `kept` and `added`."""
		moments = {clock.moments[event] for edge in walk.edges for event in _events(edge)}
		for node in self._with_account:
			for filling in accounts.fillings[node]:
				moments.add(filling.moment)
				self._filled.setdefault(filling.moment[2], {})[node] = (filling.kept, filling.added)
		self._events = [moment[2] for moment in sorted(moments)]
		self._number = {event: place for place, event in enumerate(self._events)}
		self._drawn_for_orders: dict[int, list[Draw]] = {}
		for edge in walk.edges:
			if edge.work_order is not None:
				self._draw_for_order(edge)
		self._kept: list[Stage] = []

	def __len__(self) -> int:
		return len(self._events)

	def __iter__(self) -> Iterator[Stage]:
		return map(self.at, range(len(self)))

	def keep(self) -> None:
		"""Make all stages once, where they are asked for again and again."""
		self._kept = list(self)

	def at(self, place: int) -> Stage:
		"""Return the stage with this number."""
		if self._kept:
			return self._kept[place]
		event = self._events[place]
		edge = self._edges.get(event)
		filled = self._filled.get(event, {})
		draws = self._drawn_for_orders.get(place, [])
		if edge is None:
			return Stage(None, draws, [Fill(node, kept, 0.0, 0.0) for node, (kept, _) in filled.items()])
		if edge.work_order is None:
			draws = draws + self._draws(edge, place) if draws else self._draws(edge, place)
		return Stage(edge, draws, self._fills(edge, filled))

	def _draws(self, edge: Edge, place: int) -> list[Draw]:
		mixed = mixture(edge.inputs, self._items.mass, self._items.uom)
		parts = [(node, UNKNOWN) for node, _, _ in edge.inputs] if mixed is None else mixed
		walked = self._walked
		return [(node, rate, place) for node, rate in parts if node and node in walked and rate]

	def _draw_for_order(self, edge: Edge) -> None:
		"""Add what was consumed for an edge: it is drawn at that moment, or with the edge if that came first."""
		place = self._number[edge.event]
		drawn = [((event, node), item, qty) for event, node, item, qty in edge.draws()]
		mixed = mixture(drawn, self._items.mass, self._items.uom)
		rates = [(end, UNKNOWN) for end, _, _ in drawn] if mixed is None else mixed
		for (event, node), rate in rates:
			if node and node in self._walked and rate:
				earlier = min(self._number[event], place)
				self._drawn_for_orders.setdefault(earlier, []).append((node, rate, place))

	def _fills(self, edge: Edge, filled: Mapping[Node, tuple[float, float]]) -> list[Fill]:
		"""Return what an edge made, and what else came to its outputs' accounts; without an account there was nothing before."""
		quantities: dict[Node, float] = {}
		for node, _, qty in edge.outputs:
			if node is not None and node in self._walked:
				quantities[node] = quantities.get(node, 0.0) + qty
		fills = []
		for node, qty in quantities.items():
			total = self._made.get(node, 0.0)
			part = qty / total if total > 0 else UNKNOWN
			nothing = (1.0, 0.0) if node in self._with_account or qty <= 0 else (0.0, 1.0)
			kept, added = filled.get(node, nothing)
			fills.append(Fill(node, kept, added, part))
		fills += [Fill(node, kept, 0.0, 0.0) for node, (kept, _) in filled.items() if node not in quantities]
		return fills


def _events(edge: Edge) -> Collection[int]:
	return (edge.event,) if edge.work_order is None else {edge.event, *(event for event, *_ in edge.draws())}

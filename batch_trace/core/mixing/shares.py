"""Shares: the expected fraction of a downstream batch's content that came from an upstream batch.

Every batch keeps what came from the start as a part x of its content, which each event changes at its moment: what is
drawn takes x along, what is added mixes perfectly with what is there, and x(start) = 1. The share of a batch is

	Σ over the events that made it of (quantity made there / all of it made) · (Σ m·x / Σ m of the event's inputs)

Forward, it is the share of a batch's content that came from the starts; backward, the batch's share in the content of
all starts together. With one start, both directions give the same figure.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.accounts import Accounts
from batch_trace.core.genealogy.clock import Clock
from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.mixing.stages import Stages
from batch_trace.core.mixing.sweeps import Swept, content, origin, reaching_themselves
from batch_trace.core.terms.nodes import Node

Starts: TypeAlias = Mapping[Node, str]
"""The start nodes, each with its item."""


class Shares(NamedTuple):
	"""Share by node, None where it is unknown, and the edges and nodes that make shares unknown."""

	of: Mapping[Node, float | None]
	unknown_edges: list[Edge]
	unknown_nodes: list[Node]


class Mixing:
	"""Calculates shares; `made` is the quantity received or made of each node."""

	def __init__(self, clock: Clock, accounts: Accounts, made: Mapping[Node, float], items: Items) -> None:
		self._clock = clock
		self._accounts = accounts
		self._made = made
		self._items = items

	def forward(self, walk: Walk, starts: Starts) -> Shares:
		"""Return the share of each walked node's content that came from the starts."""
		swept = content(self._stages(walk), starts.keys())
		return _shares(walk, starts, swept, swept.share)

	def backward(self, walk: Walk, starts: Starts) -> Shares:
		"""Return the share of each walked node in the content of the starts."""
		weights = self._weights(starts)
		if weights is None:
			return Shares(dict.fromkeys(walk.depth) | dict.fromkeys(starts, 1.0), [], list(starts))
		stages = self._stages(walk)
		stages.keep()
		swept = origin(stages, weights)
		share = swept.share
		for node in reaching_themselves(stages):
			if node not in starts and node in share:
				share[node] = origin(stages, weights, stop=node).share.get(node, 0.0)
		return _shares(walk, starts, swept, share)

	def _stages(self, walk: Walk) -> Stages:
		return Stages(walk, self._clock, self._accounts, self._made, self._items)

	def _weights(self, starts: Starts) -> Mapping[Node, float] | None:
		"""Return the fraction of each start in all starts together, None if it is unknown."""
		if len(starts) == 1:
			return dict.fromkeys(starts, 1.0)
		parts = [(node, item, self._made.get(node, 0.0)) for node, item in starts.items()]
		mixed = mixture(parts, self._items.mass, self._items.uom)
		return None if mixed is None else {node: part for node, part in mixed if node is not None}


def _shares(walk: Walk, starts: Starts, swept: Swept, share: Mapping[Node, float]) -> Shares:
	of: dict[Node, float | None] = {}
	for node in walk.depth:
		value = share.get(node, 0.0)
		of[node] = value if value == value else None
	of.update(dict.fromkeys(starts, 1.0))
	return Shares(of, swept.unknown_edges, list(swept.unknown_nodes))

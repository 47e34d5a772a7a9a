"""Shares: the expected fraction of a downstream batch's content that came from an upstream batch.

	x(T) = Σ over the events that made T of (quantity of T made there / all of T made) · (Σ m·x / Σ m of its inputs)

with x(start) = 1. Forward, x is the share of a batch's content that came from the starts; backward, the batch's share
in the content of all starts together. With one start, both directions give the same figure.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.mixing.chain import Chain
from batch_trace.core.mixing.doubt import content_in_doubt, origin_in_doubt
from batch_trace.core.mixing.items import Items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.mixing.straight import straight_content
from batch_trace.core.mixing.sweeps import content, origin
from batch_trace.core.terms.nodes import Node

Starts: TypeAlias = Mapping[Node, str]
"""The start nodes, each with its item."""


class Shares(NamedTuple):
	"""Share by node, None where it is unknown, and the edges and nodes that make shares unknown."""

	of: Mapping[Node, float | None]
	unknown_edges: list[Edge]
	unknown_nodes: list[Node]


def shares_forward(walk: Walk, starts: Starts, made: Mapping[Node, float], items: Items) -> Shares:
	"""Return the share of each walked node's content that came from the starts."""
	straight = straight_content(walk, starts, made, items)
	if straight is not None:
		return Shares(straight, [], [])
	chain = Chain(walk.depth, walk.edges, made, items, ends=starts)
	x = content(chain, starts)
	doubtful, causes = set[int](), set[int]()
	if chain.unknown:
		doubtful, causes = content_in_doubt(chain, [chain.states[node] for node in starts])
	return _as_shares(chain, walk, x, doubtful, causes)


def shares_backward(walk: Walk, starts: Starts, made: Mapping[Node, float], items: Items) -> Shares:
	"""Return the share of each walked node in the content of the starts."""
	weights = mixture(
		[(node, item, made.get(node, 0.0)) for node, item in starts.items()], items.mass, items.uom
	)
	if weights is None and len(starts) > 1:
		return Shares(dict.fromkeys(walk.depth) | dict.fromkeys(starts, 1.0), [], list(starts))
	chain = Chain(walk.depth, walk.edges, made, items)
	x = origin(
		chain, {node: part for node, part in weights if node} if weights else dict.fromkeys(starts, 1.0)
	)
	for node in starts:
		x[chain.states[node]] = 1.0
	doubtful, causes = set[int](), set[int]()
	if chain.unknown:
		states = [chain.states[node] for node in starts]
		doubtful, causes = origin_in_doubt(chain, states)
		doubtful.difference_update(states)
	return _as_shares(chain, walk, x, doubtful, causes)


def _as_shares(chain: Chain, walk: Walk, x: list[float], doubtful: set[int], causes: set[int]) -> Shares:
	first_edge = len(chain.states)
	of: dict[Node, float | None] = dict(zip(chain.states, x, strict=False))
	if doubtful:
		of = {node: None if state in doubtful else x[state] for node, state in chain.states.items()}
	edges = [walk.edges[state - first_edge] for state in sorted(causes) if state >= first_edge]
	nodes = [node for node, state in chain.states.items() if state in causes]
	return Shares(of, edges, nodes)

"""The walks of each direction of a trace."""

from collections.abc import Collection, Container
from typing import NamedTuple

from batch_trace.core.genealogy.accounts import Accounts
from batch_trace.core.genealogy.clock import Clock
from batch_trace.core.genealogy.edges import Edge, Edges
from batch_trace.core.genealogy.exposure import Exposure
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.genealogy.walk import Cleared, Walk, backward, forward
from batch_trace.core.terms.errors import BadDepth, UnknownDirection
from batch_trace.core.terms.nodes import Node

FORWARD, BACKWARD, BOTH, SIBLINGS = DIRECTIONS = ("forward", "backward", "both", "siblings")


class Paths(NamedTuple):
	"""The walk up to the inputs and the walk down to the outputs; None where the direction has no such walk."""

	direction: str
	starts: tuple[Node, ...]
	up: Walk | None
	down: Walk | None
	nodes: Collection[Node]
	"""All nodes reached, the starts first."""
	edges: Collection[Edge]
	"""All edges walked, each once."""
	exposure: Exposure
	accounts: Accounts

	@property
	def cleared(self) -> dict[Node, Cleared]:
		"""All nodes that time clears in any of the walks."""
		return {node: why for walk in (self.up, self.down) if walk for node, why in walk.cleared.items()}

	def only(self, events: Container[int]) -> "Paths":
		"""Return the paths with only the edges of these events, and all nodes."""
		up, down = (walk and walk.only(events) for walk in (self.up, self.down))
		edges = [edge for edge in self.edges if edge.event in events]
		return self._replace(up=up, down=down, edges=edges)

	@property
	def supplied(self) -> dict[Node, None]:
		"""The nodes whose suppliers belong to the answer: the starts and everything they were made from."""
		return dict.fromkeys(self.starts) | dict.fromkeys(self.up.depth if self.up else ())

	@property
	def sold(self) -> dict[Node, None]:
		"""The nodes whose customers are asked for: the starts and all made from them, also what time clears of it."""
		return dict.fromkeys((*self.down.depth, *self.not_sold) if self.down else ())

	@property
	def not_sold(self) -> dict[Node, Cleared]:
		"""The nodes whose customers would be asked for, too, if time were ignored."""
		walks = (self.up, self.down) if self.direction == SIBLINGS else (self.down,)
		depth = self.down.depth if self.down else {}
		return {
			node: why
			for walk in walks
			for node, why in (walk.cleared.items() if walk else ())
			if node not in depth
		}


def follow(edges: Edges, clock: Clock, start: Start, direction: str, max_depth: int | None = None) -> Paths:
	"""Walk from the start in the given direction: first as if time did not count, then as it does."""
	if direction not in DIRECTIONS:
		raise UnknownDirection(direction, DIRECTIONS)
	if max_depth is not None and max_depth < 0:
		raise BadDepth(max_depth)
	seeds = dict.fromkeys(start.nodes, 0)
	up = None if direction == FORWARD else backward(edges, seeds, max_depth)
	down_seeds = up.depth if direction == SIBLINGS and up is not None else seeds
	down = None if direction == BACKWARD else forward(edges, down_seeds, max_depth)
	walks = [walk for walk in (up, down) if walk is not None]
	clock.read(edge for walk in walks for edge in walk.edges)
	accounts = Accounts()
	accounts.read(edges.source, _nodes(walks))
	exposure = Exposure(clock, accounts)
	if not clock.ignores_time:
		for order in {edge.work_order for walk in walks for edge in walk.edges if edge.work_order}:
			order.join(clock.moments)
	if up is not None:
		up = exposure.backward(up, seeds, max_depth)
	if down is not None:
		roots = up.cleared if direction == SIBLINGS and up is not None else {}
		down_seeds = up.depth if direction == SIBLINGS and up is not None else seeds
		down = exposure.forward(down, down_seeds, roots, max_depth)
	walks = [walk for walk in (up, down) if walk is not None]
	walked = {edge.event: edge for walk in walks for edge in walk.edges}
	return Paths(direction, start.nodes, up, down, _nodes(walks), walked.values(), exposure, accounts)


def _nodes(walks: Collection[Walk]) -> Collection[Node]:
	if len(walks) == 1:
		return next(iter(walks)).depth
	return dict.fromkeys(node for walk in walks for node in walk.depth)

"""The walks of each direction of a trace."""

from collections.abc import Collection, Container
from typing import NamedTuple

from batch_trace.core.genealogy.edges import Edge, Edges
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.genealogy.walk import Walk, backward, forward
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
		"""The nodes whose customers are asked for: the starts and all made from them, unless only inputs are."""
		return dict.fromkeys(self.down.depth if self.down else ())


def follow(edges: Edges, start: Start, direction: str, max_depth: int | None = None) -> Paths:
	"""Walk from the start in the given direction."""
	if direction not in DIRECTIONS:
		raise UnknownDirection(direction, DIRECTIONS)
	if max_depth is not None and max_depth < 0:
		raise BadDepth(max_depth)
	seeds = dict.fromkeys(start.nodes, 0)
	up = None if direction == FORWARD else backward(edges, seeds, max_depth)
	if direction == SIBLINGS and up is not None:
		seeds = up.depth
	down = None if direction == BACKWARD else forward(edges, seeds, max_depth)
	walks = [walk for walk in (up, down) if walk is not None]
	if len(walks) == 1:
		return Paths(direction, start.nodes, up, down, walks[0].depth, walks[0].edges)
	nodes = dict.fromkeys(node for walk in walks for node in walk.depth)
	walked = {edge.event: edge for walk in walks for edge in walk.edges}
	return Paths(direction, start.nodes, up, down, nodes, walked.values())

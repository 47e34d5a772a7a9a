"""Which part of a walk is possible in time: exposure, and what is cleared.

A batch is a vessel: what was drawn from it before something came in cannot contain that. A drawing event can contain
what another event made of the batch if the making was not later than the drawing by more than the tolerance, or if the
drawing is out of order: it drew more than was there at its moment, so the times themselves cannot be right. The same goes
for a drawing that was recorded late, and later than the making by more than the tolerance: whoever posted it into the past
may have known what it clears.

Both directions read the same chains of events, in which each one can contain what the one before it made.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import TypeAlias

from batch_trace.core.genealogy.accounts import Accounts
from batch_trace.core.genealogy.clock import INFINITE, Clock
from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Cleared, Walk
from batch_trace.core.terms.moments import microseconds
from batch_trace.core.terms.nodes import Node

At: TypeAlias = tuple[Node, bool]
"""A node, and whether times there are those of recording."""
End: TypeAlias = tuple[At, float, int]
"""A node at one end of an edge, the time of making or drawing it there (negative where time runs backward), the event."""
OVERDRAWN, RECORDED_LATE = "overdrawn", "recorded late"
"""Why the time of a drawing cannot be trusted: more was drawn than was there, or it was entered after what it would clear."""
Ends: TypeAlias = Callable[[Edge], Iterator[End]]


class Exposure:
	"""Reduces walks that ignore time to what is possible in time."""

	def __init__(self, clock: Clock, accounts: Accounts) -> None:
		self._clock = clock
		self._accounts = accounts

	def forward(
		self, walk: Walk, seeds: Mapping[Node, int], roots: Mapping[Node, Cleared], max_depth: int | None
	) -> Walk:
		"""Return what can contain something of the seeds; `roots` are nodes of the walk that were cleared before."""
		if self._is_possible(walk, seeds) and not roots:
			return walk
		possible = _spread(walk, seeds, self._drawn, self._made, self._clock.tolerance)
		if walk.cut_at is None:
			rest = self._rest(walk, possible)
			possible.cleared = _cleared(rest, possible, roots, _sources, _outputs, possible.entered.get)
		return possible.up_to(max_depth)

	def backward(self, walk: Walk, seeds: Mapping[Node, int], max_depth: int | None) -> Walk:
		"""Return what the seeds can contain something of."""
		if self._is_possible(walk, seeds):
			return walk
		possible = _spread(walk, seeds, self._made_late, self._drawn_late, self._clock.tolerance)
		if walk.cut_at is None:
			possible.cleared = _cleared(self._rest(walk, possible), possible, {}, _outputs, _sources, None)
		return possible.up_to(max_depth)

	def doubt(self, walk: Walk, node: Node, event: int, time: int, recorded: float) -> str | None:
		"""Return why what an event moved of a node can contain something of the start of a forward walk, None if it cannot.

		It is empty where its time says so, else the reason why that time cannot be trusted.
		"""
		entered = walk.entered.get(node)
		if entered is None or self._clock.time(entered) <= time + self._clock.tolerance:
			return ""
		if (event, node) in self._accounts.overdrawn:
			return OVERDRAWN
		is_later = walk.recorded.get(node, INFINITE) + self._clock.tolerance < recorded
		return RECORDED_LATE if is_later and self._clock.is_late(time, recorded) else None

	def doubtful(self, walk: Walk) -> Iterator[tuple[Node, int, str]]:
		"""Yield node and event of each drawing that the walk counts only because its time cannot be trusted, and why."""
		if self._clock.ignores_time or not self._accounts.fillings:
			return
		made: dict[Node, list[int]] = {}
		for edge in walk.edges:
			for node, _, _ in edge.outputs:
				if node in self._accounts.fillings:
					made.setdefault(node, []).append(edge.event)
		draws = ((node, event) for edge in walk.edges for event, node, _, _ in edge.draws() if node in made)
		for node, event in draws:
			why = self._why_doubtful(node, event, made[node]) if node else ""
			if node and why:
				yield node, event, why

	def _why_doubtful(self, node: Node, event: int, makers: Collection[int]) -> str:
		clock = self._clock
		time, recorded = clock.time(event), clock.recorded(event)
		later = [maker for maker in makers if clock.time(maker) > time + clock.tolerance]
		if later and (event, node) in self._accounts.overdrawn:
			return OVERDRAWN
		if len(later) < len(makers) or not clock.is_late(time, recorded):
			return ""
		is_later = any(clock.recorded(maker) + clock.tolerance < recorded for maker in later)
		return RECORDED_LATE if is_later else ""

	def _is_possible(self, walk: Walk, seeds: Collection[Node]) -> bool:
		"""Return whether time clears nothing of a walk, because nothing was drawn long before something came in."""
		if self._clock.ignores_time:
			return True
		if any(node in walk.depth and node not in seeds for node in self._filled_late):
			return False
		return not any(edge.work_order is not None and edge.work_order.is_apart for edge in walk.edges)

	@cached_property
	def _filled_late(self) -> list[Node]:
		"""The nodes into which something came later, by more than the tolerance, than something was drawn in order."""
		made, tolerance = self._accounts.last_made, self._clock.tolerance
		return [
			node
			for node, drawn in self._accounts.first_drawn.items()
			if node in made and microseconds(made[node]) > microseconds(drawn) + tolerance
		]

	def _rest(self, walk: Walk, possible: Walk) -> list[Edge]:
		"""Return the edges that time excludes, and those that time has left without some of what was consumed apart."""
		events = {edge.event for edge in possible.edges}
		return self._clock.in_order(
			[
				edge
				for edge in walk.edges
				if edge.event not in events or (edge.work_order is not None and edge.work_order.is_apart)
			]
		)

	def _time_drawn(self, event: int, node: Node) -> float:
		return INFINITE if (event, node) in self._accounts.overdrawn else self._clock.time(event)

	def _drawn(self, edge: Edge) -> Iterator[End]:
		return ((at, -time, event) for at, time, event in self._drawn_late(edge))

	def _drawn_late(self, edge: Edge) -> Iterator[End]:
		clock = self._clock
		for event, node, _, _ in edge.draws():
			if node is not None:
				yield (node, False), self._time_drawn(event, node), event
				recorded = clock.recorded(event)
				if clock.is_late(clock.time(event), recorded):
					# it can contain what was recorded before it by more than the tolerance, which _spread adds once
					yield (node, True), recorded - 2 * clock.tolerance - 1, event

	def _made(self, edge: Edge) -> Iterator[End]:
		return ((at, -time, event) for at, time, event in self._made_late(edge))

	def _made_late(self, edge: Edge) -> Iterator[End]:
		time, recorded = self._clock.time(edge.event), self._clock.recorded(edge.event)
		for node, _, _ in edge.outputs:
			if node is not None:
				yield (node, False), time, edge.event
				yield (node, True), recorded, edge.event


def _spread(walk: Walk, seeds: Mapping[Node, int], near: Ends, far: Ends, tolerance: float) -> Walk:
	"""Walk again, level by level, along the edges that can follow on an edge walked before.

	An edge follows if the time at its near end is not later, by more than the tolerance, than the latest time at which
	an edge before it had the same node at its far end. Where the walk was cut off, more may come in earlier than is
	seen: then no moment is noted, and nothing may be cleared.
	"""
	waiting = _by_near_end(walk.edges, near)
	possible, level = Walk(seeds), 0
	latest: dict[At, float] = {}
	last_seed = max(seeds.values(), default=0)
	frontier: dict[At, float] = {(node, False): INFINITE for node in possible.depth}
	taken: set[int] = set()
	while frontier or level < last_seed:
		level += 1
		reached: dict[At, float] = {}
		for edge in _released(waiting, frontier, tolerance, taken):
			possible.edges.append(edge)
			possible.levels.append(level)
			for at, time, event in far(edge):
				possible.depth.setdefault(at[0], level)
				if time > latest.get(at, -INFINITE):
					latest[at] = reached[at] = time
					_note_entry(possible, at, time, event)
		frontier = reached
		for node, depth in seeds.items() if level <= last_seed else ():
			if depth == level:
				possible.depth.setdefault(node, level)
				frontier[node, False] = INFINITE
	for node in possible.depth if walk.cut_at is not None else seeds:
		possible.entered.pop(node, None)
	possible.cut_at = walk.cut_at
	return possible


def _note_entry(possible: Walk, at: At, time: float, event: int) -> None:
	node, by_recording = at
	if by_recording:
		possible.recorded[node] = -time
	else:
		possible.entered[node] = event


def _by_near_end(edges: Iterable[Edge], near: Ends) -> dict[At, list[tuple[float, Edge]]]:
	"""Return the edges at each node, those with the earliest time at their near end last."""
	waiting: dict[At, list[tuple[float, Edge]]] = {}
	for edge in edges:
		for at, time, _ in near(edge):
			waiting.setdefault(at, []).append((time, edge))
	for rows in waiting.values():
		rows.sort(key=itemgetter(0), reverse=True)
	return waiting


def _released(
	waiting: Mapping[At, list[tuple[float, Edge]]],
	frontier: Mapping[At, float],
	tolerance: float,
	taken: set[int],
) -> Iterator[Edge]:
	for at, time in frontier.items():
		rows = waiting.get(at, [])
		while rows and rows[-1][0] <= time + tolerance:
			edge = rows.pop()[1]
			if edge.event not in taken:
				taken.add(edge.event)
				yield edge


def _outputs(edge: Edge) -> Iterable[Node]:
	return [node for node, _, _ in edge.outputs if node is not None]


def _sources(edge: Edge) -> Iterable[Node]:
	return [node for node, _, _ in edge.possible_sources() if node is not None]


def _cleared(
	rest: Collection[Edge],
	possible: Walk,
	roots: Mapping[Node, Cleared],
	near: Callable[[Edge], Iterable[Node]],
	far: Callable[[Edge], Iterable[Node]],
	entered: Callable[[Node], int | None] | None,
) -> dict[Node, Cleared]:
	"""Return the nodes at the far end of the edges that are left, each with the possible node that would lead there.

	The edges are in the order of time. `entered` gives the event by which something came into the leading node; where
	it is None, that is the edge itself.
	"""
	edges_of: dict[Node, list[Edge]] = {}
	cleared = dict(roots)
	queue = [node for node in roots if node not in possible.depth]
	for edge in rest:
		ends = near(edge)
		for node in ends:
			edges_of.setdefault(node, []).append(edge)
		through = next((node for node in ends if node in possible.depth), None)
		if through is not None:
			why = Cleared(through, edge.event if entered is None else entered(through))
			queue += _reach(edge, why, far, possible, cleared)
	for node in queue:
		for edge in edges_of.get(node, ()):
			queue += _reach(edge, cleared[node], far, possible, cleared)
	return {node: why for node, why in cleared.items() if node not in roots and node not in possible.depth}


def _reach(
	edge: Edge,
	why: Cleared,
	far: Callable[[Edge], Iterable[Node]],
	possible: Walk,
	cleared: dict[Node, Cleared],
) -> list[Node]:
	new = [node for node in far(edge) if node not in possible.depth and node not in cleared]
	cleared.update(dict.fromkeys(new, why))
	return new

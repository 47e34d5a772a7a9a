"""A walk as stages in the order of time: what each event draws, and what it adds to.

A stage first draws: the content of its nodes flows into the mixture of an event, by the fraction of each input. Then
it fills: the content of each node it adds to becomes `kept` · the old one + `added` · that of the stage's event.
"""

from collections.abc import Collection, Mapping
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


class Stage:
	"""One event, or one that only added to a node from outside or consumed for a later event."""

	__slots__ = ("draws", "edge", "fills")

	def __init__(self) -> None:
		self.edge: Edge | None = None
		self.draws: list[Draw] = []
		self.fills: list[Fill] = []


def stages_of(
	walk: Walk, clock: Clock, accounts: Accounts, made: Mapping[Node, float], items: Items
) -> list[Stage]:
	"""Return the stages of a walk; edges whose fractions are unknown draw at an unknown rate."""
	walked = walk.depth.keys()
	with_account = accounts.fillings.keys() & walked
	moments = {clock.moments[event] for edge in walk.edges for event in _events(edge)}
	moments.update(filling.moment for node in with_account for filling in accounts.fillings[node])
	number = {moment[2]: place for place, moment in enumerate(sorted(moments))}
	stages = [Stage() for _ in number]
	filled: dict[tuple[int, Node], tuple[float, float]] = {}
	for node in with_account:
		for filling in accounts.fillings[node]:
			filled[filling.moment[2], node] = (filling.kept, filling.added)
	for edge in walk.edges:
		place = number[edge.event]
		stages[place].edge = edge
		_draw(edge, place, stages, number, walked, items)
		_fill(edge, stages[place], filled, with_account, walked, made)
	for (event, node), (kept, _) in filled.items():
		stages[number[event]].fills.append(Fill(node, kept, 0.0, 0.0))
	return stages


def _events(edge: Edge) -> Collection[int]:
	return (edge.event,) if edge.work_order is None else {edge.event, *(event for event, *_ in edge.draws())}


def _draw(
	edge: Edge,
	place: int,
	stages: list[Stage],
	number: Mapping[int, int],
	walked: Collection[Node],
	items: Items,
) -> None:
	"""Add what an edge draws; what was consumed apart is drawn at that moment, or with the edge if that came first."""
	if edge.work_order is None:
		mixed = mixture(edge.inputs, items.mass, items.uom)
		parts = [(node, UNKNOWN) for node, _, _ in edge.inputs] if mixed is None else mixed
		stages[place].draws += [
			(node, rate, place) for node, rate in parts if node and node in walked and rate
		]
		return
	drawn = [((event, node), item, qty) for event, node, item, qty in edge.draws()]
	mixed_draws = mixture(drawn, items.mass, items.uom)
	rates = [(end, UNKNOWN) for end, _, _ in drawn] if mixed_draws is None else mixed_draws
	for (event, node), rate in rates:
		if node and node in walked and rate:
			stages[min(number[event], place)].draws.append((node, rate, place))


def _fill(
	edge: Edge,
	stage: Stage,
	filled: dict[tuple[int, Node], tuple[float, float]],
	with_account: Collection[Node],
	walked: Collection[Node],
	made: Mapping[Node, float],
) -> None:
	"""Add what an edge made; of a node without an account there was nothing before."""
	quantities: dict[Node, float] = {}
	for node, _, qty in edge.outputs:
		if node is not None and node in walked:
			quantities[node] = quantities.get(node, 0.0) + qty
	for node, qty in quantities.items():
		total = made.get(node, 0.0)
		part = qty / total if total > 0 else UNKNOWN
		nothing = (1.0, 0.0) if node in with_account or qty <= 0 else (0.0, 1.0)
		kept, added = filled.pop((edge.event, node), nothing)
		stage.fills.append(Fill(node, kept, added, part))

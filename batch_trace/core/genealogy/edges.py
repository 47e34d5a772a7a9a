"""Hyper-edges: one for each transformation.

An event with N inputs and M outputs is one edge with N + M parts. Inputs that were recorded apart from the outputs
(Material Consumption) are added to the edges of the Work Order's productions as *consumed* parts.
"""

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any, TypeAlias

from batch_trace.core.ledger_file.source import IN, OUT, WASTE, LedgerSource, Row, Rows
from batch_trace.core.terms.event_types import CONSUMPTION, PRODUCTION
from batch_trace.core.terms.mass import sizes
from batch_trace.core.terms.nodes import SERIAL_MARK, Node

Part: TypeAlias = tuple[Node | None, str, float]
"""Node (None where the stock has neither batch nor serial number), item, quantity in stock UOM."""

Consumed: TypeAlias = tuple[int, Node | None, str, float]
"""The event that drew an input, its node, item and quantity."""

Unit: TypeAlias = tuple[Collection[Node], str]
"""Batches, and the one serial number to which they are limited."""


class Edge:
	"""The inputs and outputs of one event."""

	__slots__ = ("_serialised", "event", "event_type", "inputs", "outputs", "waste", "work_order")

	def __init__(self, event: int, event_type: str) -> None:
		self.event = event
		self.event_type = event_type
		self.inputs: list[Part] = []
		self.outputs: list[Part] = []
		self.waste: Sequence[Part] = ()
		"""What came out without a batch and is marked as waste or by-product."""
		self.work_order: WorkOrder | None = None
		self._serialised: set[Node] | None = None

	def add_serialised(self, batch: Node) -> None:
		"""Note that units with serial numbers were moved of a batch."""
		if self._serialised is None:
			self._serialised = set()
		self._serialised.add(batch)

	def units_of(self, parts: Iterable[Part]) -> set[Node]:
		"""Return the nodes among the parts that are units, or batches of units, which do not divide."""
		batches = self._serialised or ()
		return {
			node for node, _, _ in parts if node is not None and (node[0] == SERIAL_MARK or node in batches)
		}

	def sources(self) -> Iterator[Part]:
		"""Return all inputs: those recorded with the outputs, then those consumed for the Work Order."""
		yield from self.inputs
		for _, node, item, qty in self.consumed():
			yield node, item, qty

	def possible_sources(self) -> Iterator[Part]:
		"""Return all inputs where time is ignored: all that was consumed for the Work Order counts."""
		yield from self.inputs
		if self.work_order is not None and self.event_type != CONSUMPTION:
			for consumption in self.work_order.consumptions:
				yield from consumption.inputs

	def consumed(self) -> Iterator[Consumed]:
		"""Return a production's part of the separate consumption."""
		if self.work_order is None or self.event_type == CONSUMPTION:
			return iter(())
		return self.work_order.consumed(self)

	def draws(self) -> Iterator[Consumed]:
		"""Return all inputs, each with the event that drew it."""
		for node, item, qty in self.inputs:
			yield self.event, node, item, qty
		yield from self.consumed()

	def events(self) -> Iterator[int]:
		"""Return the event, and those of its Work Order."""
		yield self.event
		if self.work_order is not None:
			for edge in (*self.work_order.productions, *self.work_order.consumptions):
				yield edge.event


class WorkOrder:
	"""The productions of a Work Order, and the consumptions recorded apart from them."""

	__slots__ = ("_fractions", "_used", "consumptions", "productions")

	def __init__(self) -> None:
		self.productions: list[Edge] = []
		self.consumptions: list[Edge] = []
		self._used: dict[int, list[Edge]] = {}
		self._fractions: dict[tuple[int, int], float] = {}
		"""The fraction of a consumption that went into a production, by the events of both."""

	def consumed(self, production: Edge) -> Iterator[Consumed]:
		"""Yield the part of the consumption that went into a production; until it is joined in time, of all."""
		for consumption in self._used.get(production.event, self.consumptions):
			fraction = self._fractions.get((production.event, consumption.event), 1.0)
			for node, item, qty in consumption.inputs:
				yield consumption.event, node, item, qty * fraction

	@property
	def is_apart(self) -> bool:
		"""Whether some production was not joined with some of the consumption."""
		return any(len(used) < len(self.consumptions) for used in self._used.values())

	def join(self, moments: Mapping[int, Any]) -> None:
		"""Join each production with what was consumed after the one before it and up to it.

		What was consumed after the last production belongs to the last. A production without any shares what was
		consumed for the nearest one before it that has some, or else for the next one.

		>>> order, first, second = WorkOrder(), Edge(2, PRODUCTION), Edge(4, PRODUCTION)
		>>> early, late = Edge(1, CONSUMPTION), Edge(3, CONSUMPTION)
		>>> early.inputs, late.inputs = [("A", "FLOUR", 1.0)], [("B", "FLOUR", 1.0)]
		>>> order.productions, order.consumptions = [first, second], [early, late]
		>>> order.join({event: event for event in range(5)})
		>>> [node for _, node, _, _ in order.consumed(first)], [node for _, node, _, _ in order.consumed(second)]
		(['A'], ['B'])
		"""
		runs = sorted(self.productions, key=lambda run: moments[run.event])
		run_moments = [moments[run.event] for run in runs]
		own: list[list[Edge]] = [[] for _ in runs]
		for consumption in self.consumptions if runs else ():
			next_run = bisect(run_moments, moments[consumption.event])
			own[min(next_run, len(runs) - 1)].append(consumption)
		shared = next((some for some in own if some), [])
		for run, some in zip(runs, own, strict=True):
			self._used[run.event] = shared = some or shared

	def split(self, mass: Mapping[str, float | None]) -> None:
		"""Split each consumption among the productions that used it, by the mass of their outputs, else by quantity.

		>>> order, first, second = WorkOrder(), Edge(1, PRODUCTION), Edge(2, PRODUCTION)
		>>> order.productions, order.consumptions = [first, second], [Edge(3, CONSUMPTION)]
		>>> first.outputs, second.outputs = [("A", "BREAD", 30.0)], [("B", "BREAD", 10.0)]
		>>> order.consumptions[0].inputs = [("F", "FLOUR", 4.0)]
		>>> order.split({}); list(order.consumed(first)), list(order.consumed(second))
		([(3, 'F', 'FLOUR', 3.0)], [(3, 'F', 'FLOUR', 1.0)])
		"""
		outputs = [part for production in self.productions for part in production.outputs]
		size = iter(sizes(outputs, mass))
		made = {p.event: sum(next(size) for _ in p.outputs) for p in self.productions}
		users: dict[int, list[int]] = {}
		for production in self.productions:
			for consumption in self._used.get(production.event, self.consumptions):
				users.setdefault(consumption.event, []).append(production.event)
		for consumed, events in users.items():
			total = sum(made[event] for event in events)
			for event in events:
				self._fractions[event, consumed] = made[event] / total if total > 0 else 1.0 / len(events)


class Edges:
	"""The edges of a ledger, read level by level and kept for both directions."""

	def __init__(self, source: LedgerSource, unit: Unit | None = None) -> None:
		"""Read from a source; `unit` limits the events of a start to one of its serial numbers."""
		self.source = source
		self._unit = unit
		self._edges: dict[int, Edge] = {}
		self._has_consumption = source.has_consumption()
		self._work_orders: dict[str, WorkOrder] = {}
		self._joined: set[int] = set()
		self.items: dict[str, str] = {}
		"""All items of the edges read so far."""
		self.untracked: set[int] = set()
		"""Events that consumed or made stock without batch or serial number."""

	@property
	def work_orders(self) -> Collection[WorkOrder]:
		"""The Work Orders read so far whose consumption was recorded apart."""
		return self._work_orders.values()

	def consuming(self, nodes: Collection[Node]) -> list[Edge]:
		"""Return the edges that consumed any of the nodes."""
		edges: list[Edge] = []
		for edge in self._read_level(nodes, OUT):
			if edge.event_type == CONSUMPTION and edge.work_order and edge.work_order.productions:
				edges.extend(edge.work_order.productions)
			else:
				edges.append(edge)
		return edges

	def making(self, nodes: Collection[Node]) -> list[Edge]:
		"""Return the edges that made any of the nodes."""
		return self._read_level(nodes, IN)

	def production(self, event: int) -> Edge | None:
		"""Return a production whose Work Order has consumption that was recorded apart; None for others."""
		self._join([Edge(event, PRODUCTION)])
		return self._edges.get(event)

	def _read_level(self, nodes: Collection[Node], side: str) -> list[Edge]:
		rows: Rows = self.source.entries(nodes, side)
		if self._unit is not None and not set(self._unit[0]).isdisjoint(nodes):
			rows = _limit_to_unit(rows, self._unit, side)
		edges = self._keep(rows)
		if self._has_consumption:
			self._join(edges)
		return edges

	def _keep(self, rows: Rows) -> list[Edge]:
		"""Turn entries into edges, one for each event, without reversed events."""
		known_edges, items, untracked = self._edges, self.items, self.untracked
		skipped = {row[0] for row in rows if row[0] != row[1]}
		events = dict.fromkeys(row[0] for row in rows)
		edges = [known_edges[event] for event in events if event in known_edges and event not in skipped]
		skipped.update(edge.event for edge in edges)
		new_edges: dict[int, Edge] = {}
		for of_event, _, event_type, direction, batch, serial_no, item, qty in rows:
			edge = new_edges.get(of_event)
			if edge is None:
				if of_event in skipped:
					continue
				edge = new_edges[of_event] = Edge(of_event, intern(event_type))
			name = batch or (serial_no and SERIAL_MARK + serial_no)
			node: Node | None = intern(name) if name else None
			if node is None:
				untracked.add(of_event)
			elif serial_no and batch:
				edge.add_serialised(node)
			item = items.setdefault(item, item)
			if direction == WASTE:
				edge.waste = (*edge.waste, (node, item, float(qty)))
			elif direction == IN:
				edge.outputs.append((node, item, float(qty)))
			else:
				edge.inputs.append((node, item, -float(qty)))
		known_edges.update(new_edges)
		edges.extend(new_edges.values())
		return edges

	def _join(self, edges: list[Edge]) -> None:
		"""Read the Work Orders of these edges whose consumption was recorded apart."""
		events_to_join = [
			e.event
			for e in edges
			if e.event_type in (PRODUCTION, CONSUMPTION) and e.event not in self._joined
		]
		self._joined.update(events_to_join)
		rows = self.source.work_order_entries(events_to_join)
		order_of: dict[int, str] = {row[0]: row[8] for row in rows}
		for edge in self._keep([row[:8] for row in rows]):
			edge.work_order = order = self._work_orders.setdefault(order_of[edge.event], WorkOrder())
			self._joined.add(edge.event)
			(order.consumptions if edge.event_type == CONSUMPTION else order.productions).append(edge)


def _limit_to_unit(rows: Rows, unit: Unit, side: str) -> list[Row]:
	"""Remove the events that, by their serial numbers, moved only other units of the batches."""
	batches, serial_no = unit
	serials_of_event: dict[int, set[str | None]] = {}
	for row in rows:
		if row[3] == side and row[4] in batches:
			serials_of_event.setdefault(row[0], set()).add(row[5] or None)
	events_of_other_units = {
		event for event, serials in serials_of_event.items() if not serials & {serial_no, None}
	}
	return [row for row in rows if row[0] not in events_of_other_units]

"""Hyper-edges: one for each transformation.

An event with N inputs and M outputs is one edge with N + M parts. Inputs that were recorded apart from the outputs
(Material Consumption) are added to the edges of the Work Order's productions as *consumed* parts.
"""

from collections.abc import Collection, Iterator, Mapping
from sys import intern
from typing import TypeAlias

from batch_trace.core.ledger_file.source import IN, OUT, LedgerSource, Row, Rows
from batch_trace.core.terms.event_types import CONSUMPTION, PRODUCTION
from batch_trace.core.terms.mass import sizes
from batch_trace.core.terms.nodes import SERIAL_MARK, Node

Part: TypeAlias = tuple[Node | None, str, float]
"""Node (None where the stock has neither batch nor serial number), item, quantity in stock UOM."""

Unit: TypeAlias = tuple[Collection[Node], str]
"""Batches, and the one serial number to which they are limited."""


class Edge:
	"""The inputs and outputs of one event."""

	__slots__ = ("event", "event_type", "inputs", "outputs", "work_order")

	def __init__(self, event: int, event_type: str) -> None:
		self.event = event
		self.event_type = event_type
		self.inputs: list[Part] = []
		self.outputs: list[Part] = []
		self.work_order: WorkOrder | None = None

	def sources(self) -> Iterator[Part]:
		"""Return all inputs: those recorded with the outputs, then those consumed for the Work Order."""
		yield from self.inputs
		for _, node, item, qty in self.consumed():
			yield node, item, qty

	def consumed(self) -> Iterator[tuple[int, Node | None, str, float]]:
		"""Return a production's part of the separate consumption: event, node, item, quantity."""
		if self.work_order is None or self.event_type == CONSUMPTION:
			return iter(())
		return self.work_order.consumed(self)


class WorkOrder:
	"""The productions of a Work Order, and the consumptions recorded apart from them."""

	__slots__ = ("consumptions", "parts", "productions")

	def __init__(self) -> None:
		self.productions: list[Edge] = []
		self.consumptions: list[Edge] = []
		self.parts: dict[int, float] = {}
		"""Each production's fraction of the consumption, by event; 1 until `split` has run."""

	def consumed(self, production: Edge) -> Iterator[tuple[int, Node | None, str, float]]:
		"""Yield the part of the consumption that went into a production."""
		fraction = self.parts.get(production.event, 1.0)
		for consumption in self.consumptions:
			for node, item, qty in consumption.inputs:
				yield consumption.event, node, item, qty * fraction

	def split(self, mass: Mapping[str, float | None]) -> None:
		"""Split the consumption among the productions by the mass of their outputs, else by quantity.

		>>> order, first, second = WorkOrder(), Edge(1, PRODUCTION), Edge(2, PRODUCTION)
		>>> order.productions = [first, second]
		>>> first.outputs, second.outputs = [("A", "BREAD", 30.0)], [("B", "BREAD", 10.0)]
		>>> order.split({}); order.parts
		{1: 0.75, 2: 0.25}
		"""
		outputs = [part for production in self.productions for part in production.outputs]
		size = iter(sizes(outputs, mass))
		made = {p.event: sum(next(size) for _ in p.outputs) for p in self.productions}
		total = sum(made.values())
		even = 1.0 / max(1, len(made))
		self.parts = {event: amount / total if total > 0 else even for event, amount in made.items()}


class Edges:
	"""The edges of a ledger, read level by level and kept for both directions."""

	def __init__(self, source: LedgerSource, unit: Unit | None = None) -> None:
		"""Read from a source; `unit` limits the events of a start to one of its serial numbers."""
		self._source = source
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

	def _read_level(self, nodes: Collection[Node], side: str) -> list[Edge]:
		rows: Rows = self._source.entries(nodes, side)
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
		edges: list[Edge] = []
		new_edges: dict[int, Edge] = {}
		for of_event, _, event_type, direction, batch, serial_no, item, qty in rows:
			edge = new_edges.get(of_event)
			if edge is None:
				if of_event in skipped:
					continue
				if of_event in known_edges:
					edges.append(known_edges[of_event])
					skipped.add(of_event)
					continue
				edge = new_edges[of_event] = Edge(of_event, intern(event_type))
			node: Node | None = intern(batch) if batch else None
			if node is None:
				node = intern(SERIAL_MARK + serial_no) if serial_no else None
			if node is None:
				untracked.add(of_event)
			item = items.setdefault(item, item)
			if direction == IN:
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
		rows = self._source.work_order_entries(events_to_join)
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

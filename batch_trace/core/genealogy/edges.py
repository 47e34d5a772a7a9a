"""Hyper-edges: one for each event that made something from something.

An event with N inputs and M outputs is one edge with N + M parts. Inputs that were recorded apart from the
outputs (Material Consumption) reach the edges of the Work Order's productions as its *consumed* parts.
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
"""Batches and the one serial number in them that counts."""


class Edge:
	"""What one event made (`outputs`) from what (`inputs`)."""

	__slots__ = ("event", "event_type", "inputs", "outputs", "work_order")

	def __init__(self, event: int, event_type: str) -> None:
		self.event = event
		self.event_type = event_type
		self.inputs: list[Part] = []
		self.outputs: list[Part] = []
		self.work_order: WorkOrder | None = None

	def sources(self) -> Iterator[Part]:
		"""Walk through all that went in: recorded with the outputs, and consumed for the Work Order."""
		yield from self.inputs
		for _, node, item, qty in self.consumed():
			yield node, item, qty

	def consumed(self) -> Iterator[tuple[int, Node | None, str, float]]:
		"""Walk through a production's part of what was consumed apart: event, node, item, quantity."""
		if self.work_order is None or self.event_type == CONSUMPTION:
			return iter(())
		return self.work_order.consumed(self)


class WorkOrder:
	"""The productions of a Work Order and what was consumed for it apart from them."""

	__slots__ = ("consumptions", "parts", "productions")

	def __init__(self) -> None:
		self.productions: list[Edge] = []
		self.consumptions: list[Edge] = []
		self.parts: dict[int, float] = {}
		"""Each production's part of the consumption, by event; one until `split` has run."""

	def consumed(self, production: Edge) -> Iterator[tuple[int, Node | None, str, float]]:
		"""Walk through the part of the consumption that went into one production."""
		part = self.parts.get(production.event, 1.0)
		for consumption in self.consumptions:
			for node, item, qty in consumption.inputs:
				yield consumption.event, node, item, qty * part

	def split(self, mass: Mapping[str, float | None]) -> None:
		"""Divide the consumption among the productions by the mass of their outputs, else by quantity.

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
	"""The edges of one ledger, read level by level and kept, so that both directions share them."""

	def __init__(self, source: LedgerSource, unit: Unit | None = None) -> None:
		"""Read from a source; `unit` narrows the events of a start to one of its serial numbers."""
		self._source = source
		self._unit = unit
		self._known: dict[int, Edge] = {}
		self._has_consumption = source.has_consumption()
		self._work_orders: dict[str, WorkOrder] = {}
		self._joined: set[int] = set()
		self.items: dict[str, str] = {}
		"""Every item met."""
		self.untracked: set[int] = set()
		"""The events in which stock without batch or serial number went in or came out."""

	@property
	def work_orders(self) -> Collection[WorkOrder]:
		"""Every Work Order met so far whose inputs were recorded apart."""
		return self._work_orders.values()

	def consuming(self, nodes: Collection[Node]) -> list[Edge]:
		"""Return the edges that any of the nodes went into."""
		found: list[Edge] = []
		for edge in self._read_level(nodes, OUT):
			if edge.event_type == CONSUMPTION and edge.work_order and edge.work_order.productions:
				found.extend(edge.work_order.productions)
			else:
				found.append(edge)
		return found

	def making(self, nodes: Collection[Node]) -> list[Edge]:
		"""Return the edges that any of the nodes came out of."""
		return self._read_level(nodes, IN)

	def _read_level(self, nodes: Collection[Node], side: str) -> list[Edge]:
		rows: Rows = self._source.entries(nodes, side)
		if self._unit is not None and not set(self._unit[0]).isdisjoint(nodes):
			rows = _of_unit(rows, self._unit, side)
		edges = self._keep(rows)
		if self._has_consumption:
			self._join(edges)
		return edges

	def _keep(self, rows: Rows) -> list[Edge]:
		"""Turn entries into edges, each event once, leaving out what was reversed."""
		known, items, untracked = self._known, self.items, self.untracked
		passed = {row[0] for row in rows if row[0] != row[1]}
		met: list[Edge] = []
		fresh: dict[int, Edge] = {}
		for of_event, _, event_type, direction, batch, serial_no, item, qty in rows:
			edge = fresh.get(of_event)
			if edge is None:
				if of_event in passed:
					continue
				if of_event in known:
					met.append(known[of_event])
					passed.add(of_event)
					continue
				edge = fresh[of_event] = Edge(of_event, intern(event_type))
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
		known.update(fresh)
		met.extend(fresh.values())
		return met

	def _join(self, edges: list[Edge]) -> None:
		"""Read the Work Orders of these edges where their inputs were recorded apart."""
		asked = [
			e.event
			for e in edges
			if e.event_type in (PRODUCTION, CONSUMPTION) and e.event not in self._joined
		]
		self._joined.update(asked)
		rows = self._source.work_order_entries(asked)
		order_of: dict[int, str] = {row[0]: row[8] for row in rows}
		for edge in self._keep([row[:8] for row in rows]):
			edge.work_order = order = self._work_orders.setdefault(order_of[edge.event], WorkOrder())
			self._joined.add(edge.event)
			(order.consumptions if edge.event_type == CONSUMPTION else order.productions).append(edge)


def _of_unit(rows: Rows, unit: Unit, side: str) -> list[Row]:
	"""Leave out the events that, by their serial numbers, moved only other units of the batch."""
	batches, serial_no = unit
	units: dict[int, set[str | None]] = {}
	for row in rows:
		if row[3] == side and row[4] in batches:
			units.setdefault(row[0], set()).add(row[5] or None)
	other = {event for event, serials in units.items() if not serials & {serial_no, None}}
	return [row for row in rows if row[0] not in other]

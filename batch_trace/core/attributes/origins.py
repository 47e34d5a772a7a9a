"""The events that made some batches, and what these inherit from the inputs by an attribute's rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeAlias

from batch_trace.core.attributes.combining import Part, combine
from batch_trace.core.genealogy.certainty import untied
from batch_trace.core.genealogy.clock import Clock
from batch_trace.core.genealogy.edges import Edge, Edges
from batch_trace.core.genealogy.edges import Part as Input
from batch_trace.core.ledger_file.source import IN, LedgerSource
from batch_trace.core.mixing.items import read_items
from batch_trace.core.mixing.mixing import mixture
from batch_trace.core.terms.attributes import (
	BY_SHARE,
	CAUTIOUS,
	DOES_NOT_COUNT,
	IS_ZERO,
	NOT_INHERITED,
	UNKNOWN,
	Attribute,
	Known,
)
from batch_trace.core.terms.event_types import OPENING, RECEIPT
from batch_trace.core.terms.nodes import Node

KnownOf: TypeAlias = Callable[[Node | None, str], Known | None]
"""Returns what is known of the attribute of a node of an item; None if that item does not have the attribute."""


class Origins:
	"""What some batches were made from, with time and shares as a trace has them."""

	def __init__(self, source: LedgerSource, batches: Collection[Node]) -> None:
		"""Read the events that made the batches, and what was consumed apart from them."""
		edges = Edges(source)
		wanted = set(batches)
		self._making: dict[Node, list[Edge]] = {batch: [] for batch in batches}
		for edge in edges.making(batches):
			for node in dict.fromkeys(node for node, _, _ in edge.outputs if node in wanted):
				self._making[node].append(edge)
		self._items = read_items(source, edges.items.keys())
		self.items: Collection[str] = edges.items.keys()
		self._bought = {
			node
			for node, direction, event_type, qty in source.flows(batches)
			if direction == IN and event_type in (RECEIPT, OPENING) and qty > 0
		}
		self._join(edges, Clock(source))

	def _join(self, edges: Edges, clock: Clock) -> None:
		"""Join the productions of Work Orders with what was consumed for them, in time and by quantity."""
		for order in edges.work_orders:
			if not clock.ignores_time:
				clock.read(order.productions)
				order.join(clock.moments)
			order.split(self._items.mass)

	def sources(self) -> set[Node]:
		"""Return all that can have gone into the batches."""
		return {
			node
			for edges in self._making.values()
			for edge in edges
			for node, _, _ in edge.possible_sources()
			if node is not None
		}

	def inputs(self, batch: Node) -> list[Input]:
		"""Return what can have gone into a batch."""
		return [
			part
			for edge in self._making[batch]
			for part in edge.possible_sources()
			if part[0] not in (None, batch)
		]

	def inherited(
		self, batch: Node, attribute: Attribute, known_of: KnownOf, *, is_entered: bool = False
	) -> Known | None:
		"""Return what a batch inherits from all events that made it, each by its quantity; None if nothing.

		What was bought into a batch that was also made here is not known, unless somebody entered it for the batch.
		"""
		edges = [edge for edge in self._making[batch] if not _is_of_itself(edge, batch)]
		found = [(self._of_edge(edge, batch, attribute, known_of), _made(edge, batch)) for edge in edges]
		if all(known is None for known, _ in found):
			return None
		if batch in self._bought and not is_entered:
			found.append((UNKNOWN, 0.0))
		if len(found) == 1:
			return found[0][0]
		if attribute.rule == NOT_INHERITED:
			return found[0][0] if len({known for known, _ in found}) == 1 else None
		total = sum(qty for _, qty in found)
		parts: list[Part] = [(known or UNKNOWN, qty / total if total > 0 else None) for known, qty in found]
		return combine(attribute.rule, parts)

	def _of_edge(self, edge: Edge, batch: Node, attribute: Attribute, known_of: KnownOf) -> Known | None:
		if attribute.rule == NOT_INHERITED:
			return _of_the_same(edge, batch, known_of)
		is_cautious = attribute.rule in CAUTIOUS
		inputs = [
			part for part in (edge.possible_sources() if is_cautious else edge.sources()) if part[0] != batch
		]
		stated = [(part, known_of(part[0], part[1])) for part in inputs]
		if all(known is None for _, known in stated):
			return None
		if not is_cautious and untied(edge):
			return UNKNOWN
		counted = [
			(part, known if known is not None else _without(attribute))
			for part, known in stated
			if known is not None or attribute.inputs_without != DOES_NOT_COUNT
		]
		return combine(attribute.rule, self._with_shares(attribute.rule, counted))

	def _with_shares(self, rule: str, counted: Sequence[tuple[Input, Known]]) -> list[Part]:
		"""Return the parts with their shares; by share, what has no mass among what has some does not dilute it."""
		if rule != BY_SHARE:
			return [(known, None) for _, known in counted]
		numbered = [(place, item, qty) for place, ((_, item, qty), _) in enumerate(counted)]
		mixed = mixture(numbered, self._items.mass, self._items.uom)
		if mixed is None:
			return [(known, None) for _, known in counted]
		return [(counted[place][1], share) for place, share in mixed if share]


def _without(attribute: Attribute) -> Known:
	return Known(0.0) if attribute.inputs_without == IS_ZERO and attribute.rule == BY_SHARE else UNKNOWN


def _of_the_same(edge: Edge, batch: Node, known_of: KnownOf) -> Known | None:
	"""Return what is known of the one batch of the same item that a batch was split or repacked from."""
	sources = {(node, item) for node, item, _ in edge.sources() if node not in (None, batch)}
	items = {item for node, item, _ in edge.outputs if node == batch}
	if len(sources) != 1 or {item for _, item in sources} != items:
		return None
	[(node, item)] = sources
	known = known_of(node, item)
	return known if known and known.value is not None else None


def _is_of_itself(edge: Edge, batch: Node) -> bool:
	"""Return whether a batch was only reworked into itself, which changes nothing."""
	return {node for node, _, _ in edge.possible_sources()} == {batch}


def _made(edge: Edge, batch: Node) -> float:
	return sum(qty for node, _, qty in edge.outputs if node == batch)


def made_from(source: LedgerSource, batches: Iterable[Node]) -> list[Node]:
	"""Return the batches that were made directly from any of the batches."""
	names = set(batches)
	made = {node for edge in Edges(source).consuming(names) for node, _, _ in edge.outputs if node}
	return sorted(made)

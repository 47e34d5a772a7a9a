"""The rows of an answer about batches, links and stock."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias

from batch_trace.core.answer.answer import BatchRow, LinkRow, OnHandRow
from batch_trace.core.answer.facts import NOTHING, Facts
from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.terms.event_types import CONSUMPTION, confidence
from batch_trace.core.terms.mass import sizes
from batch_trace.core.terms.nodes import SERIAL_MARK, Node, name_of
from batch_trace.core.terms.quantities import tidy, tidy_share

Place: TypeAlias = tuple[Node, str | None]
"""A node in a warehouse, or (None) wherever it is."""
StatusOf: TypeAlias = Callable[[Facts], Mapping[Place, "str | None"]]
"""Tells the status of nodes, and of nodes in a warehouse where it is another there."""
Head: TypeAlias = tuple[str, str, str, str | None]
"""An event's posting time, voucher type, voucher and company."""


def made_on_the_way(walk: Walk) -> dict[Node, float]:
	"""Return how much of each node the walk's edges made."""
	made: dict[Node, float] = {}
	for edge in walk.edges:
		for node, _, qty in edge.outputs:
			if node is not None:
				made[node] = made.get(node, 0.0) + qty
	return made


def consumed_on_the_way(walk: Walk) -> dict[Node, float]:
	"""Return how much of each node the walk's edges consumed."""
	consumed: dict[Node, float] = {}
	for edge in walk.edges:
		for node, _, qty in edge.inputs if edge.work_order is None else edge.sources():
			if node is not None:
				consumed[node] = consumed.get(node, 0.0) + qty
	return consumed


def batch_rows(
	depth: Mapping[Node, int],
	direction: str,
	quantity: Mapping[Node, float],
	share: Mapping[Node, float | None],
	facts: Facts,
	stock: Mapping[Node, float],
) -> list[BatchRow]:
	"""Return a row for each node, with what is in `stock` of it; the status is filled in later."""
	name, uom, identities = facts.items.name, facts.items.uom, facts.identities
	rows: list[BatchRow] = []
	for node, level in depth.items():
		batch_id, item, expiry_date, _ = identities.get(node, NOTHING)
		is_batch = node[0] != SERIAL_MARK
		rows.append(
			{
				"batch": node if is_batch else None,
				"serial_no": None if is_batch else node[1:],
				"batch_id": batch_id,
				"item_code": item,
				"item_name": name.get(item or "", item),
				"direction": direction,
				"depth": level,
				"quantity": tidy(quantity.get(node, 0.0)),
				"uom": uom.get(item or ""),
				"share": tidy_share(share.get(node)),
				"status": None,
				"expiry_date": expiry_date,
				"on_hand": tidy(stock[node]) if node in stock else 0.0,
			}
		)
	return rows


def on_hand_rows(facts: Facts) -> list[OnHandRow]:
	"""Return a row for each node and warehouse that has any."""
	return [
		{"batch": name_of(node), "warehouse": warehouse, "quantity": tidy(qty), "status": None}
		for node, warehouse, qty in facts.on_hand
	]


def link_rows(
	edges: Iterable[Edge],
	sources: Collection[Node],
	targets: Collection[Node],
	facts: Facts,
	heads: Mapping[int, Head],
) -> list[LinkRow]:
	"""Return the links of edges from any of the sources to any of the targets.

	What a source gave to an event is divided among all outputs by mass, else by quantity: nothing created or lost.
	"""
	rows: list[LinkRow] = []
	for edge in edges:
		outputs = _parts_of(edge, targets, facts)
		for event, source, qty in _given(edge, sources) if outputs else ():
			if event not in heads:
				continue
			event_type = edge.event_type if event == edge.event else CONSUMPTION
			sure = confidence(event_type)
			posting, voucher_type, voucher_no, _ = heads[event]
			for target, part in outputs:
				rows.append(
					{
						"source": source if source[0] != SERIAL_MARK else source[1:],
						"target": target if target[0] != SERIAL_MARK else target[1:],
						"quantity": tidy(qty * part),
						"event": event,
						"event_type": event_type,
						"voucher_type": voucher_type,
						"voucher_no": voucher_no,
						"posting_datetime": posting,
						"confidence": sure,
					}
				)
	return rows


def _given(edge: Edge, sources: Collection[Node]) -> list[tuple[int, Node, float]]:
	"""Return what each of the sources gave to an edge, and the event that records it."""
	own = edge.event
	given = [(own, node, qty) for node, _, qty in edge.inputs if node in sources and node is not None]
	if edge.work_order is not None:
		consumed = edge.consumed()
		given += [
			(event, node, qty) for event, node, _, qty in consumed if node in sources and node is not None
		]
	if len(given) < 2:
		return given
	merged: dict[tuple[int, Node], float] = {}
	for event, node, qty in given:
		merged[event, node] = merged.get((event, node), 0.0) + qty
	return [(event, node, qty) for (event, node), qty in merged.items()]


def _parts_of(edge: Edge, targets: Collection[Node], facts: Facts) -> list[tuple[Node, float]]:
	"""Return each target's part of what the edge made."""
	outputs = edge.outputs
	if len(outputs) == 1:
		node = outputs[0][0]
		return [(node, 1.0)] if node is not None and node in targets else []
	amounts = sizes(outputs, facts.items.mass)
	total = sum(amounts)
	if total <= 0:
		amounts, total = [1.0] * len(amounts), float(len(amounts))
	parts: dict[Node, float] = {}
	for (node, _, _), amount in zip(outputs, amounts, strict=True):
		if node is not None and node in targets:
			parts[node] = parts.get(node, 0.0) + amount / total
	return list(parts.items())

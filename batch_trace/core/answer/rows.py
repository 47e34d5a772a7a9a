"""The rows of an answer about batches, links and stock."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from batch_trace.core.answer.answer import Answer, BatchRow, LinkRow, OnHandRow
from batch_trace.core.answer.facts import NOTHING, Facts
from batch_trace.core.genealogy.certainty import untied
from batch_trace.core.genealogy.clock import Header
from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.genealogy.walk import Walk
from batch_trace.core.terms.event_types import CONSUMPTION, INFERRED, RECORDED, confidence
from batch_trace.core.terms.mass import sizes
from batch_trace.core.terms.nodes import SERIAL_MARK, Node, name_of, node_of
from batch_trace.core.terms.quantities import tidy, tidy_share

Place: TypeAlias = tuple[Node, str | None]
"""A node in a warehouse, or in all warehouses (None)."""
StatusOf: TypeAlias = Callable[[Facts], Mapping[Place, "str | None"]]
"""Returns the status of nodes, and of nodes in warehouses where it differs."""


def quantities_made(walk: Walk) -> dict[Node, float]:
	"""Return the quantity of each node that the walk's edges made."""
	made: dict[Node, float] = {}
	for edge in walk.edges:
		for node, _, qty in edge.outputs:
			if node is not None:
				made[node] = made.get(node, 0.0) + qty
	return made


def quantities_consumed(walk: Walk) -> dict[Node, float]:
	"""Return the quantity of each node that the walk's edges consumed."""
	consumed: dict[Node, float] = {}
	for edge in walk.edges:
		for node, _, qty in edge.inputs if edge.work_order is None else edge.sources():
			if node is not None:
				consumed[node] = consumed.get(node, 0.0) + qty
	return consumed


def stock_of(facts: Facts) -> dict[Node, float]:
	"""Return the stock of each node in all warehouses together."""
	stock: dict[Node, float] = {}
	for node, _, qty in facts.on_hand:
		stock[node] = stock.get(node, 0.0) + qty
	return stock


def fill_status(answer: Answer, facts: Facts, status_of: StatusOf) -> None:
	"""Fill in the status of each batch and of each place it is in."""
	status = status_of(facts)
	for row in answer["batches"]:
		row["status"] = status.get((node_of(row["batch"], row["serial_no"]) or "", None))
	for stock_row, (node, place, _) in zip(answer["on_hand"], facts.on_hand, strict=True):
		stock_row["status"] = status.get((node, place), status.get((node, None)))


def batch_rows(
	depth: Mapping[Node, int],
	direction: str,
	quantity: Mapping[Node, float],
	share: Mapping[Node, float | None],
	facts: Facts,
	stock: Mapping[Node, float],
) -> list[BatchRow]:
	"""Return a row for each node, with its quantity in `stock`; the status is filled in later."""
	name, uom, identities = facts.items.name, facts.items.uom, facts.identities
	rows: list[BatchRow] = []
	for node, node_depth in depth.items():
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
				"depth": node_depth,
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
	"""Return a row for each node and warehouse with stock."""
	return [
		{"batch": name_of(node), "warehouse": warehouse, "quantity": tidy(qty), "status": None}
		for node, warehouse, qty in facts.on_hand
	]


def links_of_walks(
	walks: Sequence[Walk], shown: Sequence[Collection[Node]], facts: Facts, headers: Mapping[int, Header]
) -> list[LinkRow]:
	"""Return the links among the shown nodes of each walk; links that are in both appear once."""
	events = [{edge.event for edge in walk.edges} for walk in walks]
	shared = set.intersection(*events) if len(walks) > 1 else set()
	rows: list[LinkRow] = []
	unique_rows: dict[tuple[object, ...], LinkRow] = {}
	for walk, nodes in zip(walks, shown, strict=True):
		rows += link_rows(
			(edge for edge in walk.edges if edge.event not in shared), nodes, nodes, facts, headers
		)
		for edge in walk.edges if shared else ():
			for row in link_rows([edge], nodes, nodes, facts, headers) if edge.event in shared else ():
				unique_rows[edge.event, row["event"], row["source"], row["target"]] = row
	return [*rows, *unique_rows.values()]


def link_rows(
	edges: Iterable[Edge],
	sources: Collection[Node],
	targets: Collection[Node],
	facts: Facts,
	headers: Mapping[int, Header],
) -> list[LinkRow]:
	"""Return the links of edges from any of the sources to any of the targets.

	The quantity a source gave to an event is divided among its outputs by mass, else by quantity. A link is inferred, too,
	where the event does not say into which of its outputs the source went.
	"""
	rows: list[LinkRow] = []
	for edge in edges:
		outputs = _output_fractions(edge, targets, facts)
		doubtful = untied(edge)
		for event, source, qty in _quantities_given(edge, sources) if outputs else ():
			if event not in headers:
				continue
			event_type = edge.event_type if event == edge.event else CONSUMPTION
			link_confidence = confidence(event_type)
			if link_confidence == RECORDED and source in doubtful:
				link_confidence = INFERRED
			posting, voucher_type, voucher_no, *_ = headers[event]
			for target, fraction in outputs:
				rows.append(
					{
						"source": source if source[0] != SERIAL_MARK else source[1:],
						"target": target if target[0] != SERIAL_MARK else target[1:],
						"quantity": tidy(qty * fraction),
						"event": event,
						"event_type": event_type,
						"voucher_type": voucher_type,
						"voucher_no": voucher_no,
						"posting_datetime": posting,
						"confidence": link_confidence,
					}
				)
	return rows


def _quantities_given(edge: Edge, sources: Collection[Node]) -> list[tuple[int, Node, float]]:
	"""Return event, source and quantity of what each source gave to an edge."""
	edge_event = edge.event
	given = [(edge_event, node, qty) for node, _, qty in edge.inputs if node in sources and node is not None]
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


def _output_fractions(edge: Edge, targets: Collection[Node], facts: Facts) -> list[tuple[Node, float]]:
	"""Return each target's fraction of what the edge made."""
	outputs = edge.outputs
	if len(outputs) == 1:
		node = outputs[0][0]
		return [(node, 1.0)] if node is not None and node in targets else []
	amounts = sizes(outputs, facts.items.mass)
	total = sum(amounts)
	if total <= 0:
		amounts, total = [1.0] * len(amounts), float(len(amounts))
	fractions: dict[Node, float] = {}
	for (node, _, _), amount in zip(outputs, amounts, strict=True):
		if node is not None and node in targets:
			fractions[node] = fractions.get(node, 0.0) + amount / total
	return list(fractions.items())

"""Descendants and ancestors of batches without quantities, found by the same walk as a trace."""

from collections.abc import Collection, Iterable

from batch_trace.core.genealogy.clock import Clock
from batch_trace.core.genealogy.edges import Edge, Edges
from batch_trace.core.genealogy.paths import BACKWARD, FORWARD, Paths, follow
from batch_trace.core.genealogy.starts import start_of
from batch_trace.core.ledger_file.source import IN, OUT, LedgerSource
from batch_trace.core.terms.event_types import PRODUCTION
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.nodes import batch_of, node_of


def descendants(source: LedgerSource, batch: str) -> list[str]:
	"""Return every batch that can contain something of the batch, the nearest first, without the batch itself."""
	return _batches(_walked(source, [batch], FORWARD).nodes, excluded=batch)


def ancestors(source: LedgerSource, batches: Collection[str]) -> list[str]:
	"""Return the batches and every batch that they can contain something of."""
	return _batches(_walked(source, batches, BACKWARD).nodes) if batches else []


def edge_of(source: LedgerSource, event: RecordedEvent) -> Edge:
	"""Return an event of the ledger as an edge, with what was consumed apart from it for its Work Order until now."""
	if event.event_type == PRODUCTION and event.voucher.work_order:
		production = Edges(source).production(event.number)
		if production is not None and production.work_order is not None:
			clock = Clock(source)
			clock.read([production])
			if not clock.ignores_time:
				production.work_order.join(clock.moments)
			return production
	edge = Edge(event.number, event.event_type)
	for direction, m in event.entries:
		if direction in (IN, OUT):
			parts = edge.outputs if direction == IN else edge.inputs
			parts.append((node_of(m.batch, m.serial_no), m.item_code, abs(m.qty)))
			if m.batch and m.serial_no:
				edge.add_serialised(m.batch)
	return edge


def _walked(source: LedgerSource, batches: Collection[str], direction: str) -> Paths:
	return follow(Edges(source), Clock(source), start_of(batches), direction)


def _batches(nodes: Iterable[str], excluded: str = "") -> list[str]:
	return [batch for node in nodes if (batch := batch_of(node)) and batch != excluded]

"""Descendants and ancestors of batches without quantities, found by the same walk as a trace."""

from collections.abc import Collection, Iterable

from batch_trace.core.genealogy.clock import Clock
from batch_trace.core.genealogy.edges import Edges
from batch_trace.core.genealogy.paths import BACKWARD, FORWARD, Paths, follow
from batch_trace.core.genealogy.starts import start_of
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.nodes import batch_of


def descendants(source: LedgerSource, batch: str) -> list[str]:
	"""Return every batch that can contain something of the batch, the nearest first, without the batch itself."""
	return _batches(_walked(source, [batch], FORWARD).nodes, excluded=batch)


def ancestors(source: LedgerSource, batches: Collection[str]) -> list[str]:
	"""Return the batches and every batch that they can contain something of."""
	return _batches(_walked(source, batches, BACKWARD).nodes) if batches else []


def _walked(source: LedgerSource, batches: Collection[str], direction: str) -> Paths:
	return follow(Edges(source), Clock(source), start_of(batches), direction)


def _batches(nodes: Iterable[str], excluded: str = "") -> list[str]:
	return [batch for node in nodes if (batch := batch_of(node)) and batch != excluded]

"""Descendants and ancestors of batches without quantities, found by the same walk as a trace."""

from collections.abc import Collection, Iterable

from batch_trace.core.genealogy.edges import Edges
from batch_trace.core.genealogy.walk import backward, forward
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.nodes import batch_of


def descendants(source: LedgerSource, batch: str) -> list[str]:
	"""Return every batch made from the batch, the nearest first, without the batch itself."""
	return _batches(forward(Edges(source, None), {batch: 0}).depth, excluded=batch)


def ancestors(source: LedgerSource, batches: Collection[str]) -> list[str]:
	"""Return the batches and every batch they were made from."""
	return _batches(backward(Edges(source, None), dict.fromkeys(batches, 0)).depth) if batches else []


def _batches(nodes: Iterable[str], excluded: str = "") -> list[str]:
	return [batch for node in nodes if (batch := batch_of(node)) and batch != excluded]

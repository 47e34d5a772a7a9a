"""What an event does not say: which of its inputs went into which of its outputs."""

from collections.abc import Collection

from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.terms.event_types import PRODUCTION, SUBCONTRACTING
from batch_trace.core.terms.nodes import Node

ONE_PRODUCT = frozenset({PRODUCTION, SUBCONTRACTING})
"""Events that make one product, with its by-products: each input goes into all of it, unless both are units."""


def untied(edge: Edge) -> Collection[Node]:
	"""Return the inputs of an event of which nobody can say into which of its outputs they went.

	A single input went into everything, and all inputs went into a single product, whatever its batches. Units with
	serial numbers do not divide: of several that were put into several, each went into one.

	>>> edge = Edge(1, "Repack")
	>>> edge.inputs, edge.outputs = [("F1", "FLOUR", 1.0), ("S1", "SUGAR", 1.0)], [("B1", "BREAD", 2.0)]
	>>> untied(edge)
	()
	>>> edge.outputs.append(("K1", "CAKE", 1.0))
	>>> sorted(untied(edge))
	['F1', 'S1']
	"""
	if len(edge.outputs) < 2:
		return ()
	units = edge.units_of(edge.outputs)
	if len(units) < 2 and (edge.event_type in ONE_PRODUCT or _products(edge, units) < 2):
		return ()
	sources = {node for node, _, _ in edge.sources() if node is not None}
	if len(sources) < 2:
		return ()
	return edge.units_of(edge.sources()) if edge.event_type in ONE_PRODUCT else sources


def _products(edge: Edge, units: Collection[Node]) -> int:
	items = {item for node, item, _ in edge.outputs if node is not None and node not in units}
	return len(items) + len(units)

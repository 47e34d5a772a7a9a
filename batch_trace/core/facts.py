"""All that is read about the nodes of a walk, in a fixed number of queries."""

from collections.abc import Collection
from typing import NamedTuple, TypeAlias

from batch_trace.core.edges import Edges, Unit
from batch_trace.core.event_types import MAKING, TRANSFORMATIONS
from batch_trace.core.items import Items, read_items
from batch_trace.core.nodes import Node, is_serial
from batch_trace.core.paths import Paths
from batch_trace.core.quantities import NOISE, tidy
from batch_trace.core.source import IN, LedgerSource
from batch_trace.core.starts import Start

Identity: TypeAlias = tuple["str | None", "str | None", "str | None"]
"""How a node is shown: batch_id, item, expiry date."""
Total: TypeAlias = tuple[Node, float, float, "str | None", "str | None", int]
"""What ever came of a node and went: made, out, first made, first out, whether anything was reversed."""


class Facts(NamedTuple):
	"""What is known of the nodes, beside how they hang together."""

	totals: list[Total]
	made: dict[Node, float]
	on_hand: list[tuple[Node, str, float]]
	identities: dict[Node, Identity]
	items: Items
	untracked: set[int]
	"""The events in which stock without batch or serial number went in or came out."""
	units: dict[Node, float]
	"""What was made or received of the one serial number that a start is narrowed to."""


NOTHING: Identity = (None, None, None)


def read_facts(source: LedgerSource, start: Start, paths: Paths, edges: Edges) -> Facts:
	"""Read the facts; then divide what was consumed for Work Orders, which takes the items' masses."""
	nodes = paths.nodes
	identities = _identities(source, nodes)
	items = read_items(source, edges.items.keys() | {item for _, item, _ in identities.values() if item})
	for order in edges.work_orders:
		order.split(items.mass)
	totals = source.totals(nodes)
	made = {row[0]: float(row[1]) for row in totals}
	on_hand = [(node, place, float(qty)) for node, place, qty in source.on_hand(nodes) if abs(qty) > NOISE]
	facts = Facts(totals, made, on_hand, identities, items, edges.untracked, {})
	if start.unit is not None:
		_narrow(source, start.unit, paths, facts)
	return facts


def _identities(source: LedgerSource, nodes: Collection[Node]) -> dict[Node, Identity]:
	"""Read batches; what has none (serial numbers, deleted batches) the ledger itself knows."""
	found: dict[Node, Identity] = {
		name: (batch_id or name, item, str(expiry) if expiry else None)
		for name, batch_id, item, expiry in source.batches(nodes)
	}
	missing = [node for node in nodes if node not in found]
	for node, item, batch_no in source.identities(missing) if missing else ():
		found[node] = (None if is_serial(node) else batch_no or node, item, None)
	return found


def _narrow(source: LedgerSource, unit: Unit, paths: Paths, facts: Facts) -> None:
	"""Count of the start's batches one serial number only: what is in stock, and what was made or received."""
	batches, serial_no = unit
	places: dict[tuple[Node, str], float] = {}
	received = dict.fromkeys(batches, 0.0)
	facts.units.update(received)
	for batch, warehouse, direction, event_type, qty in source.serial_flows(serial_no):
		if batch in received:
			places[batch, warehouse] = places.get((batch, warehouse), 0.0) + float(qty)
			if direction == IN and event_type in MAKING:
				facts.units[batch] += float(qty)
				received[batch] += 0.0 if event_type in TRANSFORMATIONS else float(qty)
	facts.on_hand[:] = [row for row in facts.on_hand if row[0] not in received]
	facts.on_hand.extend((batch, place, qty) for (batch, place), qty in places.items() if tidy(qty))
	facts.made.update(received)
	for edge in paths.up.edges if paths.up else ():
		for node, _, qty in edge.outputs:
			if node in received:
				facts.made[node] += qty

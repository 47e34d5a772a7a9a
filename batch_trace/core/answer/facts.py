"""Reads everything about the nodes of a walk, in a fixed number of queries."""

from collections.abc import Collection
from sys import intern
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.edges import Edges, Unit
from batch_trace.core.genealogy.paths import Paths
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.ledger_file.source import IN, OUT, LedgerSource
from batch_trace.core.mixing.items import Items, read_items
from batch_trace.core.terms.event_types import MAKING, TRANSFORMATIONS
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import NOISE, tidy

Identity: TypeAlias = tuple["str | None", "str | None", "str | None", bool]
"""What is shown of a node: batch_id, item, expiry date, whether it is disabled."""


class Facts(NamedTuple):
	"""Everything about the nodes except the links between them."""

	made: dict[Node, float]
	on_hand: list[tuple[Node, str, float]]
	identities: dict[Node, Identity]
	items: Items
	orphans: list[Node]
	"""Nodes that left the stock but were never received or made."""
	untracked: set[int]
	"""Events that consumed or made stock without batch or serial number."""
	units: dict[Node, float]
	"""The quantity made or received of the single serial number that the start is limited to."""


NOTHING: Identity = (None, None, None, False)


def read_facts(source: LedgerSource, start: Start, paths: Paths, edges: Edges) -> Facts:
	"""Read the facts, then split the consumption of Work Orders by the items' masses."""
	nodes = paths.nodes
	identities = _identities(source, [*nodes, *(node for node in paths.cleared if node not in nodes)])
	items = read_items(source, edges.items.keys() | {item for _, item, *_ in identities.values() if item})
	for order in edges.work_orders:
		order.split(items.mass)
	made = dict(paths.accounts.made)
	orphans = _orphans(source, [node for node in nodes if made.get(node, 0.0) <= NOISE])
	on_hand = [
		(intern(node), intern(place or ""), float(qty))
		for node, place, qty in source.on_hand(nodes)
		if abs(qty) > NOISE
	]
	facts = Facts(made, on_hand, identities, items, orphans, edges.untracked, {})
	if start.unit is not None:
		_narrow(source, start.unit, paths, facts)
	return facts


def _orphans(source: LedgerSource, nodes: Collection[Node]) -> list[Node]:
	"""Return the nodes that left the stock; none of the given nodes was ever made or received."""
	quantity_out: dict[Node, float] = {}
	for node, direction, _, qty in source.flows(nodes) if nodes else ():
		if direction == OUT:
			quantity_out[node] = quantity_out.get(node, 0.0) + float(qty)
	return [node for node, qty in quantity_out.items() if qty < -NOISE]


def _identities(source: LedgerSource, nodes: Collection[Node]) -> dict[Node, Identity]:
	"""Read the identities from the batches; those of serial numbers and deleted batches from the ledger."""
	identities: dict[Node, Identity] = {
		intern(name): (
			intern(batch_id or name),
			item and intern(item),
			expiry and str(expiry),
			bool(disabled),
		)
		for name, batch_id, item, expiry, disabled in source.batches(nodes)
	}
	missing = [node for node in nodes if node not in identities]
	for node, item, batch_no in source.identities(missing) if missing else ():
		identities[node] = (None if is_serial(node) else batch_no or node, item, None, False)
	return identities


def _narrow(source: LedgerSource, unit: Unit, paths: Paths, facts: Facts) -> None:
	"""Limit the start's batches to one serial number: their stock and the quantity made or received."""
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

"""All that is read about the nodes of a walk, in a fixed number of queries."""

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
"""How a node is shown: batch_id, item, expiry date, whether disabled."""


class Facts(NamedTuple):
	"""What is known of the nodes, beside how they hang together."""

	made: dict[Node, float]
	on_hand: list[tuple[Node, str, float]]
	identities: dict[Node, Identity]
	items: Items
	orphans: list[Node]
	"""The nodes that went out without ever having come."""
	suspects: list[Node]
	"""The nodes that seem to have gone before they came, or of which something was reversed."""
	untracked: set[int]
	"""The events in which stock without batch or serial number went in or came out."""
	units: dict[Node, float]
	"""What was made or received of the one serial number that a start is narrowed to."""


NOTHING: Identity = (None, None, None, False)


def read_facts(source: LedgerSource, start: Start, paths: Paths, edges: Edges) -> Facts:
	"""Read the facts; then divide what was consumed for Work Orders, which takes the items' masses."""
	nodes = paths.nodes
	identities = _identities(source, nodes)
	items = read_items(source, edges.items.keys() | {item for _, item, *_ in identities.values() if item})
	for order in edges.work_orders:
		order.split(items.mass)
	arrivals = source.arrivals(nodes)
	made = {intern(node): float(qty) for node, qty, *_ in arrivals}
	orphans = _orphans(source, [node for node in nodes if made.get(node, 0.0) <= NOISE])
	suspects = [node for node, qty, *times in arrivals if _suspect(qty, *times)]
	on_hand = [
		(intern(node), intern(place or ""), float(qty))
		for node, place, qty in source.on_hand(nodes)
		if abs(qty) > NOISE
	]
	facts = Facts(made, on_hand, identities, items, orphans, suspects, edges.untracked, {})
	if start.unit is not None:
		_narrow(source, start.unit, paths, facts)
	return facts


def _suspect(made: float, first_made: str | None, first_out: str | None, reverted: int) -> bool:
	"""Tell whether a node seems to have gone before it came; where something was reversed, that is to be looked at."""
	return bool(made > NOISE and first_made and first_out and (reverted or first_out < first_made))


def _orphans(source: LedgerSource, nodes: Collection[Node]) -> list[Node]:
	"""Return those of the nodes, none of which was ever made or received, that nevertheless went out."""
	gone: dict[Node, float] = {}
	for node, direction, _, qty in source.flows(nodes) if nodes else ():
		if direction == OUT:
			gone[node] = gone.get(node, 0.0) + float(qty)
	return [node for node, qty in gone.items() if qty < -NOISE]


def _identities(source: LedgerSource, nodes: Collection[Node]) -> dict[Node, Identity]:
	"""Read batches; what has none (serial numbers, deleted batches) the ledger itself knows."""
	found: dict[Node, Identity] = {
		intern(name): (
			intern(batch_id or name),
			item and intern(item),
			expiry and str(expiry),
			bool(disabled),
		)
		for name, batch_id, item, expiry, disabled in source.batches(nodes)
	}
	missing = [node for node in nodes if node not in found]
	for node, item, batch_no in source.identities(missing) if missing else ():
		found[node] = (None if is_serial(node) else batch_no or node, item, None, False)
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

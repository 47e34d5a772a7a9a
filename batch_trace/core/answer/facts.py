"""Reads everything about the nodes of a walk, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from sys import intern
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.edges import Edges, Unit
from batch_trace.core.genealogy.paths import Paths
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.ledger_file.source import IN, OUT, LedgerSource
from batch_trace.core.mixing.items import Items, read_items
from batch_trace.core.terms.event_types import COMPANY_TRANSFER, MAKING, SUBSTITUTION, TRANSFORMATIONS
from batch_trace.core.terms.moments import microseconds, tolerance_of
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import NOISE, tidy

Identity: TypeAlias = tuple["str | None", "str | None", "str | None", bool]
"""What is shown of a node: batch_id, item, expiry date, whether it is disabled."""


class Lacking(NamedTuple):
	"""A quantity of an item that an event took out without a batch, although the item has batches or serial numbers."""

	item: str
	event: int
	quantity: float


class Facts(NamedTuple):
	"""Everything about the nodes except the links between them."""

	made: dict[Node, float]
	on_hand: list[tuple[Node, str, float]]
	identities: dict[Node, Identity]
	items: Items
	orphans: list[Node]
	"""Nodes that left the stock but were never received or made."""
	found: list[Node]
	"""Nodes that only counts, or returns of what was never shipped, brought into stock, at least in part."""
	lacking: list[Lacking]
	"""What left of the items of the walk down without saying which batch, after the first batch had come."""
	no_waste: set[str]
	"""Items that are marked as waste or by-product, but were sold, or used after they had come out."""
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
	orphans, found = _without_origin(source, paths, made)
	on_hand = [
		(intern(node), intern(place or ""), float(qty))
		for node, place, qty in source.on_hand(nodes)
		if abs(qty) > NOISE
	]
	facts = Facts(made, on_hand, identities, items, orphans, found, [], set(), edges.untracked, {})
	facts.lacking.extend(_lacking(source, paths, identities))
	facts.no_waste.update(_no_waste(source, paths, items))
	if start.unit is not None:
		_narrow(source, start.unit, paths, facts)
	return facts


def _without_origin(
	source: LedgerSource, paths: Paths, made: Mapping[Node, float]
) -> tuple[list[Node], list[Node]]:
	"""Return the nodes that left without having been received or made, and those that were only found.

	What a stock count asserts to have been another batch has that origin; what the count found besides has none. What another
	company of the site has sent comes from where that had it.
	"""
	asserted = {
		node for edge in paths.edges if edge.event_type == SUBSTITUTION for node, _, _ in edge.outputs
	}
	asked = [node for node in paths.nodes if made.get(node, 0.0) <= NOISE or node in asserted]
	came, left, found = (defaultdict[Node, float](float) for _ in range(3))
	for node, direction, event_type, qty in source.flows(asked) if asked else ():
		if direction == OUT:
			left[node] -= float(qty)
		elif direction == IN and event_type not in (SUBSTITUTION, COMPANY_TRANSFER):
			(came if event_type in MAKING else found)[node] += float(qty)
	unknown = [node for node in asked if came[node] <= NOISE]
	orphans = [node for node in unknown if left[node] > NOISE and made.get(node, 0.0) <= NOISE]
	return orphans, [node for node in unknown if found[node] > NOISE and node not in orphans]


def _no_waste(source: LedgerSource, paths: Paths, items: Items) -> set[str]:
	"""Return what came out of the walk down marked as waste and is none: customers bought it, or it went into something."""
	came: dict[str, set[int]] = defaultdict(set)
	for edge in paths.down.edges if paths.down else ():
		marked = (part for part in edge.outputs if part[1] in items.waste)
		for node, item, _ in (*edge.waste, *marked):
			if node is None:
				came[item].add(edge.event)
	if not came:
		return set()
	used = {item for item, event, *_ in source.lacking(came) if event > min(came[item])}
	return {*source.sold_of(came), *used}


def _lacking(source: LedgerSource, paths: Paths, identities: Mapping[Node, Identity]) -> Iterator[Lacking]:
	"""Yield what left of the items without a batch, once a batch of the walk down was there: it may have been that one."""
	came: dict[str, str] = {}
	for node in paths.down.depth if paths.down else ():
		item, first_made = identities.get(node, NOTHING)[1], paths.accounts.first_made.get(node, "")
		if item:
			came[item] = min(came.get(item, first_made), first_made)
	tolerance = tolerance_of(source.tolerance)
	for item, event, posting, qty in source.lacking(came):
		first = came.get(item, "")
		if not first or microseconds(posting) + tolerance >= microseconds(first):
			yield Lacking(item, event, -float(qty))


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

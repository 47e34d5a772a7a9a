"""Finds the gaps in the walks of a trace."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from itertools import chain

from batch_trace.core.answer import gaps
from batch_trace.core.answer.facts import Facts
from batch_trace.core.answer.gaps import Gap
from batch_trace.core.answer.parties import Movement
from batch_trace.core.genealogy.certainty import ONE_PRODUCT, untied
from batch_trace.core.genealogy.clock import Header
from batch_trace.core.genealogy.edges import Edge, Part
from batch_trace.core.genealogy.exposure import OVERDRAWN
from batch_trace.core.genealogy.paths import Paths
from batch_trace.core.ledger_file.source import LedgerSource, Row
from batch_trace.core.mixing.shares import Shares
from batch_trace.core.terms.corrections import Corrections
from batch_trace.core.terms.event_types import (
	CONSUMPTION,
	CUSTOMER_RETURN,
	INFERRED,
	RECORDED,
	SHIPMENT,
	confidence,
)
from batch_trace.core.terms.nodes import Node, name_of
from batch_trace.core.terms.quantities import NOISE, quantity_text

MINUTES = len("2026-01-01 08:00")


def find(paths: Paths, facts: Facts, headers: Mapping[int, Header]) -> list[Gap]:
	"""Return all gaps of the walked nodes and edges."""
	return [
		*of_ends(paths, headers),
		*of_links(paths.edges, paths.nodes, headers),
		*of_untracked_inputs(paths.edges, facts),
		*of_untracked_outputs(paths, facts),
		*of_lacking(paths.edges, facts, headers),
		*(Gap(gaps.ORPHAN_BATCH, (name_of(node),), node) for node in facts.orphans),
		*(Gap(gaps.ORIGIN_UNKNOWN, (name_of(node),), node) for node in facts.found),
		*of_times(paths, headers),
		*of_stock(facts),
		*of_depth(paths),
	]


def of_starts(source: LedgerSource, starts: Collection[Node]) -> list[Gap]:
	"""Return a gap for each start of which nothing was recorded at the time asked for: an empty answer proves nothing."""
	if source.as_of is None:
		return []
	recorded = {node for node, *_rest in source.flows(starts)}
	day = source.as_of[:MINUTES]
	return [Gap(gaps.NOT_RECORDED_YET, (name_of(node), day), node) for node in starts if node not in recorded]


def of_depth(paths: Paths) -> list[Gap]:
	"""Return a gap for each depth at which `max_depth` stopped a walk."""
	cuts = {walk.cut_at for walk in (paths.up, paths.down) if walk and walk.cut_at is not None}
	return [Gap(gaps.DEPTH_CUT, (str(depth),)) for depth in sorted(cuts)]


def of_ends(paths: Paths, headers: Mapping[int, Header]) -> Iterator[Gap]:
	"""Yield gaps of edges without inputs or without outputs."""
	for edge in paths.up.edges if paths.up else ():
		if not any(True for _ in edge.sources()):
			walked = paths.up.depth if paths.up else ()
			yield from _gap_of_each_node(gaps.OUTPUT_WITHOUT_INPUT, edge, edge.outputs, walked, headers)
	for edge in paths.down.edges if paths.down else ():
		if not edge.outputs and not edge.waste:
			walked = paths.down.depth if paths.down else ()
			yield from _gap_of_each_node(gaps.INPUT_WITHOUT_OUTPUT, edge, edge.inputs, walked, headers)


def _gap_of_each_node(
	code: str, edge: Edge, parts: Iterable[Part], walked: Collection[Node], headers: Mapping[int, Header]
) -> Iterator[Gap]:
	for node in dict.fromkeys(node for node, _, _ in parts):
		if node is not None and node in walked:
			yield Gap(code, (name_of(node), _voucher(edge.event, headers)), node, edge.event)


def _voucher(event: int, headers: Mapping[int, Header]) -> str:
	"""Return the voucher of an event, as messages name it."""
	header = headers[event]
	return f"{header.voucher_type} {header.voucher_no}"


def of_links(edges: Iterable[Edge], nodes: Collection[Node], headers: Mapping[int, Header]) -> Iterator[Gap]:
	"""Yield a gap for each event whose links are inferred or asserted."""
	consumptions: set[int] = set()
	for edge in edges:
		if edge.work_order is not None:
			consumptions.update(event for event, node, _, _ in edge.consumed() if node in nodes)
		link_confidence = confidence(edge.event_type)
		if link_confidence != RECORDED and edge.inputs and edge.outputs:
			if link_confidence == INFERRED:
				yield _inferred(edge.event, edge.event_type, headers)
			else:
				yield Gap(gaps.ASSERTED_LINK, (_voucher(edge.event, headers),), event=edge.event)
		elif any(source in nodes for source in untied(edge)):
			advice = gaps.ONE_UNIT_EACH if edge.event_type in ONE_PRODUCT else gaps.ONE_PRODUCT_EACH
			yield _inferred(edge.event, edge.event_type, headers)._replace(advice=advice)
	for event in sorted(consumptions):
		yield _inferred(event, CONSUMPTION, headers)


def _inferred(event: int, event_type: str, headers: Mapping[int, Header]) -> Gap:
	return Gap(gaps.INFERRED_LINK, (_voucher(event, headers), event_type), event=event)


def of_untracked_inputs(edges: Iterable[Edge], facts: Facts) -> Iterator[Gap]:
	"""Yield a gap for each item without batches and serial numbers that was consumed."""
	yield from _of_items(
		(
			(gaps.UNTRACKED_INPUT, "", edge.event, item, qty)
			for edge in edges
			for node, item, qty in (
				edge.sources() if edge.work_order or edge.event in facts.untracked else ()
			)
			if node is None
		),
		facts,
	)


def of_untracked_outputs(paths: Paths, facts: Facts) -> Iterator[Gap]:
	"""Yield a gap for each item without batches and serial numbers that was made: an error, unless it is waste.

	What came up the tree is for the trace of something else.
	"""
	down = {edge.event for edge in paths.down.edges} if paths.down else set()
	yield from _of_items(
		(
			(*_kind_of_output(edge, item, marked, facts), edge.event, item, qty)
			for edge in paths.edges
			if edge.event in facts.untracked
			for marked, parts in ((False, edge.outputs if edge.event in down else ()), (True, edge.waste))
			for node, item, qty in parts
			if node is None
		),
		facts,
	)


def _kind_of_output(edge: Edge, item: str, marked: bool, facts: Facts) -> tuple[str, str]:
	"""Return the code and the advice for an output without a batch, marked by its row or by its item as waste or not."""
	waste = facts.items.waste
	if not marked and item not in waste:
		return gaps.UNTRACKED_OUTPUT, ""
	if item in facts.no_waste:
		return gaps.UNTRACKED_OUTPUT, gaps.NO_WASTE
	if not any(node is not None or item not in waste for node, item, _ in edge.outputs):
		return gaps.UNTRACKED_OUTPUT, gaps.ONLY_WASTE
	return gaps.UNTRACKED_WASTE, ""


def _of_items(moved: Iterable[tuple[str, str, int, str, float]], facts: Facts) -> Iterator[Gap]:
	"""Yield a gap for each code, advice and item of what moved; items that have batches are in `of_lacking`."""
	totals: dict[tuple[str, str, str], tuple[float, dict[int, None]]] = {}
	items = facts.items
	for code, advice, event, item, qty in moved:
		if item not in items.tracked:
			total, events = totals.setdefault((code, advice, item), (0.0, {}))
			events[event] = None
			totals[code, advice, item] = (total + qty, events)
	for (code, advice, item), (total, events) in totals.items():
		single_event = next(iter(events)) if len(events) == 1 else None
		args = (quantity_text(total), items.uom.get(item, ""), items.name.get(item, item))
		yield Gap(code, args, event=single_event, item=item, advice=advice)


def of_lacking(edges: Iterable[Edge], facts: Facts, headers: Mapping[int, Header]) -> Iterator[Gap]:
	"""Yield a gap for each event that moved an item without the batch or serial number that the item has."""
	items = facts.items
	moved: dict[tuple[str, int], float] = {}
	for edge in edges:
		own = (*edge.inputs, *edge.outputs, *edge.waste) if edge.event in facts.untracked else ()
		consumed = ((event, node, item, qty) for event, node, item, qty in edge.consumed())
		for event, node, item, qty in (*((edge.event, *part) for part in own), *consumed):
			if node is None and item in items.tracked:
				moved[item, event] = moved.get((item, event), 0.0) + qty
	moved |= {(each.item, each.event): each.quantity for each in facts.lacking}
	for (item, event), quantity in moved.items():
		amount = f"{quantity_text(quantity)} {items.uom.get(item, '')}".strip()
		args = (amount, items.name.get(item, item), _voucher(event, headers))
		yield Gap(gaps.LACKS_BATCH, args, event=event, item=item)


def of_times(paths: Paths, headers: Mapping[int, Header]) -> Iterator[Gap]:
	"""Yield a gap for each node that left before it was received or made, or before enough of it was there.

	A drawing whose time cannot be trusted counts only where it is what makes a batch exposed.
	"""
	for node, (left, came) in paths.accounts.left_early.items():
		if node in paths.nodes:
			yield Gap(gaps.CONSUMED_BEFORE_RECEIVED, (name_of(node), left[:16], came[:16]), node)
	drawings = {
		drawing: None for walk in (paths.up, paths.down) if walk for drawing in paths.exposure.doubtful(walk)
	}
	for node, event, why in drawings:
		if event in headers:
			header = headers[event]
			gap = of_doubt(why, node, header.posting, header.recorded, _voucher(event, headers))
			yield gap._replace(event=event)


def of_doubt(why: str, node: Node, posting: str, recorded: str, voucher: str) -> Gap:
	"""Return the gap of a movement that counts only because its time cannot be trusted."""
	if why == OVERDRAWN:
		return Gap(gaps.OUT_OF_ORDER, (name_of(node), posting[:MINUTES], voucher), node)
	return Gap(gaps.RECORDED_LATE, (name_of(node), posting[:MINUTES], recorded[:MINUTES], voucher), node)


def of_stock(facts: Facts) -> Iterator[Gap]:
	"""Yield a gap for each negative quantity in stock."""
	for node, warehouse, qty in facts.on_hand:
		if qty < -NOISE:
			yield Gap(gaps.NEGATIVE_BALANCE, (name_of(node), warehouse, quantity_text(qty)), node)


def of_corrections(corrections: Corrections) -> Iterator[Gap]:
	"""Yield a gap for each corrected number of a supplier: vouchers and labels still have the one before."""
	for batch, changes in corrections.items():
		for each in changes:
			args = (batch, each.before or "–", each.after or "–", each.user or "–", each.at[:MINUTES] or "–")
			yield Gap(gaps.SUPPLIER_BATCH_CORRECTED, args, batch)


def of_corrected_movements(rows: Iterable[Row], nodes: Container[Node]) -> Iterator[Gap]:
	"""Yield a gap for each movement that was recorded of another batch: the voucher and its papers still name that."""
	for _number, batch, right, qty, company, voucher_type, voucher_no, user, at, reason, *party in rows:
		args = (
			quantity_text(qty),
			batch,
			f"{voucher_type} {voucher_no}",
			right,
			user,
			str(at)[:MINUTES],
			reason,
		)
		yield Gap(
			gaps.BATCH_CORRECTED,
			args,
			batch if batch in nodes else right,
			voucher=(voucher_type, voucher_no),
			about=tuple((kind, name) for kind, name in (("Company", company), party) if kind and name),
		)


def of_parties(movements: Iterable[Movement]) -> Iterator[Gap]:
	"""Yield a gap for each batch and voucher that has no supplier or customer."""
	gaps_found: dict[tuple[Node, str, str], Gap] = {}
	for row in movements:
		if not row.party:
			voucher = (row.voucher_type, row.voucher_no)
			args = (name_of(row.node), " ".join(voucher))
			gaps_found[(row.node, *voucher)] = Gap(gaps.PARTY_UNKNOWN, args, row.node, voucher=voucher)
	yield from gaps_found.values()


def of_returns(shipped: Iterable[Movement], returned: Iterable[Movement]) -> Iterator[Gap]:
	"""Yield a gap for each return of a batch by a customer who got none of it, and not against a shipment of it either."""
	got = {
		(row.node, of) for row in shipped if row.event_type == SHIPMENT for of in (row.party, row.voucher_no)
	}
	gaps_found: dict[tuple[Node, str, str], Gap] = {}
	for row in returned:
		is_return = row.event_type == CUSTOMER_RETURN and row.party
		if is_return and got.isdisjoint({(row.node, row.party), (row.node, row.against)}):
			voucher = (row.voucher_type, row.voucher_no)
			args = (name_of(row.node), row.party or "", " ".join(voucher))
			gaps_found[(row.node, *voucher)] = Gap(gaps.NEVER_SHIPPED, args, row.node, voucher=voucher)
	yield from gaps_found.values()


def of_shares(shares: Iterable[Shares], headers: Mapping[int, Header]) -> Iterator[Gap]:
	"""Yield a gap for each event or batch that makes a share unknown."""
	all_shares = list(shares)
	for event in dict.fromkeys(edge.event for share in all_shares for edge in share.unknown_edges):
		yield Gap(gaps.SHARE_UNKNOWN, (_voucher(event, headers),), event=event)
	for node in dict.fromkeys(chain.from_iterable(share.unknown_nodes for share in all_shares)):
		yield Gap(gaps.SHARE_UNKNOWN, (name_of(node),), node=node)

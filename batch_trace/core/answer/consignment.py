"""Goods in warehouses that are at customers: still the company's stock, and in a customer's hands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from batch_trace.core.answer.access import View
from batch_trace.core.answer.answer import CustomerRow
from batch_trace.core.answer.parties import Movement, in_force
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.ledger_file.source import OUT, LedgerSource
from batch_trace.core.terms.event_types import COMPANY_TRANSFER, SHIPMENT, SUBSTITUTION, SUPPLIER_RETURN
from batch_trace.core.terms.nodes import Node, name_of
from batch_trace.core.terms.quantities import NOISE, tidy

ELSEWHERE = frozenset({SHIPMENT, SUPPLIER_RETURN, COMPANY_TRANSFER, SUBSTITUTION})
"""Events that take goods out of a customer's warehouse to somebody else, or only give them another number."""


def consignments(
	source: LedgerSource,
	on_hand: Iterable[tuple[Node, str, float]],
	provided: Collection[tuple[Node, str | None]],
	view: View,
) -> list[CustomerRow]:
	"""Return a row for each batch in each warehouse at a customer.

	`on_hand` is node, warehouse and quantity of the stock that the caller may read. `provided` are nodes with the customer
	who has provided them: such material is not the company's.
	"""
	stock = [row for row in on_hand if row[2] > NOISE]
	customers = {name: holder.customer for name, holder in source.customers_of().items()} if stock else {}
	hidden = view.hidden("Customer", {customers[place] for _, place, _ in stock if place in customers})
	held = [
		(node, place, qty)
		for node, place, qty in stock
		if place in customers and customers[place] not in hidden and (node, customers[place]) not in provided
	]
	brought = _last_brought(source, held)
	return [
		{
			"customer": customers[place],
			"batch": name_of(node),
			"voucher_type": voucher_type,
			"voucher_no": voucher_no,
			"quantity": tidy(qty),
			"returned": 0.0,
			"posting_datetime": posting,
			"address": None,
			"vehicle_no": None,
			"own_company": None,
			"warehouse": place,
		}
		for node, place, qty in held
		for voucher_type, voucher_no, posting in [brought.get((node, place), ("", "", ""))]
	]


def used_up(source: LedgerSource, nodes: Collection[Node], start: Start) -> list[Movement]:
	"""Return, as shipments, what left warehouses at customers and was not sold: the customers had it, and may have used it up.

	What came back to the company's own warehouses, or was returned to its supplier, is with no customer any more.
	"""
	customers = {
		name: holder.customer for name, holder in source.customers_of().items() if not holder.is_theirs
	}
	rows = in_force(source.left_places(nodes, customers), start)
	used = [row for row in rows if row.direction == OUT and row.event_type not in ELSEWHERE]
	moved: dict[tuple[Node, int, str | None], list[Movement]] = {}
	for row in rows:
		if row.direction != OUT:
			moved.setdefault((row.node, row.of_event, row.row), []).append(row)
	for moves in moved.values():
		used += _went_on(moves, customers)
	return [
		row._replace(event_type=SHIPMENT, party=customers[row.warehouse], party_type="Customer")
		for row in used
		if row.warehouse in customers
	]


def _went_on(moves: Sequence[Movement], customers: Mapping[str, str]) -> Iterator[Movement]:
	"""Yield what a row of a transfer took from a customer to another one, as far as it did not come back or stay there."""
	came_back = sum(float(row.qty) for row in moves if row.qty > 0 and row.warehouse not in customers)
	for row in moves:
		customer = customers.get(row.warehouse or "")
		if row.qty > 0 or customer is None:
			continue
		stayed = sum(
			float(into.qty)
			for into in moves
			if into.qty > 0 and customers.get(into.warehouse or "") == customer
		)
		gone = -float(row.qty) - came_back - stayed
		if gone > NOISE:
			yield row._replace(qty=-gone)


def _last_brought(
	source: LedgerSource, held: Sequence[tuple[Node, str, float]]
) -> dict[tuple[Node, str], tuple[str, str, str]]:
	"""Return type, number and posting time of the last voucher that brought each node into each warehouse."""
	last: dict[tuple[Node, str], int] = {}
	rows = source.brought({node for node, _, _ in held}, {place for _, place, _ in held}) if held else []
	for node, place, event in rows:
		last[node, place] = max(event, last.get((node, place), 0))
	vouchers = {row[0]: (row[3], row[4], row[1]) for row in source.events(set(last.values()))}
	return {key: vouchers[event] for key, event in last.items()}

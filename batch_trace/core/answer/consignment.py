"""Goods in warehouses that are at customers: still the company's stock, and in a customer's hands."""

from collections.abc import Collection, Iterable, Sequence

from batch_trace.core.answer.access import View
from batch_trace.core.answer.answer import CustomerRow
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.nodes import Node, name_of
from batch_trace.core.terms.quantities import NOISE, tidy


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
	customers = source.customers_of({place for _, place, _ in stock}) if stock else {}
	hidden = view.hidden("Customer", set(customers.values()))
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

"""Who supplied and who got what: a row for each party, batch and voucher, with what came back."""

from collections.abc import Collection, Iterable
from sys import intern
from typing import NamedTuple, TypeAlias

from batch_trace.core.answer.answer import CustomerRow, SupplierRow
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.ledger_file.source import IN, LedgerSource, Row
from batch_trace.core.terms.event_types import (
	CUSTOMER_RETURN,
	OPENING,
	RECEIPT,
	SHIPMENT,
	SUBCONTRACTING,
	SUPPLIER_RETURN,
)
from batch_trace.core.terms.nodes import Node, name_of
from batch_trace.core.terms.quantities import tidy

SUPPLY = (RECEIPT, SUBCONTRACTING, OPENING, SUPPLIER_RETURN)
SALE = (SHIPMENT, CUSTOMER_RETURN)
RETURNS = frozenset({SUPPLIER_RETURN, CUSTOMER_RETURN})

Key: TypeAlias = tuple[object, ...]


class Movement(NamedTuple):
	"""One entry with its event, as `LedgerSource.movements` gives it."""

	node: Node
	serial_no: str | None
	of_event: int
	event: int
	event_type: str
	direction: str
	qty: float
	supplier_batch: str | None
	posting_datetime: str
	company: str | None
	voucher_type: str
	voucher_no: str
	party: str | None
	against: str | None
	ship_to: str | None
	vehicle_no: str | None


class Delivery:
	"""What moved of a batch between a party and us with one voucher, and what came back: signed as in stock."""

	__slots__ = ("first", "quantity", "returned")

	def __init__(self, first: Movement, quantity: float = 0.0, returned: float = 0.0) -> None:
		self.first = first
		self.quantity = quantity
		self.returned = returned


def read_movements(
	source: LedgerSource, nodes: Collection[Node], types: Iterable[str], start: Start
) -> list[Movement]:
	"""Read what stands of such movements; of the starts only the one serial number, if there is one."""
	serial_no = start.serial_no
	rows: list[Row] = source.movements(nodes, types) if nodes else []
	reverted = {row[2] for row in rows if row[3] != row[2]}
	return [
		Movement._make(row)
		for row in rows
		if row[2] not in reverted
		and (row[4] != SUBCONTRACTING or row[5] == IN)
		and (serial_no is None or row[0] not in start.nodes or row[1] in (None, "", serial_no))
	]


def deliveries(movements: Iterable[Movement]) -> list[Delivery]:
	"""Pair deliveries with the returns against them; a return against none of them stands for itself."""
	found: dict[Key, Delivery] = {}
	returns: list[Movement] = []
	for row in movements:
		if row.event_type in RETURNS:
			returns.append(row)
			continue
		key = (row.voucher_no, row.node, row.party, row.supplier_batch, row.voucher_type)
		if key in found:
			found[key].quantity += float(row.qty)
		else:
			found[key] = Delivery(row, float(row.qty))
	return [*found.values(), *_returned(returns, found.values())] if returns else list(found.values())


def _returned(returns: Iterable[Movement], delivered: Iterable[Delivery]) -> Iterable[Delivery]:
	"""Note returns at the deliveries they are against; return those that are against none of them."""
	by_voucher: dict[Key, Delivery] = {}
	for delivery in delivered:
		by_voucher.setdefault((delivery.first.voucher_no, delivery.first.node), delivery)
	alone: dict[Key, Delivery] = {}
	for row in returns:
		against = by_voucher.get((row.against, row.node)) if row.against else None
		if against is None:
			against = alone.setdefault((row.voucher_no, row.node, row.party), Delivery(row))
		against.returned += float(row.qty)
	return alone.values()


def supplier_rows(movements: Iterable[Movement]) -> list[SupplierRow]:
	"""Return a row for each supplier, batch and voucher; opening stock has no supplier."""
	return [
		{
			"supplier": row.first.party or None,
			"supplier_batch": row.first.supplier_batch or None,
			"batch": intern(name_of(row.first.node)),
			"voucher_type": intern(row.first.voucher_type),
			"voucher_no": row.first.voucher_no,
			"quantity": tidy(abs(row.quantity)),
			"returned": tidy(abs(row.returned)),
			"posting_datetime": row.first.posting_datetime,
		}
		for row in deliveries(movement for movement in movements if movement.event_type != OPENING)
	]


def customer_rows(movements: Iterable[Movement]) -> list[CustomerRow]:
	"""Return a row for each customer, batch and voucher."""
	return [
		{
			"customer": intern(row.first.party) if row.first.party else None,
			"batch": intern(name_of(row.first.node)),
			"voucher_type": intern(row.first.voucher_type),
			"voucher_no": row.first.voucher_no,
			"quantity": tidy(abs(row.quantity)),
			"returned": tidy(abs(row.returned)),
			"posting_datetime": row.first.posting_datetime,
			"address": row.first.ship_to or None,
			"vehicle_no": row.first.vehicle_no or None,
		}
		for row in deliveries(movements)
	]

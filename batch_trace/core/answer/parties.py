"""Suppliers and customers: a row for each party, batch and voucher, with the quantity returned."""

from collections.abc import Collection, Iterable, Mapping
from sys import intern
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from batch_trace.core.answer.answer import CustomerRow, SupplierRow
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.ledger_file.source import IN, LedgerSource, Row
from batch_trace.core.terms.corrections import Corrections, corrected
from batch_trace.core.terms.event_types import (
	COMPANY_TRANSFER,
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
SALE = (SHIPMENT, CUSTOMER_RETURN, COMPANY_TRANSFER)
RETURNS = frozenset({SUPPLIER_RETURN, CUSTOMER_RETURN})

Key: TypeAlias = tuple[object, ...]
NO_OWN_COMPANIES: Mapping[tuple[str, Node], str] = MappingProxyType({})


class Movement(NamedTuple):
	"""An entry with its event, as `LedgerSource.movements` returns it."""

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
	party_type: str | None = None
	recorded_at: str = ""
	warehouse: str | None = None
	"""The warehouse at a customer that it was used up in."""
	row: str | None = None
	"""The voucher's row, which ties both ends of a transfer."""


class Delivery:
	"""The quantity of a batch moved to or from a party with one voucher, and the returned one; signs as in stock."""

	__slots__ = ("first", "quantity", "returned")

	def __init__(self, first: Movement, quantity: float = 0.0, returned: float = 0.0) -> None:
		self.first = first
		self.quantity = quantity
		self.returned = returned


def read_movements(
	source: LedgerSource, nodes: Collection[Node], types: Iterable[str], start: Start
) -> list[Movement]:
	"""Read movements of these event types that were not reversed; of a start, only its serial number, if it has one."""
	rows: list[Row] = source.movements(nodes, types) if nodes else []
	return in_force(rows, start)


def in_force(rows: Collection[Row], start: Start) -> list[Movement]:
	"""Return the movements that were not reversed; of a start, only those of its serial number, if it has one."""
	serial_no = start.serial_no
	reverted = {row[2] for row in rows if row[3] != row[2]}
	return [
		Movement(*row)
		for row in rows
		if row[2] not in reverted
		and (row[4] != SUBCONTRACTING or row[5] == IN)
		and (serial_no is None or row[0] not in start.nodes or row[1] in (None, "", serial_no))
	]


def deliveries(movements: Iterable[Movement]) -> list[Delivery]:
	"""Combine deliveries with their returns; a return without one of these deliveries is a row of its own."""
	by_key: dict[Key, Delivery] = {}
	returns: list[Movement] = []
	for row in movements:
		if row.event_type in RETURNS:
			returns.append(row)
			continue
		key = (row.voucher_no, row.node, row.party, row.supplier_batch, row.voucher_type)
		if key in by_key:
			by_key[key].quantity += float(row.qty)
		else:
			by_key[key] = Delivery(row, float(row.qty))
	return [*by_key.values(), *_add_returns(returns, by_key.values())] if returns else list(by_key.values())


def _add_returns(returns: Iterable[Movement], delivered: Iterable[Delivery]) -> Iterable[Delivery]:
	"""Add the returned quantities to their deliveries; return the returns that belong to none of them."""
	by_voucher: dict[Key, Delivery] = {}
	for delivery in delivered:
		by_voucher.setdefault((delivery.first.voucher_no, delivery.first.node), delivery)
	unmatched: dict[Key, Delivery] = {}
	for row in returns:
		against = by_voucher.get((row.against, row.node)) if row.against else None
		if against is None:
			against = unmatched.setdefault((row.voucher_no, row.node, row.party), Delivery(row))
		against.returned += float(row.qty)
	return unmatched.values()


def supplier_rows(movements: Iterable[Movement], corrections: Corrections) -> list[SupplierRow]:
	"""Return a row for each supplier, batch and voucher; opening stock has no supplier.

	A customer who provided material for an inward subcontracting order is its supplier.
	"""
	supplied = (movement for movement in movements if movement.event_type != OPENING)
	return [_supplier_row(row, corrections) for row in deliveries(supplied)]


def _supplier_row(row: Delivery, corrections: Corrections) -> SupplierRow:
	recorded = row.first.supplier_batch or ""
	right = corrected(recorded, corrections.get(row.first.node, ()))
	supplied: SupplierRow = {
		"supplier": row.first.party or None,
		"party_type": intern(row.first.party_type or "Supplier"),
		"supplier_batch": right or None,
		"batch": intern(name_of(row.first.node)),
		"voucher_type": intern(row.first.voucher_type),
		"voucher_no": row.first.voucher_no,
		"quantity": tidy(abs(row.quantity)),
		"returned": tidy(abs(row.returned)),
		"posting_datetime": row.first.posting_datetime,
	}
	if recorded and right != recorded:
		supplied["corrected_from"] = recorded
	return supplied


def own_companies(movements: Iterable[Movement]) -> dict[tuple[str, Node], str]:
	"""Return the company of the site that received each shipment of a batch, by the shipment's voucher and the batch."""
	return {
		(row.against, row.node): row.company
		for row in movements
		if row.event_type == COMPANY_TRANSFER and row.direction == IN and row.against and row.company
	}


def customer_rows(
	movements: Iterable[Movement], own: Mapping[tuple[str, Node], str] = NO_OWN_COMPANIES
) -> list[CustomerRow]:
	"""Return a row for each customer, batch and voucher; `own` are the companies of the site, see `own_companies`."""
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
			"own_company": own.get((row.first.voucher_no, row.first.node)),
			"warehouse": row.first.warehouse,
		}
		for row in deliveries(movements)
	]

"""The rows of an answer about suppliers and customers."""

from collections.abc import Iterable
from sys import intern

from batch_trace.core.answer import CustomerRow, SupplierRow
from batch_trace.core.event_types import OPENING
from batch_trace.core.nodes import name_of
from batch_trace.core.parties import Movement, deliveries
from batch_trace.core.quantities import tidy


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

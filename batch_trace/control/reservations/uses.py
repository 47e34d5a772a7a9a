"""The only writer of uses: Batch Reservation Use records, and `used` and `qty` of reservation rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import frappe
from frappe.utils import flt, now

from batch_trace.control.reservations import lifetime
from batch_trace.control.reservations.promised import TOLERANCE, Place
from batch_trace.control.reservations.reservation_rows import RESERVATION, ROW, ReservationRow
from batch_trace.control.submitted import record
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records

USE = "Batch Reservation Use"


class Use(NamedTuple):
	"""What a voucher used (stock UOM) of a reservation, or moved into a warehouse together with the reservation.

	Both are negative where a cancelled voucher gives back.
	"""

	reservation: str
	batch: str
	warehouse: str
	company: str
	voucher_type: str
	voucher_no: str
	event: int
	used: float = 0.0
	moved_in: float = 0.0

	@classmethod
	def of(cls, row: ReservationRow, event: RecordedEvent, *, used: float) -> Use:
		"""Return the use that an event makes of a row of a reservation."""
		voucher = event.voucher
		return cls(
			row.reservation,
			row.batch,
			row.warehouse,
			voucher.company,
			voucher.voucher_type,
			voucher.voucher_no,
			event.number,
			used,
		)


SEALED = tuple(field for field in Use._fields if field not in ("warehouse", "company"))


def write(uses: Collection[Use]) -> None:
	"""Record the uses, and change the quantities of the reservation rows accordingly."""
	if not uses:
		return
	for use in uses:
		_apply(use)
	moment, user = now(), frappe.session.user
	numbers = next_numbers(USE, len(uses))
	rows = [(number, moment, moment, user, user, *use) for number, use in zip(numbers, uses, strict=True)]
	records.insert(USE, (*STANDARD, *Use._fields), rows)
	lifetime.settle({use.reservation for use in uses})


def _apply(use: Use) -> None:
	"""Change the row of the use's batch and warehouse, or add one for goods that were moved there."""
	row = frappe.qb.DocType(ROW)
	is_same = (row.parent == use.reservation) & (row.batch == use.batch) & (row.warehouse == use.warehouse)
	existing = frappe.qb.from_(row).select(row.name, row.qty, row.used).where(is_same).for_update().run()
	if existing:
		name, qty, used = existing[0]
		frappe.qb.update(row).set(row.qty, tidy(flt(qty) + use.moved_in)).set(
			row.used, tidy(flt(used) + use.used)
		).where(row.name == name).run()
	elif use.moved_in:
		_add_row(use)


def _add_row(use: Use) -> None:
	"""Add a row for the warehouse that reserved goods were moved into."""
	row = frappe.qb.DocType(ROW)
	count = len(frappe.qb.from_(row).select(row.name).where(row.parent == use.reservation).run())
	expiry_date = frappe.db.get_value("Batch", use.batch, "expiry_date")
	part = {
		"parent": use.reservation,
		"parenttype": RESERVATION,
		"parentfield": "batches",
		"idx": count + 1,
	}
	values = {"batch": use.batch, "warehouse": use.warehouse, "qty": use.moved_in, "used": 0.0}
	stamps = (frappe.generate_hash(length=10), now(), now(), *[frappe.session.user] * 2)
	standard = dict(zip(STANDARD, stamps, strict=True))
	new_row = {**standard, **part, **values, "expiry_date": expiry_date, "docstatus": 1}
	frappe.db.bulk_insert(ROW, fields=[*new_row], values=[tuple(new_row.values())])
	recorded = frappe.get_doc({"doctype": ROW, **new_row, "qty": 0})
	record.add(RESERVATION, use.reservation, recorded)  # its quantity is what the uses moved in


def give_back(voucher_type: str, voucher_no: str, event: int, net: Mapping[Place, float]) -> None:
	"""Give back what a cancelled voucher had used of reservations.

	`net` is what its cancellation moves (stock UOM) by batch and warehouse: above zero where goods come back, below
	zero where goods that were moved in leave again. No more is given back than it moves, and of what went along with the
	goods no more than is unused where it went.
	"""
	use = frappe.qb.DocType(USE)
	rows = (
		frappe.qb.from_(use)
		.select(use.reservation, use.batch, use.warehouse, use.company, use.used, use.moved_in)
		.where((use.voucher_type == voucher_type) & (use.voucher_no == voucher_no))
		.orderby(use.name)
		.for_update()
	).run()
	totals: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0])
	for reservation, batch, warehouse, company, used, moved_in in rows:
		totals[reservation, batch, warehouse, company][0] += flt(used)
		totals[reservation, batch, warehouse, company][1] += flt(moved_in)
	remaining = dict(net)
	returned = []
	may_return: dict[tuple[str, str], float] = defaultdict(float)
	"""By reservation and batch: what the voucher used itself, and what went along with it and can come back."""
	for (reservation, batch, *_), (used, moved_in) in totals.items():
		may_return[reservation, batch] += used - moved_in
	for key, (used, moved_in) in sorted(totals.items(), key=lambda total: -total[1][1]):
		reservation, batch, warehouse, _company = key
		moved = remaining.get((batch, warehouse), 0.0)
		back = tidy(min(used, moved, may_return[reservation, batch]) if moved > 0 else 0.0)
		away = tidy(min(moved_in, -moved, _unused(*key[:3])) if moved < 0 else 0.0)
		if max(back, away) > TOLERANCE:
			remaining[batch, warehouse] = moved - back + away
			may_return[reservation, batch] += away - back
			returned.append(Use(*key, voucher_type, voucher_no, event, used=-back, moved_in=-away))
	write(returned)


def _unused(reservation: str, batch: str, warehouse: str) -> float:
	"""Return what is left of a reservation in a warehouse."""
	row = frappe.qb.DocType(ROW)
	is_same = (row.parent == reservation) & (row.batch == batch) & (row.warehouse == warehouse)
	rows = frappe.qb.from_(row).select(row.qty, row.used).where(is_same).for_update().run()
	return sum(flt(qty) - flt(used) for qty, used in rows)

"""The only writer of what vouchers use of reservations: the rows of evidence, and what is used of each batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import frappe
from frappe.utils import flt, now

from batch_trace.control.reservations import lifetime
from batch_trace.control.reservations.promised import TOLERANCE, Place
from batch_trace.control.reservations.reservation_rows import RESERVATION, ROW, Reserved
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers

USE = "Batch Reservation Use"


class Use(NamedTuple):
	"""What a voucher took (stock UOM) of a reserved batch, or brought along; negative where it gave back."""

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
	def of(cls, kept: Reserved, event: RecordedEvent, *, used: float) -> Use:
		"""Return what an event took of what a reservation keeps."""
		v = event.voucher
		return cls(
			kept.reservation,
			kept.batch,
			kept.warehouse,
			v.company,
			v.voucher_type,
			v.voucher_no,
			event.number,
			used,
		)


def write(changes: Collection[Use]) -> None:
	"""Add the rows of evidence, and change what is used and kept by as much."""
	if not changes:
		return
	for change in changes:
		_apply(change)
	moment, user = now(), frappe.session.user
	numbers = next_numbers(USE, len(changes))
	rows = [
		(number, moment, moment, user, user, *change) for number, change in zip(numbers, changes, strict=True)
	]
	frappe.db.bulk_insert(USE, fields=[*STANDARD, *Use._fields], values=rows)
	lifetime.settle({change.reservation for change in changes})


def _apply(change: Use) -> None:
	row = frappe.qb.DocType(ROW)
	same = (
		(row.parent == change.reservation) & (row.batch == change.batch) & (row.warehouse == change.warehouse)
	)
	known = frappe.qb.from_(row).select(row.name, row.qty, row.used).where(same).for_update().run()
	if known:
		name, qty, used = known[0]
		frappe.qb.update(row).set(row.qty, tidy(flt(qty) + change.moved_in)).set(
			row.used, tidy(flt(used) + change.used)
		).where(row.name == name).run()
	elif change.moved_in:
		_add_place(change)


def _add_place(change: Use) -> None:
	"""Add a row for a warehouse that reserved goods were brought into."""
	row = frappe.qb.DocType(ROW)
	count = len(frappe.qb.from_(row).select(row.name).where(row.parent == change.reservation).run())
	expiry_date = frappe.db.get_value("Batch", change.batch, "expiry_date")
	part = {
		"parent": change.reservation,
		"parenttype": RESERVATION,
		"parentfield": "batches",
		"idx": count + 1,
	}
	values = {"batch": change.batch, "warehouse": change.warehouse, "qty": change.moved_in, "used": 0.0}
	stamps = (frappe.generate_hash(length=10), now(), now(), *[frappe.session.user] * 2)
	standard = dict(zip(STANDARD, stamps, strict=True))
	known = {**standard, **part, **values, "expiry_date": expiry_date, "docstatus": 1}
	frappe.db.bulk_insert(ROW, fields=[*known], values=[tuple(known.values())])


def give_back(voucher_type: str, voucher_no: str, event: int, net: Mapping[Place, float]) -> None:
	"""Give back what a voucher had used, where it now brings goods back; `net` is what it moves back, signed."""
	use = frappe.qb.DocType(USE)
	rows = (
		frappe.qb.from_(use)
		.select(use.reservation, use.batch, use.warehouse, use.company, use.used, use.moved_in)
		.where((use.voucher_type == voucher_type) & (use.voucher_no == voucher_no))
		.orderby(use.name)
		.for_update()
	).run()
	standing: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0])
	for reservation, batch, warehouse, company, used, moved_in in rows:
		standing[reservation, batch, warehouse, company][0] += flt(used)
		standing[reservation, batch, warehouse, company][1] += flt(moved_in)
	left = dict(net)
	changes = []
	for (reservation, batch, warehouse, company), (used, moved_in) in standing.items():
		moved = left.get((batch, warehouse), 0.0)
		back = tidy(min(used, moved) if moved > 0 else 0.0)
		away = tidy(min(moved_in, -moved) if moved < 0 else 0.0)
		if max(back, away) > TOLERANCE:
			left[batch, warehouse] = moved - back + away
			known = (reservation, batch, warehouse, company, voucher_type, voucher_no, event)
			changes.append(Use(*known, used=-back, moved_in=-away))
	write(changes)

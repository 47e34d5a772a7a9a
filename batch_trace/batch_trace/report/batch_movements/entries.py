"""The entries of the ledger that Batch Movements shows, in one query."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe.query_builder import DocType


class MovementFilters(TypedDict, total=False):
	"""The filters of the report."""

	batch: str
	serial_no: str
	item_code: str
	voucher_no: str
	company: str
	warehouse: str
	from_date: str
	to_date: str


OF_ENTRY = (
	"posting_datetime",
	"event_type",
	"direction",
	"batch",
	"serial_no",
	"item_code",
	"warehouse",
	"qty",
	"uom",
	"supplier_batch",
	"event",
	"of_event",
)
OF_EVENT = (
	"voucher_type",
	"voucher_no",
	"party_type",
	"party",
	"operator",
	"recorded_at",
	"company",
)
NARROW = ("batch", "serial_no", "item_code", "voucher_no")


def is_narrow_enough(filters: MovementFilters) -> bool:
	"""Return whether the filters limit the entries enough to read all of them."""
	return any(filters.get(name) for name in NARROW)


def entries_of(filters: MovementFilters) -> list[frappe._dict]:
	"""Return the entries with their events, the oldest first; all entries of the batches concerned, for their balance.

	Days and voucher do not limit them, because earlier entries and those of other vouchers count in the balance.
	"""
	entry, event, later = DocType("Trace Entry"), DocType("Trace Event"), DocType("Trace Event").as_("later")
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.event)
		.left_join(later)
		.on(later.reverses == event.name)
		.select(
			*(entry[name] for name in OF_ENTRY),
			*(event[name] for name in OF_EVENT),
			later.name.as_("reversed_by"),
		)
		.where((entry.batch != "") | (entry.serial_no != ""))
		.orderby(entry.posting_datetime, entry.name)
	)
	for name in ("batch", "serial_no", "item_code", "warehouse"):
		if filters.get(name):
			query = query.where(entry[name] == filters[name])
	if filters.get("company"):
		query = query.where(event.company == filters["company"])
	if filters.get("voucher_no"):
		query = query.where(_is_of_voucher(entry, filters["voucher_no"]))
	return query.run(as_dict=True)


def _is_of_voucher(entry: DocType, voucher_no: str) -> frappe.query_builder.Criterion:
	"""Limit the entries to the batches, and serial numbers without a batch, that a voucher moved."""
	moved, head = DocType("Trace Entry").as_("moved"), DocType("Trace Event").as_("head")
	of_voucher = (
		frappe.qb.from_(head).join(moved).on(moved.event == head.name).where(head.voucher_no == voucher_no)
	)
	batches = of_voucher.select(moved.batch).where(moved.batch != "")
	serials = of_voucher.select(moved.serial_no).where(moved.serial_no != "")
	return entry.batch.isin(batches) | entry.serial_no.isin(serials)

"""Documents that name batches but have not moved them yet: drafts, reservations, pick lists and work orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import frappe
from frappe.query_builder.functions import Coalesce
from pypika.functions import NullIf

QUANTITIES = ("stock_qty", "transfer_qty", "consumed_qty", "qty")
"""Fields of a voucher's row for its quantity in stock UOM; the first one filled in is used."""
SOURCES = ("s_warehouse", "from_warehouse", "warehouse")
"""Fields of a voucher's row for its source warehouse; the first one filled in is used."""
DONE = ("Completed", "Cancelled", "Closed", "Stopped", "Delivered")

DRAFT_BUNDLES = """
	SELECT sbb.voucher_type, sbb.voucher_no, sbe.batch_no, SUM(ABS(sbe.qty))
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.name = sbe.parent AND sbe.parenttype = 'Serial and Batch Bundle'
	WHERE sbe.batch_no IN %(batches)s AND sbb.docstatus = 0 AND COALESCE(sbb.voucher_no, '') <> ''
		AND (%(warehouse)s IS NULL OR sbb.warehouse = %(warehouse)s)
	GROUP BY sbb.voucher_type, sbb.voucher_no, sbe.batch_no
"""
RESERVED = """
	SELECT 'Stock Reservation Entry', sre.name, sbe.batch_no, SUM(ABS(sbe.qty))
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabStock Reservation Entry` sre
		ON sre.name = sbe.parent AND sbe.parenttype = 'Stock Reservation Entry' AND sre.docstatus = 1
	WHERE sbe.batch_no IN %(batches)s AND sre.status NOT IN %(done)s
		AND (%(warehouse)s IS NULL OR sre.warehouse = %(warehouse)s)
	GROUP BY sre.name, sbe.batch_no
"""
PICKED = """
	SELECT 'Pick List', pick.name, sbe.batch_no, SUM(ABS(sbe.qty))
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.name = sbe.parent AND sbe.parenttype = 'Serial and Batch Bundle'
	JOIN `tabPick List` pick ON pick.name = sbb.voucher_no AND pick.docstatus = 1
	WHERE sbe.batch_no IN %(batches)s AND sbb.voucher_type = 'Pick List' AND sbb.docstatus = 1
		AND pick.status NOT IN %(done)s AND (%(warehouse)s IS NULL OR sbb.warehouse = %(warehouse)s)
	GROUP BY pick.name, sbe.batch_no
"""
IN_WORK = """
	SELECT 'Work Order', work.name, entry.batch, SUM(ABS(entry.qty)) / 2
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.event
	JOIN `tabWork Order` work ON work.name = event.work_order AND work.docstatus = 1
	WHERE entry.batch IN %(batches)s AND entry.direction = 'Move' AND work.status NOT IN %(done)s
	GROUP BY work.name, entry.batch
"""


def naming(batches: tuple[str, ...], warehouse: str | None = None) -> Iterator[tuple]:
	"""Yield doctype, name, batch, quantity (stock UOM) and whether it is a draft.

	With `warehouse`, only documents that take stock from it.
	"""
	values = {"batches": batches, "warehouse": warehouse, "done": DONE}
	for row in frappe.db.sql(DRAFT_BUNDLES, values):
		yield (*row, True)
	for child in _tables_with_batches():
		for row in _draft_rows(child, batches, warehouse):
			yield (*row, True)
	for query in (RESERVED, PICKED, IN_WORK):
		for row in frappe.db.sql(query, values):
			yield (*row, False)


def _tables_with_batches() -> list[str]:
	"""Return the child tables whose rows name a batch, including those that other apps add."""
	fields = frappe.get_all(
		"DocField",
		{"fieldname": "batch_no", "fieldtype": "Link", "options": "Batch"},
		pluck="parent",
		order_by="parent",
	)
	tables = frappe.get_all("DocType", {"name": ["in", fields], "istable": 1}, pluck="name", order_by="name")
	return [name for name in tables if name != "Serial and Batch Entry"]


def _draft_rows(child: str, batches: tuple[str, ...], warehouse: str | None) -> Iterable[tuple]:
	"""Return draft rows with the batches; with `warehouse`, rows that take from it or have no source field."""
	table = frappe.qb.DocType(child)
	meta = frappe.get_meta(child)
	quantity = next((field for field in QUANTITIES if meta.has_field(field)), None)
	if not quantity:
		return ()
	query = (
		frappe.qb.from_(table)
		.select(table.parenttype, table.parent, table.batch_no, table[quantity])
		.where(table.batch_no.isin(list(batches)) & (table.docstatus == 0))
	)
	sources = [NullIf(table[field], "") for field in SOURCES if meta.has_field(field)]
	if warehouse and sources:
		query = query.where(Coalesce(*sources) == warehouse)
	return query.run()

"""Which vouchers moved a batch or serial number, according to ERPNext or the ledger."""

from __future__ import annotations

from typing import NamedTuple

import frappe

from batch_trace.ledger import backfill
from batch_trace.ledger.capture import VoucherKey


class Columns(NamedTuple):
	"""The columns of ERPNext's tables and of the ledger that hold a kind of node."""

	erpnext: str
	ledger: str


BATCH, SERIAL_NO = Columns("batch_no", "batch"), Columns("serial_no", "serial_no")
VOUCHERS = """
	SELECT sle.voucher_type, sle.voucher_no
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabStock Ledger Entry` sle ON sle.serial_and_batch_bundle = sbe.parent
	WHERE sbe.{0.erpnext} = %(name)s AND sle.warehouse = %(warehouse)s
	UNION
	SELECT sbb.voucher_type, sbb.voucher_no
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.name = sbe.parent AND sbb.docstatus > 0
	WHERE sbe.{0.erpnext} = %(name)s AND sbe.warehouse = %(warehouse)s AND sbb.voucher_type <> 'Pick List'
	UNION
	SELECT event.voucher_type, event.voucher_no
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE entry.{0.ledger} = %(name)s AND entry.warehouse = %(warehouse)s
"""
BEFORE_BUNDLES = """
	SELECT DISTINCT voucher_type, voucher_no FROM `tabStock Ledger Entry`
	WHERE batch_no = %(name)s AND warehouse = %(warehouse)s
"""

IN_ERPNEXT = """
	SELECT sbe.name FROM `tabSerial and Batch Entry` sbe
	JOIN `tabSerial and Batch Bundle` sbb ON sbb.name = sbe.parent AND sbb.docstatus > 0
	WHERE sbe.batch_no = %(batch)s LIMIT 1
"""
IN_ERPNEXT_BEFORE_BUNDLES = "SELECT name FROM `tabStock Ledger Entry` WHERE batch_no = %(batch)s LIMIT 1"


def has_ever_moved(batch: str) -> bool:
	"""Return whether any voucher moved the batch, even one that is cancelled; before the history is read, in ERPNext."""
	if frappe.db.exists("Trace Entry", {"batch": batch}):
		return True
	if backfill.is_complete():
		return False
	queries = (IN_ERPNEXT, IN_ERPNEXT_BEFORE_BUNDLES)
	return any(frappe.db.sql(query, {"batch": batch}) for query in queries)


def vouchers(node: Columns, name: str, warehouse: str) -> list[VoucherKey]:
	"""Return the vouchers, including cancelled ones, ordered by type and number."""
	queries = (VOUCHERS.format(node), BEFORE_BUNDLES) if node == BATCH else (VOUCHERS.format(node),)
	keys = {row for query in queries for row in frappe.db.sql(query, {"name": name, "warehouse": warehouse})}
	return sorted((voucher_type, no) for voucher_type, no in keys if voucher_type and no)

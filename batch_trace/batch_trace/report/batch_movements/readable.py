"""Leaves out movements that the user may not read."""

from __future__ import annotations

import frappe

from batch_trace.ledger.access import UserAccess, readable_rows

WHOLE_ROW = {"company": "Company", "batch": "Batch", "serial_no": "Serial No", "warehouse": "Warehouse"}
PARTIES = ("Customer", "Supplier")


def readable_movements(rows: list[frappe._dict]) -> list[frappe._dict]:
	"""Return the rows whose company, batch, serial number, warehouse and party the user may read."""
	access = UserAccess()
	rows = readable_rows(rows, WHOLE_ROW, access)
	for doctype in PARTIES:
		named = {row.party for row in rows if row.party_type == doctype and row.party}
		readable = set(access.readable(doctype, named)) if named else set()
		rows = [row for row in rows if row.party_type != doctype or not row.party or row.party in readable]
	return rows

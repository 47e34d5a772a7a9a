"""Leaves out of the movements what the user may not read."""

from __future__ import annotations

import frappe

from batch_trace.ledger.access import UserAccess

WHOLE_ROW = {"company": "Company", "batch": "Batch", "serial_no": "Serial No", "warehouse": "Warehouse"}
PARTIES = ("Customer", "Supplier")


def readable_rows(rows: list[frappe._dict]) -> list[frappe._dict]:
	"""Return the rows whose company, batch, serial number, warehouse and party the user may read."""
	access = UserAccess()
	for field, doctype in WHOLE_ROW.items():
		readable = _readable(access, doctype, {row[field] for row in rows})
		rows = [row for row in rows if not row[field] or row[field] in readable]
	for doctype in PARTIES:
		readable = _readable(access, doctype, {row.party for row in rows if row.party_type == doctype})
		rows = [row for row in rows if row.party_type != doctype or not row.party or row.party in readable]
	return rows


def _readable(access: UserAccess, doctype: str, names: set[str]) -> set[str]:
	asked = {name for name in names if name}
	return set(access.readable(doctype, asked)) if asked else set()

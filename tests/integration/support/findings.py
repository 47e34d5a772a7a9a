"""The findings of the check, and ways to damage the ledger in tests."""

from __future__ import annotations

import frappe

from batch_trace.ledger import check


def problems() -> list[tuple[str, str]]:
	"""Return the code and the voucher, batch or serial number of each finding."""
	return [(f.code, f.voucher_no or f.batch or f.serial_no) for f in check.check()]


def change(doctype: str, number: int, field: str, value: object) -> None:
	key = "event" if doctype == "Trace Entry" else "name"
	frappe.db.sql(f"UPDATE `tab{doctype}` SET `{field}` = %s WHERE `{key}` = %s", (value, number))

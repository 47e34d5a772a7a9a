"""The certificates of analysis for the lots of a receipt that is a draft, as far as the user may read them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.certificates.records import CERTIFICATE
from batch_trace.control.certificates.sources import number_of
from batch_trace.control.receiving.lots import Lot
from batch_trace.control.receiving.rows import CannotReceive

NO_FILE, TO_REVIEW = "No File", "To Review"


def of_lots(supplier: str | None, item_code: str, numbers: Collection[str]) -> dict[str, dict[str, str]]:
	"""Return `certificate` and its `state` for each supplier's batch that has one: the decision, or what it waits for.

	One that a later one replaces does not count; of several the rejected one is shown, otherwise the newest.
	"""
	compared = {number: number_of(number) for number in numbers}
	wanted = sorted({*compared.values()} - {""})
	if not supplier or not wanted or not frappe.has_permission(CERTIFICATE):
		return {}
	filters = {
		"supplier": supplier,
		"item_code": item_code,
		"compared_as": ["in", wanted],
		"docstatus": ["<", 2],
	}
	fields = ["name", "compared_as", "docstatus", "decision", "file", "replaces"]
	rows = frappe.get_list(CERTIFICATE, filters, fields, order_by="creation, name", limit_page_length=0)
	replaced = {row.replaces for row in rows if row.docstatus == 1}
	found: dict[str, dict[str, str]] = {}
	for row in rows:
		state = _state(row)
		kept = found.get(number_of(row.compared_as))
		if row.name not in replaced and not (kept and kept["state"] == "Rejected"):
			found[number_of(row.compared_as)] = {"certificate": row.name, "state": state}
	return {number: found[key] for number, key in compared.items() if key in found}


def begin(doc: Document, row: Document, lot: Lot) -> str:
	"""Return the certificate of a lot: the one that is there, or a new draft of it with the user's own rights."""
	supplier = doc.get("supplier")
	if not (supplier and lot.supplier_batch):
		frappe.throw(
			_(
				"A certificate is of a supplier's batch: enter the supplier of {0} and Supplier Batch first."
			).format(doc.name),
			CannotReceive,
		)
	known = of_lots(supplier, row.item_code, [lot.supplier_batch])
	if known:
		return known[lot.supplier_batch]["certificate"]
	values = {"supplier": supplier, "item_code": row.item_code, "supplier_batch": lot.supplier_batch}
	dates = {"manufacturing_date": lot.manufacturing_date, "expiry_date": lot.expiry_date}
	return frappe.get_doc({"doctype": CERTIFICATE, **values, **dates}).insert().name


def _state(row: dict[str, Any]) -> str:
	if row["docstatus"] == 1:
		return str(row["decision"])
	return TO_REVIEW if row["file"] else NO_FILE

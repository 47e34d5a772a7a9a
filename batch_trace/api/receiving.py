"""Lots of the supplier in a row of a receipt, for the dialog, imports and other apps."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.api.arguments import mapping, names, text
from batch_trace.api.refusals import worded
from batch_trace.control.policy import policies
from batch_trace.control.receiving import announced, batches, entered, lot_certificates, rows
from batch_trace.control.receiving.lots import read
from batch_trace.core.receiving import supplier_files

REQUIRED = {
	"supplier_batch": "requires_supplier_batch",
	"expiry_date": "requires_expiry_date",
	"manufacturing_date": "requires_manufacturing_date",
	"traceability_lot_code": "requires_traceability_lot_code",
}
"""The rule of a policy that asks for each fact."""


@frappe.whitelist(methods=["POST"])
def lots(doctype: str, name: str, row: str, lots: str | list[dict[str, Any]]) -> list[str]:
	"""Let the row of a draft receive exactly these lots; return the names of the rows that have them (see docs/receiving.md).

	`lots` are dicts (or their JSON): `quantity` in the item's stock UOM, and what is known of `batch` (empty: numbered by rule),
	`supplier_batch`, `expiry_date`, `manufacturing_date`, `traceability_lot_code`, `traceability_lot_code_source`,
	`country_of_origin` and `packages`. The batches are made with the rights of the user.

	Raises:
		LotsNotValid: naming line and field of what cannot be received. Then nothing is received.
		CannotReceive: the voucher is no draft, or the row takes no lots.
	"""
	doc = _draft(doctype, name, "write")
	given = frappe.parse_json(lots)
	if not isinstance(given, list):
		frappe.throw(_("The lots must be given as a list."))
	return entered.enter(doc, rows.find(doc, text(row, _("The row"))), read(given))


@frappe.whitelist()
def open_rows(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Return for each row of a draft that takes lots: `row`, `idx`, `item_code`, `item_name`, `quantity` and `uom` (of stock),
	`required` (facts that the policy asks for), `needs_certificate` (whether it asks for one before the release), `is_numbered`
	(whether its batches are numbered by a rule or by ERPNext) and its `lots`."""
	doc = _draft(doctype, name, "read")
	found = rows.with_lots(doc)
	policy = policies.of_items({row.item_code for row in found}) if found else {}
	return [
		{
			"row": row.name,
			"idx": row.idx,
			"item_code": row.item_code,
			"item_name": row.get("item_name"),
			"quantity": rows.quantity(row),
			"uom": frappe.get_cached_value("Item", row.item_code, "stock_uom"),
			"required": [
				fact for fact, rule in REQUIRED.items() if getattr(policy.get(row.item_code), rule, False)
			],
			"needs_certificate": getattr(policy.get(row.item_code), "requires_certificate", False),
			"is_numbered": batches.numbers_itself(doc, row),
			"lots": entered.of_row(row),
		}
		for row in found
	]


@frappe.whitelist()
def certificates(
	doctype: str, name: str, row: str, supplier_batches: str | list[str]
) -> dict[str, dict[str, str]]:
	"""Return the Certificate of Analysis that each supplier's batch of a row has: `certificate` and its `state`.

	The state is Accepted or Rejected, or for a draft To Review or No File. Batches without one are left out.
	"""
	doc = _draft(doctype, name, "read")
	line = rows.find(doc, text(row, _("The row")))
	numbers = names(supplier_batches, _("The supplier's batches"))
	return lot_certificates.of_lots(doc.get("supplier"), line.item_code, numbers)


@frappe.whitelist(methods=["POST"])
def begin_certificate(doctype: str, name: str, row: str, lot: str | dict[str, Any]) -> str:
	"""Return the name of the Certificate of Analysis of a lot (as in `lots`); a new draft if there is none."""
	doc = _draft(doctype, name, "read")
	line = rows.find(doc, text(row, _("The row")))
	given = {"quantity": 1} | mapping(lot, _("The lot"))
	return lot_certificates.begin(doc, line, read([given])[0])


@frappe.whitelist(methods=["POST"])
def read_file(doctype: str, name: str, row: str, content: str, filename: str) -> dict[str, Any]:
	"""Return what a supplier's file proposes: `lots` for the row as for `lots`, `others` (`row` and its `lots`) for further rows of the
	receipt whose items it names, and `questions` that a person has to look at.

	`content` is the file in base64. It is a lot list or an advance notice: CSV, text, XLSX, DESADV, X12 856, EPCIS or a mail.
	Nothing is stored.
	"""
	doc = _draft(doctype, name, "write")
	line = rows.find(doc, text(row, _("The row")))
	try:
		given = b64decode(text(content, _("The content")), validate=True)
	except ValueError:
		frappe.throw(_("The content must be in base64."))
	with worded():
		found = supplier_files.read(given, text(filename, _("The name of the file")))
	return announced.for_row(doc, line, found)._asdict()


def _draft(doctype: str, name: str, right: str) -> Document:
	kind, number = text(doctype, _("The voucher type")), text(name, _("The voucher"))
	if kind not in rows.RECEIVING:
		frappe.throw(_("{0} receives no lots.").format(_(kind)))
	doc = frappe.get_doc(kind, number)
	doc.check_permission(right)
	return doc

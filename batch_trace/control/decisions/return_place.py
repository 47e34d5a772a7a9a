"""Proposes a place of its own on the draft of a customer's return: the company's warehouse for returns, or for quarantine."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.movements import places
from batch_trace.control.policy import policies
from batch_trace.core.control import statuses as st
from batch_trace.ledger import bundles
from batch_trace.ledger.access import UserAccess

RETURNS = ("Delivery Note", "POS Invoice", "Sales Invoice")
SHOWN = 5


def propose(doc: Document) -> None:
	"""Show which rows of a draft bring returned goods to where good stock is, and offer a warehouse for them."""
	if doc.doctype not in RETURNS or not doc.get("is_return"):
		return
	apart = _place_for_returns(doc.company)
	found = list(_found(doc, apart)) if apart else []
	lines = list(dict.fromkeys(line for _row, line in found))
	concerned = list(dict.fromkeys(row for row, _line in found))
	if lines:
		frappe.msgprint(
			"<br><br>".join(lines[:SHOWN]),
			title=_("Better received apart"),
			indicator="orange",
			primary_action={
				"label": _("Receive into {0}").format(apart),
				"client_action": "batch_trace.receive_return_into",
				"args": {"doctype": doc.doctype, "name": doc.name, "warehouse": apart, "rows": concerned},
			},
		)


def _place_for_returns(company: str) -> str:
	"""Return the warehouse that the company has for sales returns, otherwise one for quarantine, "" if the user may read none."""
	chosen = frappe.get_cached_value("Company", company, "default_warehouse_for_sales_return")
	if chosen and chosen in UserAccess().readable("Warehouse", [chosen]):
		return str(chosen)
	return places.quarantine_of(company)


def _found(doc: Document, apart: str) -> Iterator[tuple[str, str]]:
	"""Yield the rows whose goods would be held among others, each with the words that say so."""
	governed = policies.of_items({row.item_code for row in doc.items})
	rows = [
		row
		for row in doc.items
		if row.get("warehouse") not in (None, "", apart)
		and (policy := governed.get(row.item_code))
		and policy.status_after_return != st.RELEASED
	]
	use_of = places.uses({row.warehouse for row in rows})
	bundled = bundles.batches(row.get("serial_and_batch_bundle") for row in rows)
	for row in rows:
		in_field = [row.batch_no] if row.get("batch_no") else []
		for batch in in_field or bundled.get(row.get("serial_and_batch_bundle") or "", ()):
			here = {"batch": batch, "warehouse": row.warehouse}
			there = frappe.db.get_value("Batch Balance", here, "qty") or 0.0
			if row.warehouse not in use_of:
				yield row.name, _words(row, batch, max(there, 0.0), apart)


def _words(row: Document, batch: str, there: float, apart: str) -> str:
	named = (row.idx, get_link_to_form("Batch", batch), row.warehouse)
	if there:
		return _(
			"Row {0}: when batch {1} comes back into {2}, it is put on hold there, and so are the {3} that are in stock. "
			"Receive it into {4} instead, and these stay free."
		).format(*named, frappe.format(there, {"fieldtype": "Float"}), frappe.bold(apart))
	return _(
		"Row {0}: batch {1} comes back into {2}, and is on hold there until QA decides. Receive it into {3} instead, apart from what can "
		"be sold."
	).format(*named, frappe.bold(apart))

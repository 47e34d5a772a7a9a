"""Gives the rows of vouchers that bring in goods without a batch a new batch with a number by rule.

Receipts get theirs at submission. Productions and repacks get them on the draft, so that people see and print them, except
by a rule that promises no gaps: a draft may be given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.numbering import batches, facts, numbers, rules
from batch_trace.core.numbering.rule import Facts, Rule
from batch_trace.core.terms import supplier_batches

STOCK_ENTRY, PURCHASE_INVOICE = "Stock Entry", "Purchase Invoice"
RECEIVED, REPACK = "Material Receipt", "Repack"
MADE = ("Manufacture", REPACK)


class New(NamedTuple):
	"""A row that brings in a batch without a number, and the rule for it. `mother` is the batch that it is split from."""

	row: Document
	rule: Rule
	facts: Facts
	mother: str = ""


def fill(doc: Document) -> None:
	"""Name a new batch in each row that brings in goods of an item under a rule, and names no batch yet."""
	if not _brings_in(doc):
		return
	is_draft = not doc.docstatus.is_submitted()
	new = list(_new(doc, is_draft=is_draft))
	if is_draft:
		_tell([each for each in new if each.rule.is_gapless])
		new = [each for each in new if not each.rule.is_gapless]
	if any(each.rule.is_gapless for each in new):
		new.sort(key=lambda each: (*numbers.lock(each.rule, each.facts), each.row.idx))
	shared: dict[tuple[str, str, str], str] = {}
	for each in new:
		_name(doc, each, shared)
	if doc.doctype == STOCK_ENTRY and not is_draft:
		batches.refer_to(doc)


def _brings_in(doc: Document) -> bool:
	"""Return whether the voucher brings in goods that may need a new batch now."""
	if doc.doctype == STOCK_ENTRY:
		return doc.purpose in MADE or (doc.purpose == RECEIVED and doc.docstatus.is_submitted())
	if doc.get("is_return") or not doc.docstatus.is_submitted() or doc.get("is_internal_supplier"):
		return False
	return doc.doctype != PURCHASE_INVOICE or bool(doc.get("update_stock"))


def _new(doc: Document, *, is_draft: bool) -> Iterator[New]:
	without = [row for row in doc.items if _has_no_batch(doc, row)]
	places = rules.in_force() if without else []
	items = _numbered_items({row.item_code for row in without}) if places else set()
	by_item = {item: rules.of_item(item, doc.company, places) for item in items}
	for row in without:
		rule = by_item.get(row.item_code)
		sources = _sources(doc, row.item_code)
		if not rule or (is_draft and "" in sources):
			continue
		mother = sources[0] if len(sources) == 1 else ""
		yield New(row, rule, facts.of_row(doc, row), mother)


def _has_no_batch(doc: Document, row: Document) -> bool:
	if (
		row.get("batch_no")
		or row.get("serial_and_batch_bundle")
		or row.get("rejected_serial_and_batch_bundle")
	):
		return False
	if doc.doctype == STOCK_ENTRY:
		return bool(row.t_warehouse and not row.s_warehouse and flt(row.qty) > 0)
	return not row.get("from_warehouse") and (flt(row.qty) > 0 or flt(row.get("rejected_qty")) > 0)


def _numbered_items(items: set[str]) -> set[str]:
	"""Return the items with batches; units with serial numbers get theirs from ERPNext, which makes the batch with them."""
	filters = {"name": ["in", items], "has_batch_no": 1, "has_serial_no": 0}
	return set(frappe.get_all("Item", filters, pluck="name", order_by=None, limit_page_length=0))


def _sources(doc: Document, item_code: str) -> list[str]:
	"""Return the batches of the item that a repack takes, "" for a row whose batch is not known yet."""
	if doc.doctype != STOCK_ENTRY or doc.purpose != REPACK:
		return []
	taken = [row for row in doc.items if row.s_warehouse and row.item_code == item_code]
	return list(dict.fromkeys(batch for row in taken for batch in _of_row(row)))


def _of_row(row: Document) -> list[str]:
	if row.get("batch_no"):
		return [row.batch_no]
	if not row.get("serial_and_batch_bundle"):
		return [""]
	bundle = {"parent": row.serial_and_batch_bundle}
	return frappe.get_all("Serial and Batch Entry", bundle, pluck="batch_no", distinct=True, order_by=None)


def _name(doc: Document, new: New, shared: dict[tuple[str, str, str], str]) -> None:
	row, rule = new.row, new.rule
	key = (row.item_code, rule.name, supplier_batches.as_compared(new.facts.supplier_batch))
	batch = shared.get(key) if rule.by_supplier_batch and key[2] else None
	batch = batch or _made_at_start(doc, row) or _make(doc, new)
	shared[key] = batch
	row.batch_no = batch
	row.use_serial_batch_fields = 1


def _make(doc: Document, new: New) -> str:
	item = new.row.item_code
	numbered = (
		numbers.child_of(new.mother, new.rule, item) if new.mother else numbers.make(new.rule, new.facts)
	)
	return batches.make(item, numbered, doc)


def _made_at_start(doc: Document, row: Document) -> str | None:
	"""Return the batch that was made at the start of the Work Order, as long as it is not all produced."""
	if doc.doctype != STOCK_ENTRY or not doc.get("work_order"):
		return None
	made = frappe.db.sql(
		"""SELECT name FROM `tabBatch` WHERE reference_doctype = 'Work Order' AND reference_name = %(order)s
		AND item = %(item)s AND disabled = 0 AND produced_qty < qty_to_produce ORDER BY creation, name LIMIT 1""",
		{"order": doc.work_order, "item": row.item_code},
	)
	return made[0][0] if made else None


def _tell(new: list[New]) -> None:
	"""Show the numbers that rows of a draft will get when it is submitted."""
	for each in new if getattr(frappe.local, "request", None) else ():
		number = (
			numbers.preview(each.rule, each.facts)
			if not each.mother
			else f"{each.mother}{each.rule.separator}…"
		)
		frappe.msgprint(
			_(
				"Row {0}: a batch of {1} is made at submission. Its number will be {2}, unless it is given out before."
			).format(each.row.idx, frappe.bold(each.row.item_code), frappe.bold(number)),
			alert=True,
		)

"""What a voucher that is not submitted yet intends: which batches would leave which warehouse, as what kind of movement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control import places
from batch_trace.control.outward import Going
from batch_trace.core import event_types as et
from batch_trace.core.movement_kinds import Outward, kind_of
from batch_trace.ledger.vouchers import UNKNOWN, VOUCHERS

BUNDLES = ("serial_and_batch_bundle", "rejected_serial_and_batch_bundle")
BUYING = ("Purchase Receipt", "Purchase Invoice")
SELLING = ("Delivery Note", "Sales Invoice", "POS Invoice")


def kind(voucher_type: str, facts: Mapping[str, Any], item_code: str, to: str | None = None) -> str:
	"""Return the kind of movement of a row; `facts` are fields of the voucher, `to` is the warehouse it goes into."""
	event_type = et.TRANSFER if to else VOUCHERS.get(voucher_type, UNKNOWN).kind(facts)
	details = facts.get("batch_issue_details")
	return kind_of(
		Outward(
			voucher_type,
			event_type,
			item_code,
			purpose=str(facts.get("purpose") or ""),
			issue_reason=str(facts.get("batch_issue_reason") or "") if details else "",
			to_safe_place=bool(to and places.uses([to])),
			items_made=frozenset(facts.get("items_made") or ()),
		)
	)


def goings(doc: Document) -> list[Going]:
	"""Return the batches that the voucher takes out of a warehouse, each warehouse and kind of movement once."""
	rows = list(leaving(doc))
	bundled = _bundled([row.get(field) for row, *_rest in rows for field in BUNDLES])
	event_type = VOUCHERS.get(doc.doctype, UNKNOWN).kind(doc.as_dict())
	made = frozenset(_made(doc))
	found: dict[Going, None] = {}
	for row, item_code, warehouse, to in rows:
		for batch in _batches(row, bundled):
			going = Going(
				doc.doctype,
				doc.name or "",
				et.TRANSFER if to else event_type,
				batch,
				item_code,
				warehouse,
				(to,) if to else (),
				frozenset() if to else made,
			)
			found[going] = None
	return list(found)


def leaving(doc: Document) -> Iterator[tuple[Document, str, str, str | None]]:
	"""Yield the rows that take stock out: the row, its item, its warehouse and, in a transfer, the other one."""
	if doc.doctype in SELLING and not doc.get("is_return"):
		if doc.doctype != "Sales Invoice" or doc.get("update_stock"):
			for row in [*doc.items, *(doc.get("packed_items") or [])]:
				yield row, row.item_code, row.warehouse, row.get("target_warehouse")
	elif doc.doctype in BUYING:
		for row in doc.items:
			if doc.get("is_return"):
				yield row, row.item_code, row.warehouse, None
			elif row.get("from_warehouse"):
				yield row, row.item_code, row.from_warehouse, row.warehouse
	else:
		yield from _leaving_stores(doc)


def _leaving_stores(doc: Document) -> Iterator[tuple[Document, str, str, str | None]]:
	if doc.doctype == "Stock Entry":
		for row in doc.items:
			if row.s_warehouse:
				yield row, row.item_code, row.s_warehouse, row.t_warehouse
	elif doc.doctype == "Pick List":
		for row in doc.locations:
			yield row, row.item_code, row.warehouse, None
	elif doc.doctype == "Subcontracting Receipt" and doc.get("is_return"):
		for row in doc.items:
			yield row, row.item_code, row.warehouse, None
	elif doc.doctype == "Subcontracting Receipt":
		for row in doc.supplied_items:
			yield row, row.rm_item_code, doc.supplier_warehouse, None
	elif doc.doctype == "Stock Reconciliation":
		for row in doc.items:
			if flt(row.qty) < flt(row.current_qty):
				yield row, row.item_code, row.warehouse, None


def _made(doc: Document) -> Iterator[str]:
	if doc.doctype == "Stock Entry":
		for row in doc.items:
			if row.t_warehouse and not row.s_warehouse:
				yield row.item_code


def _batches(row: Document, bundled: Mapping[str, list[str]]) -> list[str]:
	"""Return the batches of a row: its own field's, and its bundles'."""
	named = [row.batch_no] if row.get("batch_no") else []
	return named + [batch for field in BUNDLES for batch in bundled.get(row.get(field) or "", ())]


def _bundled(bundles: list[str | None]) -> dict[str, list[str]]:
	wanted = [name for name in bundles if name]
	if not wanted:
		return {}
	rows = frappe.get_all(
		"Serial and Batch Entry",
		filters={"parent": ["in", wanted], "batch_no": ["is", "set"]},
		fields=["parent", "batch_no"],
		order_by="idx",
		limit_page_length=0,
	)
	found: dict[str, list[str]] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row.batch_no)
	return found

"""The rows of a voucher that take stock out and name batches: which, and how much of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from batch_trace.control.movements import intended

BUNDLE = "Serial and Batch Bundle"


class Named(NamedTuple):
	"""A row, its item, the warehouse that the stock leaves, and its batches with their quantities in stock UOM."""

	row: Document
	item_code: str
	warehouse: str
	batches: Mapping[str, float]


def of_voucher(doc: Document) -> Iterator[Named]:
	"""Yield the rows that name batches."""
	rows = list(intended.leaving(doc))
	bundled = _bundled(
		{row.serial_and_batch_bundle for row, *_rest in rows if row.get("serial_and_batch_bundle")}
	)
	for row, item_code, warehouse, _to in rows:
		batches = bundled.get(row.get("serial_and_batch_bundle") or "", {})
		if not batches and row.get("batch_no"):
			batches = {row.batch_no: intended.quantity(row)}
		if batches and warehouse:
			yield Named(row, item_code, warehouse, batches)


def _bundled(bundles: Collection[str]) -> dict[str, dict[str, float]]:
	found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for entry in frappe.get_all(
		"Serial and Batch Entry",
		filters={"parent": ["in", sorted(bundles)], "parenttype": BUNDLE, "batch_no": ["is", "set"]},
		fields=["parent", "batch_no", "qty"],
		order_by="idx",
		limit_page_length=0,
	):
		found[entry.parent][entry.batch_no] += abs(entry.qty)
	return found

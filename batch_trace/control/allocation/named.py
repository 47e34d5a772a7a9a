"""The rows of a voucher that take stock out and name batches: which, and how much of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from frappe.model.document import Document

from batch_trace.control.movements import intended
from batch_trace.ledger import bundles


class Named(NamedTuple):
	"""A row, its item, the warehouse that the stock leaves, and its batches with their quantities in stock UOM."""

	row: Document
	item_code: str
	warehouse: str
	batches: Mapping[str, float]


def of_voucher(doc: Document) -> Iterator[Named]:
	"""Yield the rows that name batches."""
	rows = list(intended.leaving(doc))
	bundled = bundles.batches(row.get("serial_and_batch_bundle") for row, *_rest in rows)
	for row, item_code, warehouse, _to in rows:
		batches = bundled.get(row.get("serial_and_batch_bundle") or "", {})
		if not batches and row.get("batch_no"):
			batches = {row.batch_no: intended.quantity(row)}
		if batches and warehouse:
			yield Named(row, item_code, warehouse, batches)

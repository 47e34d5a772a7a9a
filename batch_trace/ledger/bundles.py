"""The batches of ERPNext's Serial and Batch Bundles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe

BUNDLE, ROW = "Serial and Batch Bundle", "Serial and Batch Entry"
WITHOUT_LEDGER_ENTRIES = ("POS Invoice", "Pick List")
"""Vouchers whose bundles have no Stock Ledger Entries of their own."""


def batches(bundles: Iterable[str | None]) -> dict[str, dict[str, float]]:
	"""Return the batches of each bundle with their quantities (stock UOM, without sign), in the bundle's order."""
	names = sorted({name for name in bundles if name})
	quantities: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	if not names:
		return {}
	for entry in frappe.get_all(
		ROW,
		filters={"parent": ["in", names], "parenttype": BUNDLE, "batch_no": ["is", "set"]},
		fields=["parent", "batch_no", "qty"],
		order_by="idx",
	):
		quantities[entry.parent][entry.batch_no] += abs(entry.qty)
	return {bundle: dict(of_bundle) for bundle, of_bundle in quantities.items()}


def voucher_in_force(name: str) -> tuple[str, str] | None:
	"""Return the stored voucher of a bundle if it is in force, None if it is not or the bundle has none.

	When ERPNext cancels a bundle, it has cancelled the stock ledger entries of its voucher, or the voucher itself, before.
	"""
	fields = ["voucher_type", "voucher_no", "voucher_detail_no", "item_code", "warehouse"]
	stored = frappe.db.get_value(BUNDLE, name, fields, as_dict=True)
	if not stored or not stored.voucher_no or not _is_in_force(stored):
		return None
	return stored.voucher_type, stored.voucher_no


def _is_in_force(bundle: frappe._dict) -> bool:
	if bundle.voucher_type in WITHOUT_LEDGER_ENTRIES:
		return frappe.db.get_value(bundle.voucher_type, bundle.voucher_no, "docstatus") == 1
	entry = {field: value for field, value in bundle.items() if value}
	return bool(frappe.db.exists("Stock Ledger Entry", {**entry, "is_cancelled": 0}))

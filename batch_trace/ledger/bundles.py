"""The batches of ERPNext's Serial and Batch Bundles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.utils import get_link_to_form

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


def refuse_in_force(name: str) -> None:
	"""Refuse to cancel the bundle of a voucher that is in force, by what is stored and not by what a request says.

	When ERPNext cancels a bundle, it has cancelled the stock ledger entries of its voucher, or the voucher itself, before.
	ERPNext believes the voucher type in the request, and takes the bundle from its stock ledger entries first.
	"""
	fields = ["voucher_type", "voucher_no", "voucher_detail_no", "item_code", "warehouse"]
	stored = frappe.db.get_value(BUNDLE, name, fields, as_dict=True)
	if stored and stored.voucher_no and _is_in_force(stored):
		frappe.throw(
			_("Bundle {0} belongs to {1} {2}, which is submitted. Cancel {2} instead.").format(
				frappe.bold(name),
				_(stored.voucher_type),
				get_link_to_form(stored.voucher_type, stored.voucher_no),
			),
			title=_("Part of a submitted document"),
		)


def _is_in_force(bundle: frappe._dict) -> bool:
	if bundle.voucher_type in WITHOUT_LEDGER_ENTRIES:
		return frappe.db.get_value(bundle.voucher_type, bundle.voucher_no, "docstatus") == 1
	entry = {field: value for field, value in bundle.items() if value}
	return bool(frappe.db.exists("Stock Ledger Entry", {**entry, "is_cancelled": 0}))

"""The batches of ERPNext's Serial and Batch Bundles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

import frappe

BUNDLE, ROW = "Serial and Batch Bundle", "Serial and Batch Entry"
WITHOUT_LEDGER_ENTRIES = ("POS Invoice", "Pick List")
"""Vouchers whose bundles have no Stock Ledger Entries of their own."""

MOVED_WITH = """
	SELECT DISTINCT serial_and_batch_bundle FROM `tabStock Ledger Entry`
	WHERE voucher_type = %(type)s AND voucher_no IN %(names)s AND is_cancelled = 0 AND serial_and_batch_bundle <> ''
"""
SOLD_WITH = """
	SELECT serial_and_batch_bundle FROM `tabPOS Invoice Item`
	WHERE parenttype = %(type)s AND parent IN %(names)s AND serial_and_batch_bundle <> ''
	UNION
	SELECT serial_and_batch_bundle FROM `tabPacked Item`
	WHERE parenttype = %(type)s AND parent IN %(names)s AND serial_and_batch_bundle <> ''
"""
USES = """
	SELECT DISTINCT sle.serial_and_batch_bundle, IF(sold.name IS NULL, sle.voucher_type, 'POS Invoice'),
		COALESCE(sold.parent, sle.voucher_no), COALESCE(sold.name, sle.voucher_detail_no, '')
	FROM `tabStock Ledger Entry` sle
	LEFT JOIN `tabSales Invoice Item` billed
		ON sle.voucher_type = 'Sales Invoice' AND billed.name = sle.voucher_detail_no AND billed.parent = sle.voucher_no
	LEFT JOIN `tabPOS Invoice Item` sold ON sold.name = billed.pos_invoice_item AND sold.docstatus = 1
	WHERE sle.serial_and_batch_bundle IN %(bundles)s AND sle.is_cancelled = 0
	UNION
	SELECT serial_and_batch_bundle, parenttype, parent, name FROM `tabPOS Invoice Item`
	WHERE serial_and_batch_bundle IN %(bundles)s AND docstatus = 1
	UNION
	SELECT serial_and_batch_bundle, parenttype, parent, parent_detail_docname FROM `tabPacked Item`
	WHERE serial_and_batch_bundle IN %(bundles)s AND docstatus = 1 AND parenttype = 'POS Invoice'
"""
"""A row of a till's consolidation counts as the row that was sold."""


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


def counted(count: str) -> dict[str, dict[str, float]]:
	"""Return what a cancelled stock count had found of each batch (stock UOM), by row: its last bundle still says it."""
	filters = {
		"voucher_type": "Stock Reconciliation",
		"voucher_no": count,
		"type_of_transaction": "Inward",
		"is_cancelled": 1,
	}
	rows = frappe.get_all(BUNDLE, filters, ["name", "voucher_detail_no"], order_by="creation, name")
	last = {row.voucher_detail_no: row.name for row in rows}
	found = batches(last.values())
	return {row: found.get(bundle, {}) for row, bundle in last.items()}


class Use(NamedTuple):
	"""A row of a voucher in force that names a bundle."""

	bundle: str
	voucher_type: str
	voucher_no: str
	row: str


def shared(vouchers: Collection[tuple[str, str]]) -> list[Use]:
	"""Return the uses of bundles that these vouchers, (doctype, name), share with another row or another voucher.

	What a till has sold is in the stock ledger with the bundles of the sale when it is consolidated; that is one use.
	"""
	named = _named(vouchers)
	if not named:
		return []
	uses = [Use(*row) for row in frappe.db.sql(USES, {"bundles": tuple(sorted(named))})]
	rows: dict[str, set[Use]] = defaultdict(set)
	for use in uses:
		rows[use.bundle].add(use)
	return sorted(use for of_bundle in rows.values() if len(of_bundle) > 1 for use in of_bundle)


def _named(vouchers: Collection[tuple[str, str]]) -> set[str]:
	"""Return the bundles that the vouchers name, in the stock ledger or in the rows of a sale at a till."""
	by_type: dict[str, list[str]] = defaultdict(list)
	for voucher_type, voucher_no in vouchers:
		by_type[voucher_type].append(voucher_no)
	named: set[str] = set()
	for voucher_type, names in sorted(by_type.items()):
		query = SOLD_WITH if voucher_type in WITHOUT_LEDGER_ENTRIES else MOVED_WITH
		named.update(frappe.db.sql(query, {"type": voucher_type, "names": tuple(sorted(names))}, pluck=True))
	return named


def digits() -> int:
	"""Return how many decimal places of a quantity ERPNext keeps in a bundle."""
	return int(frappe.get_precision(ROW, "qty") or 3)


def rounding() -> float:
	"""Return the quantity (stock UOM) up to which what is left of a batch may be a remainder of ERPNext's rounding.

	Three thirds of 10 Kg, each rounded for itself, leave 0.001 Kg that nobody can find.
	"""
	return float(2 * 10 ** -digits())


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

"""Checks of ERPNext's settings for stock."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import cint

from batch_trace.control.health.finding import HIGH, LOW, MEDIUM, Finding, named, page_of, setting, where_on

STOCK, ACCOUNTS = "Stock Settings", "Accounts Settings"
ENABLED = "enable_serial_and_batch_no_for_item"
NEGATIVE_BATCHES = "allow_negative_stock_for_batch"


def batches_off() -> Iterator[Finding]:
	"""Recent ERPNext refuses batches, and hides their fields on forms, unless a setting and its default are on."""
	switched_on = setting(STOCK, ENABLED)
	if switched_on is None or (switched_on and cint(frappe.defaults.get_global_default(ENABLED))):
		return
	yield Finding(
		HIGH,
		named(STOCK, ENABLED, 0) if not switched_on else _("Forms do not show the fields for batches"),
		_("Nobody can enter a batch: ERPNext refuses vouchers with batches, or moves goods without one"),
		_("Switch it on and save: saving also shows the fields for batches on forms again"),
		page_of(STOCK),
	)


def negative_stock() -> Iterator[Finding]:
	"""Negative stock is allowed."""
	yield from where_on(
		HIGH,
		STOCK,
		"allow_negative_stock",
		_("Batches can be used and shipped before they are received and released"),
	)


def negative_batches() -> Iterator[Finding]:
	"""Negative stock of batches is allowed; recent versions of ERPNext have a separate setting for that."""
	yield from where_on(
		HIGH,
		STOCK,
		NEGATIVE_BATCHES,
		_("More can be taken from a batch than is in stock, so its trace and mass balance will be wrong"),
	)


def negative_items() -> Iterator[Finding]:
	"""Single items with batches allow negative stock."""
	count = frappe.db.count("Item", {"allow_negative_stock": 1, "has_batch_no": 1, "disabled": 0})
	if count:
		yield Finding(
			HIGH,
			_("{0} items with batches allow negative stock").format(count),
			_("Their batches can be used before they are received, even if Stock Settings do not allow it"),
			_("Switch Allow Negative Stock off in these items"),
			page_of("Item"),
		)


def automatic_batches() -> Iterator[Finding]:
	"""ERPNext picks batches for outgoing rows, and not by their expiry date."""
	rule = setting(STOCK, "pick_serial_and_batch_based_on")
	if setting(STOCK, "auto_create_serial_and_batch_bundle_for_outward") and rule != "Expiry":
		yield Finding(
			LOW,
			named(STOCK, "pick_serial_and_batch_based_on", rule),
			_(
				"Rows without a batch may get one that is not the first to expire; stopped batches are still refused"
			),
			_("Set it to Expiry, or switch the automatic creation of bundles off"),
			page_of(STOCK),
		)


def deleted_entries() -> Iterator[Finding]:
	"""Deleting a cancelled voucher deletes its stock ledger entries."""
	yield from where_on(
		HIGH,
		ACCOUNTS,
		"delete_linked_ledger_entries",
		_("Deleting a cancelled voucher deletes its stock ledger entries; only the trace ledger keeps them"),
	)


def rejected_warehouses() -> Iterator[Finding]:
	"""Warehouses with rejected goods from receipts are not marked as such."""
	rows = frappe.db.sql(
		"""SELECT DISTINCT w.name FROM `tabPurchase Receipt Item` r JOIN `tabWarehouse` w ON w.name = r.rejected_warehouse
		WHERE r.docstatus = 1 AND r.rejected_qty > 0 AND w.disabled = 0 AND w.is_rejected_warehouse = 0
			AND COALESCE(w.batch_quality_use, '') = '' ORDER BY w.name"""
	)
	if rows:
		yield Finding(
			MEDIUM,
			_("Rejected goods are in {0}, which is not marked as Rejected Warehouse").format(
				", ".join(name for (name,) in rows)
			),
			_("ERPNext offers these goods for use and shipment like any other stock"),
			_("Tick Is Rejected Warehouse, or choose a Batch Quality Use, in the warehouse"),
			page_of("Warehouse"),
		)


CHECKS = (
	batches_off,
	negative_stock,
	negative_batches,
	negative_items,
	automatic_batches,
	deleted_entries,
	rejected_warehouses,
)

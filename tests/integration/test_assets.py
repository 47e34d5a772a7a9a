"""Capture of stock that becomes part of an asset."""

from __future__ import annotations

import frappe
import pytest
from plant import STORES
from voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def oven(plant) -> str:
	"""A composite asset under construction."""
	plain = {"company": plant.company, "is_group": 0}
	account = frappe.db.get_value("Account", {**plain, "account_type": "Fixed Asset"})
	accounts = [{"company_name": plant.company, "fixed_asset_account": account}]
	frappe.get_doc(
		{"doctype": "Asset Category", "asset_category_name": "Ovens", "accounts": accounts}
	).insert()
	frappe.get_doc({
		"doctype": "Item", "item_code": "OVEN", "item_group": "All Item Groups", "stock_uom": "Nos", "is_stock_item": 0,
		"is_fixed_asset": 1, "asset_category": "Ovens",
	}).insert()  # fmt: skip
	frappe.get_doc({"doctype": "Location", "location_name": "Bakery"}).insert()
	asset = frappe.get_doc({
		"doctype": "Asset", "item_code": "OVEN", "asset_name": "Oven 1", "company": plant.company, "location": "Bakery",
		"is_composite_asset": 1, "gross_purchase_amount": 0, "additional_asset_cost": 0, "purchase_date": plant.later(0), "available_for_use_date": plant.later(0),
	}).insert()  # fmt: skip
	return asset.name


def test_capitalization(plant, oven):
	plant.stock(("TIN", "T1", 5))
	row = {
		"item_code": "TIN",
		"stock_qty": 2,
		"warehouse": STORES,
		"batch_no": "T1",
		"use_serial_batch_fields": 1,
	}
	built = plant.submit(
		"Asset Capitalization", capitalization_method="Choose a WIP composite asset", target_asset=oven, target_item_code="OVEN",
		target_asset_location="Bakery", target_qty=1, stock_items=[row],
	)  # fmt: skip
	assert moves(built.name) == {("Out", "T1", STORES): -2}
	assert event(built).event_type == "Capitalization"
	frappe.get_doc("Asset Capitalization", built.name).cancel()
	assert moves(built.name) == {}

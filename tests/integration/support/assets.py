"""A composite asset into which stock is built."""

from __future__ import annotations

import frappe

from tests.integration.support.plant import Plant, make, make_item


def composite_asset(plant: Plant) -> str:
	"""Return a new composite asset under construction, an oven."""
	plain = {"company": plant.company, "is_group": 0}
	account = frappe.db.get_value("Account", {**plain, "account_type": "Fixed Asset"})
	accounts = [{"company_name": plant.company, "fixed_asset_account": account}]
	make("Asset Category", asset_category_name="Ovens", accounts=accounts)
	make_item(
		"OVEN", stock_uom="Nos", is_stock_item=0, is_fixed_asset=1, asset_category="Ovens", valuation_rate=0
	)
	make("Location", location_name="Bakery")
	return make(
		"Asset", item_code="OVEN", asset_name="Oven 1", company=plant.company, location="Bakery", is_composite_asset=1,
		asset_type="Composite Asset", gross_purchase_amount=0, net_purchase_amount=0, additional_asset_cost=0, purchase_date=plant.later(0),
		available_for_use_date=plant.later(0),
	).name  # fmt: skip

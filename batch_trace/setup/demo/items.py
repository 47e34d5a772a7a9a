"""The item master of the demo company."""

import frappe

from batch_trace.setup.demo.materials import BOUGHT, TAP_WATER, Material
from batch_trace.setup.demo.places import COMPANY, FINISHED, PACKAGING
from batch_trace.setup.demo.products import (
	BY_PRODUCT,
	DISPENSER,
	FINISHED_GOOD,
	HAMPER,
	HAMPER_CONTENTS,
	PRODUCTS,
	STERILISATION,
	TOTE,
	Product,
)

PACKAGING_GROUP, EQUIPMENT_GROUP = "Packaging", "Returnable Equipment"


def make_items() -> None:
	"""Create item groups, every item and the gift hamper."""
	for group in (PACKAGING_GROUP, BY_PRODUCT, EQUIPMENT_GROUP):
		frappe.get_doc(
			{"doctype": "Item Group", "item_group_name": group, "parent_item_group": "All Item Groups"}
		).insert()
	for material in BOUGHT.values():
		_make_item(**_material(material), has_batch_no=1)
	_make_item(**_material(TAP_WATER), has_batch_no=0, weight_per_unit=1, weight_uom="Kg")
	for product in PRODUCTS:
		_make_item(**_product(product), has_batch_no=1)
	_make_equipment()
	_make_hamper()


def _material(material: Material) -> dict[str, object]:
	packaging = material.warehouse == PACKAGING
	return {
		"item_code": material.code,
		"item_name": material.name,
		"item_group": PACKAGING_GROUP if packaging else "Raw Material",
		"stock_uom": material.uom,
		"valuation_rate": material.price,
		"warehouse": material.warehouse,
		"allergens": material.allergens,
		"is_sales_item": 0,
		**_shelf_life(material.shelf_life),
	}


def _product(product: Product) -> dict[str, object]:
	weight = {"weight_per_unit": product.net_weight, "weight_uom": "Kg"} if product.uom == "Nos" else {}
	return {
		"item_code": product.code,
		"item_name": product.name,
		"item_group": product.group,
		"stock_uom": product.uom,
		"warehouse": product.warehouse,
		"allergens": product.allergens,
		"is_purchase_item": int(product.code == "CINS" or product.group == FINISHED_GOOD),
		"is_sub_contracted_item": int(product.code == "CINS"),
		**_shelf_life(product.shelf_life),
		**weight,
	}


def _shelf_life(days: int | None) -> dict[str, int]:
	return {"has_expiry_date": 1, "shelf_life_in_days": days} if days else {}


def _make_item(warehouse: str, allergens: str = "", **values: object) -> None:
	description = str(values["item_name"])
	frappe.get_doc(
		{
			"doctype": "Item",
			"is_stock_item": 1,
			"create_new_batch": 0,
			"description": f"{description}. Contains: {allergens}." if allergens else description,
			"item_defaults": [{"company": COMPANY, "default_warehouse": warehouse}],
			**values,
		}
	).insert()


def _make_equipment() -> None:
	common = {"item_group": EQUIPMENT_GROUP, "stock_uom": "Nos", "warehouse": FINISHED, "has_serial_no": 1}
	_make_item(item_code=DISPENSER, item_name="Countertop granola dispenser", has_batch_no=1, **common)
	_make_item(item_code=TOTE, item_name="Returnable steel tote 50 l", has_batch_no=0, **common)
	frappe.get_doc(
		{
			"doctype": "Item",
			"item_code": STERILISATION,
			"item_name": "Steam sterilisation, per kg",
			"item_group": "Services",
			"stock_uom": "Kg",
			"is_stock_item": 0,
		}
	).insert()


def _make_hamper() -> None:
	frappe.get_doc(
		{
			"doctype": "Item",
			"item_code": HAMPER,
			"item_name": "Gift hamper, bars and granola",
			"item_group": "Products",
			"stock_uom": "Nos",
			"is_stock_item": 0,
		}
	).insert()
	frappe.get_doc(
		{
			"doctype": "Product Bundle",
			"new_item_code": HAMPER,
			"items": [{"item_code": item, "qty": quantity} for item, quantity in HAMPER_CONTENTS],
		}
	).insert()

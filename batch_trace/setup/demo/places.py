"""The demo company and its warehouses."""

import frappe

COMPANY = "Alder Mill Foods Ltd"
ABBR = "AMF"

INGREDIENTS = f"Ingredients Store - {ABBR}"
CHILLED = f"Chilled Store - {ABBR}"
PACKAGING = f"Packaging Store - {ABBR}"
WATER = f"Water Tank - {ABBR}"
BULK = f"Bulk and Intermediates - {ABBR}"
FLOOR = f"Bakery Floor - {ABBR}"
REWORK = f"Rework Cage - {ABBR}"
FINISHED = f"Mill Finished Goods - {ABBR}"
QUARANTINE = f"Quarantine - {ABBR}"
BY_PRODUCTS = f"By-products Yard - {ABBR}"
SAMPLES = f"Retained Samples - {ABBR}"
DEPOT = f"Distribution Centre - {ABBR}"
SHOP = f"Factory Shop - {ABBR}"
TRANSIT = f"Goods In Transit - {ABBR}"
STERILISER = f"At Sterivap Services - {ABBR}"

SITES = {
	f"Mill Site - {ABBR}": (
		INGREDIENTS,
		CHILLED,
		PACKAGING,
		WATER,
		BULK,
		FLOOR,
		REWORK,
		FINISHED,
		QUARANTINE,
		BY_PRODUCTS,
		SAMPLES,
		SHOP,
	),
	f"Away from the Mill - {ABBR}": (DEPOT, STERILISER),
}


def make_places() -> None:
	"""Create the warehouses, grouped by site."""
	root = f"All Warehouses - {ABBR}"
	for site, warehouses in SITES.items():
		_make_warehouse(site, root, is_group=1)
		for warehouse in warehouses:
			_make_warehouse(warehouse, site, is_rejected_warehouse=int(warehouse == QUARANTINE))


def _make_warehouse(name: str, parent: str, **values: int) -> None:
	frappe.get_doc(
		{
			"doctype": "Warehouse",
			"warehouse_name": name.removesuffix(f" - {ABBR}"),
			"company": COMPANY,
			"parent_warehouse": parent,
			**values,
		}
	).insert()

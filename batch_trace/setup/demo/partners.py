"""The suppliers and customers of the demo company, all invented."""

from dataclasses import dataclass
from datetime import date

import frappe

from batch_trace.setup.demo import materials
from batch_trace.setup.demo.places import COMPANY

COUNTRY = "Ireland"


@dataclass(frozen=True)
class Supplier:
	"""A supplier and its pattern of batch numbers."""

	name: str
	town: str
	batch_pattern: str
	"""The pattern is filled with the date of manufacture and a running number."""

	def batch_number(self, made_on: date, number: int) -> str:
		"""Return the supplier's number for a batch.

		>>> Supplier("Mill", "Town", "M{year}-{day:03d}/{number}").batch_number(date(2026, 8, 11), 4)
		'M26-223/4'
		"""
		return self.batch_pattern.format(
			year=made_on.strftime("%y"),
			day=made_on.timetuple().tm_yday,
			week=made_on.isocalendar()[1],
			number=number,
		)


SUPPLIERS = {
	supplier.name: supplier
	for supplier in (
		Supplier(materials.OATS_MILL, "Glenmoyle", "GM{year}{day:03d}-{number}"),
		Supplier(materials.FLOUR_MILL, "Ballyfarna", "W{week:02d}/{year} silo {number}"),
		Supplier(materials.SUGAR_HOUSE, "Estuary Quay", "ES{year}{week:02d}{number:02d}"),
		Supplier(materials.SYRUP_HOUSE, "Corran", "CS-{day:03d}{year}-{number}"),
		Supplier(materials.OIL_PRESS, "Harrowfen", "HO {day:03d}.{year}.{number}"),
		Supplier(materials.DAIRY, "Tullagreen", "{year}{day:03d}B{number}"),
		Supplier(materials.NUT_TRADER, "Port Meadow", "LNF/{year}/{week:02d}/{number:03d}"),
		Supplier(materials.CHOCOLATE, "Maren", "MC{year}{week:02d}-{number:04d}"),
		Supplier(materials.SPICE_TRADER, "Port Meadow", "SQ-CN-{year}{week:02d}-{number}"),
		Supplier(materials.STERIVAP, "Ardloe", "SV-{year}{day:03d}-{number}"),
		Supplier(materials.FLEXIBLES, "Fairmile", "FW{year}-{number:05d}"),
		Supplier(materials.BOARD_MILL, "Oakboro", "OB/{week:02d}{year}/{number}"),
		Supplier(materials.LABELS, "Athgar", "MLH{year}{day:03d}{number}"),
		Supplier(materials.EQUIPMENT, "Athgar", "KCE-{year}-{number}"),
	)
}

FENNOR = "Fennor Supermarkets"
BRIGHTWATER = "Brightwater Stores"
HOLLIN = "Hollin Wholesale"
ORMSBY = "Ormsby Foodservice"
LARKSPUR = "Larkspur Hotels"
TIDEMILL = "Tidemill Cafes"
GREENLANE = "Greenlane Health Shops"
PINNACLE = "Pinnacle Vending"
RATHBAWN = "Rathbawn School Meals"
ASTER = "Aster Corporate Gifts"
MEADOWLARK = "Meadowlark Yogurts"
SKERRIN = "Skerrin Farm Feeds"
WALK_IN = "Factory Shop Customers"
OWN_DEPOT = "Alder Mill Distribution Centre"

CUSTOMERS = {
	FENNOR: "Fennor Cross",
	BRIGHTWATER: "Brightwater",
	HOLLIN: "Hollin",
	ORMSBY: "Ormsby",
	LARKSPUR: "Larkspur Bay",
	TIDEMILL: "Tidemill",
	GREENLANE: "Greenlane",
	PINNACLE: "Pinnacle Park",
	RATHBAWN: "Rathbawn",
	ASTER: "Athgar",
	MEADOWLARK: "Meadow Bridge",
	SKERRIN: "Skerrin",
	WALK_IN: "",
}


def make_partners() -> None:
	"""Create suppliers and customers with an address each, and the company's own depot as both."""
	for supplier in SUPPLIERS.values():
		_make_supplier(supplier.name)
		_make_address("Supplier", supplier.name, supplier.town)
	for customer, town in CUSTOMERS.items():
		_make_customer(customer)
		if town:
			_make_address("Customer", customer, town)
	internal = {"represents_company": COMPANY, "companies": [{"company": COMPANY}]}
	_make_supplier(OWN_DEPOT, is_internal_supplier=1, **internal)
	_make_customer(OWN_DEPOT, is_internal_customer=1, **internal)


def _make_supplier(name: str, **values: object) -> None:
	frappe.get_doc(
		{
			"doctype": "Supplier",
			"supplier_name": name,
			"supplier_group": "Raw Material",
			"country": COUNTRY,
			**values,
		}
	).insert()


def _make_customer(name: str, **values: object) -> None:
	frappe.get_doc(
		{
			"doctype": "Customer",
			"customer_name": name,
			"customer_type": "Company",
			"customer_group": "Commercial",
			"territory": COUNTRY,
			**values,
		}
	).insert()


def _make_address(party_type: str, party: str, town: str) -> None:
	frappe.get_doc(
		{
			"doctype": "Address",
			"address_title": party,
			"address_type": "Shipping" if party_type == "Customer" else "Billing",
			"address_line1": f"1 {town} Business Park",
			"city": town,
			"country": COUNTRY,
			"is_shipping_address": int(party_type == "Customer"),
			"links": [{"link_doctype": party_type, "link_name": party}],
		}
	).insert()

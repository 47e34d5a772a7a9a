"""`api.scan.parse`: what a scan means on a site with items, batches and users who may not read everything."""

from __future__ import annotations

from datetime import date

import frappe
import pytest

from batch_trace.api import scan
from tests.integration.support.bakery import reader
from tests.integration.support.plant import BATCHED_SERIALS, STORES, make
from tests.unit.support.scan_lines import lines

GTIN, CASE = "04012345678901", "14012345678908"
OTHER = "09506000134352"
SHAPE = {
	"kind", "item_code", "batch", "serial_no", "supplier_batch", "handling_unit", "expiry_date", "manufacturing_date", "quantity",
	"uom", "gs1", "warnings", "error",
}  # fmt: skip


def barcode(item: str, number: str, uom: str | None = None) -> None:
	doc = frappe.get_doc("Item", item)
	if uom and uom != doc.stock_uom:
		doc.append("uoms", {"uom": uom, "conversion_factor": 12})
	doc.append("barcodes", {"barcode": number, "uom": uom})
	doc.save()


@pytest.fixture
def flour(plant):
	"""FLOUR with a GTIN, and a batch of the supplier's number L4711 that ends on 31 December 2026."""
	barcode("FLOUR", GTIN[1:], "Kg")
	plant.batch("FLOUR", "F-1", expiry_date="2026-12-31", supplier_batch="L4711")
	return plant


def test_the_shape_is_the_contract(flour):
	assert scan.parse("whatever").keys() >= SHAPE


@pytest.mark.parametrize(
	"text",
	[
		"]C10104012345678901" + "17261231" + "10L4711",
		"(01)04012345678901(17)261231(10)L4711",
		"https://id.gs1.org/01/04012345678901/10/L4711?17=261231",
	],
)
def test_the_suppliers_batch_is_ours(flour, text):
	found = scan.parse(text)
	assert (found["kind"], found["item_code"], found["batch"], found["supplier_batch"]) == (
		"batch", "FLOUR", "F-1", "L4711",
	)  # fmt: skip
	assert (found["expiry_date"], found["warnings"], found["error"]) == (date(2026, 12, 31), [], None)
	assert found["gs1"] == {"01": GTIN, "17": "261231", "10": "L4711"}


def test_our_own_number_comes_before_a_suppliers(flour):
	flour.batch("FLOUR", "F-2", supplier_batch="F-1")
	assert scan.parse(f"(01){GTIN}(10)F-1")["batch"] == "F-1"


def test_another_expiry_date_is_a_warning_with_both(flour):
	found = scan.parse(f"(01){GTIN}(17)270131(10)L4711")
	[warning] = found["warnings"]
	assert found["batch"] == "F-1"
	assert frappe.utils.format_date("2027-01-31") in warning
	assert frappe.utils.format_date("2026-12-31") in warning


def test_an_unknown_batch_is_the_suppliers(flour):
	found = scan.parse(f"(01){GTIN}(17)270131(10)NEW-1")
	assert (found["kind"], found["item_code"], found["batch"], found["supplier_batch"]) == (
		"supplier_batch", "FLOUR", None, "NEW-1",
	)  # fmt: skip
	assert found["expiry_date"] == date(2027, 1, 31)
	assert "NEW-1" in found["warnings"][0]


def test_a_suppliers_number_of_two_batches_is_asked_about(flour):
	flour.batch("FLOUR", "F-2", supplier_batch="L4711")
	found = scan.parse(f"(01){GTIN}(10)L4711")
	assert (found["kind"], found["batch"]) == ("supplier_batch", None)
	assert {each["name"] for each in found["candidates"]} == {"F-1", "F-2"}


def test_the_batch_of_another_item_is_not_taken(flour):
	flour.batch("SUGAR", "S-1", supplier_batch="S4711")
	found = scan.parse(f"(01){GTIN}(10)S4711")
	assert (found["batch"], found["supplier_batch"]) == (None, "S4711")


def test_an_item_without_the_barcode(flour):
	found = scan.parse(f"(01){OTHER}(10)L4711")
	assert (found["kind"], found["item_code"], found["batch"]) == ("unknown", None, None)
	assert OTHER in found["error"]


@pytest.mark.parametrize("stored", ["4012345678901", "04012345678901"])
@pytest.mark.parametrize("scanned", ["4012345678901", "04012345678901", "]E04012345678901", f"(01){GTIN}"])
def test_a_gtin_of_any_length_is_the_item(plant, stored, scanned):
	barcode("SUGAR", stored)
	found = scan.parse(scanned)
	assert (found["kind"], found["item_code"], found["uom"], found["error"]) == ("item", "SUGAR", "Kg", None)


def test_a_upc_e_is_expanded(plant):
	barcode("SUGAR", "042100005264")
	assert scan.parse("04252614")["item_code"] == "SUGAR"


def test_a_packaging_level_of_its_own(flour):
	barcode("FLOUR", CASE, "Box")
	found = scan.parse(f"(02){CASE}(37)48(10)L4711")
	assert (found["item_code"], found["uom"], found["quantity"], found["batch"]) == (
		"FLOUR",
		"Box",
		48,
		"F-1",
	)


def test_a_packaging_level_that_nobody_entered(flour):
	found = scan.parse(f"(01){CASE}(10)L4711")
	assert (found["item_code"], found["uom"], found["batch"]) == ("FLOUR", None, "F-1")
	assert CASE in found["warnings"][0]


def test_a_weight_is_the_quantity(flour):
	found = scan.parse(f"(01){GTIN}(3103)001750(10)L4711")
	assert (found["quantity"], found["uom"]) == (1.75, "Kg")


def test_a_pallet(flour):
	found = scan.parse(f"(00)395011015300022006(02){GTIN}(37)48(10)L4711")
	assert (found["kind"], found["handling_unit"]) == ("handling_unit", "395011015300022006")
	assert (found["item_code"], found["batch"], found["quantity"]) == ("FLOUR", "F-1", 48)
	assert scan.parse("395011015300022006")["kind"] == "handling_unit"


def test_a_serial_number_brings_its_batch(plant):
	barcode(BATCHED_SERIALS, OTHER)
	batch = plant.batch(BATCHED_SERIALS)
	make("Serial No", serial_no="FR-1", item_code=BATCHED_SERIALS, company=plant.company, batch_no=batch)
	found = scan.parse(f"(01){OTHER}(21)FR-1")
	assert (found["kind"], found["serial_no"], found["batch"]) == ("serial", "FR-1", batch)
	assert scan.parse("FR-1")["kind"] == "serial"


def test_a_serial_number_of_another_item_is_told(flour):
	make("Serial No", serial_no="PU-1", item_code="PUMP", company=flour.company)
	found = scan.parse(f"(01){GTIN}(21)PU-1")
	assert (found["item_code"], found["serial_no"]) == ("FLOUR", None)
	assert "PU-1" in found["warnings"][0]


def test_names(flour):
	assert scan.parse("F-1")["batch"] == "F-1"
	assert scan.parse("FLOUR")["kind"] == "item"
	assert scan.parse("L4711")["batch"] == "F-1"
	assert scan.parse(STORES)["location"]["warehouse"] == STORES
	receipt = flour.receive("FLOUR", 1, "F-1")
	found = scan.parse(receipt.name)
	assert (found["kind"], found["document"]) == (
		"document",
		{"doctype": receipt.doctype, "name": receipt.name},
	)


def test_a_location_is_the_warehouse_that_its_extension_names(plant):
	rack = make("Warehouse", warehouse_name="RACK-07-B", company=plant.company)
	found = scan.parse("]d24149506000134376" + "254RACK-07-B")
	assert (found["kind"], found["location"]) == (
		"location",
		{"gln": "9506000134376", "extension": "RACK-07-B", "warehouse": rack.name},
	)
	assert scan.parse("(414)9506000134376")["location"]["warehouse"] is None


def test_a_batch_whose_name_reads_as_an_element(flour):
	flour.batch("FLOUR", "10D9T")
	assert scan.parse("10D9T")["batch"] == "10D9T"


def test_other_capital_letters_are_asked_about(flour):
	flour.batch("FLOUR", "LOT-42a")
	found = scan.parse("lot-42A")
	assert (found["kind"], found["batch"]) == ("unknown", None)
	assert [each["name"] for each in found["candidates"]] == ["LOT-42a"]
	assert "LOT-42a" in found["error"]


def test_a_text_that_names_two_things_is_asked_about(flour):
	flour.batch("SUGAR", GTIN[1:])
	found = scan.parse(GTIN[1:])
	assert (found["kind"], found["item_code"], found["batch"]) == ("unknown", None, None)
	assert {each["doctype"] for each in found["candidates"]} == {"Batch", "Item"}


def test_lost_separators_are_asked_about(flour):
	found = scan.parse(f"01{GTIN}10AB-1217270115")
	assert (found["kind"], found["item_code"], found["batch"]) == ("unknown", None, None)
	assert [each["elements"] for each in found["readings"]][:2] == [
		{"01": GTIN, "10": "AB-1217270115"},
		{"01": GTIN, "10": "AB-12", "17": "270115"},
	]


def test_separators_and_scale_labels_are_settings(flour):
	settings = frappe.get_doc("Batch Trace Settings")
	settings.scan_separators, settings.scale_label_rules = "_", "23IIIIIVWWWWC/1000"
	settings.save()
	assert scan.parse(f"01{GTIN}10L4711_17261231")["batch"] == "F-1"
	make("Item", item_code="40119", item_group="All Item Groups", stock_uom="Kg")
	found = scan.parse("2340119005007")
	assert (found["kind"], found["item_code"], found["quantity"], found["uom"]) == (
		"item",
		"40119",
		0.5,
		"Kg",
	)


@pytest.mark.parametrize(
	("field", "value"), [("scan_separators", "7"), ("scan_separators", "A"), ("scale_label_rules", "23III")]
)
def test_settings_that_cannot_work_are_refused(plant, field, value):
	settings = frappe.get_doc("Batch Trace Settings")
	settings.set(field, value)
	with pytest.raises(frappe.ValidationError):
		settings.save()


def test_a_medical_device_and_a_pharmacy_number(flour):
	barcode("SUGAR", "+J123AQ3451")
	barcode("DOUGH", "01234562")
	flour.batch("SUGAR", "S-1", supplier_batch="BC34567", expiry_date="2023-12-30")
	found = scan.parse("+J123AQ3451/$$3231231BC34567/S4012R")
	assert (found["item_code"], found["batch"], found["expiry_date"]) == ("SUGAR", "S-1", date(2023, 12, 31))
	assert len(found["warnings"]) == 1
	assert scan.parse("-01234562")["item_code"] == "DOUGH"


@pytest.fixture
def without_sugar(flour):
	"""A Stock User who may read FLOUR only; SUGAR has a barcode, a batch and a receipt, too."""
	barcode("SUGAR", OTHER[1:])
	flour.batch("SUGAR", "S-1", supplier_batch="S4711")
	user = reader("flour-only@example.com", "Stock User")
	make("User Permission", user=user, allow="Item", for_value="FLOUR")
	frappe.set_user(user)
	yield user
	frappe.set_user("Administrator")


HIDDEN = [
	"S-1",
	"s-1",
	"S4711",
	"SUGAR",
	OTHER[1:],
	f"(01){OTHER}",
	f"(01){OTHER}(10)S-1",
	"(10)S-1",
	"(10)S4711",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_what_a_user_may_not_read_is_answered_as_what_is_not_there(without_sugar, text):
	assert scan.parse(f"(01){GTIN}(10)L4711")["batch"] == "F-1"
	found = scan.parse(text)
	frappe.set_user("Administrator")
	frappe.delete_doc("Batch", "S-1")
	sugar = frappe.get_doc("Item", "SUGAR")
	sugar.barcodes = []
	sugar.save()
	frappe.rename_doc("Item", "SUGAR", "SUGAR-2")
	frappe.set_user(without_sugar)
	assert found == scan.parse(text)
	assert found["item_code"] is None and found["batch"] is None


def test_a_user_without_any_role_learns_nothing(flour):
	receipt = flour.receive("FLOUR", 1, "F-1")
	frappe.set_user(reader("scan-nobody@example.com"))
	for text in ("F-1", "FLOUR", GTIN, STORES, receipt.name, f"(01){GTIN}(10)F-1"):
		found = scan.parse(text)
		assert (found["kind"], found["candidates"], found["document"]) == ("unknown", [], None), text


@pytest.mark.parametrize(
	"text", [None, 7, 4012345678901, 1.5, [], {}, True, "\x00", "\ud800", "x" * 9000, "𝄞", "'\"\\%_"]
)
def test_nothing_raises(plant, text):
	assert scan.parse(text).keys() >= SHAPE


def test_every_scan_of_the_file_has_an_answer(flour):
	for line in lines():
		found = scan.parse(line.text)
		assert found["kind"] != "unknown" or found["error"], line.name
		assert not found["error"] or (found["item_code"], found["batch"]) == (None, None), line.name

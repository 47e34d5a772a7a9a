"""What a supplier's file announces is proposed for the row of a receipt that it is for."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import frappe
import pytest

from batch_trace.api.receiving import lots, read_file
from tests.integration.receiving.test_lots import draft
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make, make_item

SAMPLES = Path(__file__).parents[2] / "unit" / "receiving" / "data" / "supplier_files"


def read(doc, content: bytes, filename: str = "lots.csv") -> dict:
	return read_file(doc.doctype, doc.name, doc.items[0].name, b64encode(content).decode(), filename)


def test_the_lots_of_the_rows_item_are_proposed_and_received(plant):
	make_item("RM-001", has_batch_no=1)
	doc = draft("RM-001")
	found = read(doc, (SAMPLES / "01_packing_list_comma.csv").read_bytes(), "packing list.csv")
	assert found["lots"] == [
		{
			"quantity": 500,
			"supplier_batch": "0004711",
			"expiry_date": "2028-05-31",
			"country_of_origin": "Ghana",
		},
		{
			"quantity": 250.5,
			"supplier_batch": "0004712",
			"expiry_date": "2028-06-30",
			"country_of_origin": "Ghana",
		},
	]
	assert sum("no row of this document is of item" in question for question in found["questions"]) == 2
	numbered = [{**lot, "batch": f"OURS-{n}"} for n, lot in enumerate(found["lots"])]
	lots(doc.doctype, doc.name, doc.items[0].name, numbered)
	assert frappe.db.get_value("Batch", "OURS-1", "supplier_batch") == "0004712"


def test_an_item_goes_by_our_code_the_suppliers_and_its_barcode(plant):
	item = make_item("OAK-CHIPS", has_batch_no=1)
	item.append("supplier_items", {"supplier": SUPPLIER, "supplier_part_no": "X-99"})
	item.append("barcodes", {"barcode": "4012345678901", "barcode_type": "EAN"})
	item.save()
	doc = draft("OAK-CHIPS")
	for name in ("oak-chips", "X-99", "04012345678901", "4012345678901"):
		[lot] = read(doc, f"Item;Lot;Qty\n{name};L1;5\nOTHER;L2;6\n".encode())["lots"]
		assert lot["supplier_batch"] == "L1", name


def test_units_are_converted_and_an_unknown_one_is_asked_about(plant):
	item = frappe.get_doc("Item", "FLOUR")
	item.append("uoms", {"uom": "Box", "conversion_factor": 12})
	item.save()
	doc = draft()
	found = read(doc, b"Item;Lot;Qty;UOM\nFLOUR;L1;5;kg\nFLOUR;L2;2;Box\nFLOUR;L3;2;drum\n")
	assert [(lot["supplier_batch"], lot["quantity"]) for lot in found["lots"]] == [("L1", 5), ("L2", 24)]
	[question] = found["questions"]
	assert "drum" in question and question.startswith("Line 4")


def test_a_lot_with_a_problem_is_told_and_not_taken(plant):
	found = read(draft(), b"Item;Lot;Qty\nFLOUR;;5\nFLOUR;L2;6\n")
	assert [lot["supplier_batch"] for lot in found["lots"]] == ["L2"]
	assert found["questions"] == ["Line 2: no batch"]


def test_a_file_without_items_is_for_the_row(plant):
	found = read(draft(), b"Charge;Menge;MHD\nC-1;1.250,5;31.12.2027\n")
	assert found["lots"] == [{"quantity": 1250.5, "supplier_batch": "C-1", "expiry_date": "2027-12-31"}]


def test_a_file_that_names_only_other_items_says_so(plant):
	found = read(draft(), b"Item;Lot;Qty\nOTHER;L1;5\n")
	assert found["lots"] == [] and found["questions"] == [
		"Line 2: no row of this document is of item OTHER, a number that Test Grain Co-op has for it, or its barcode. Add the row, or "
		"enter the number in the Item."
	]


@pytest.mark.parametrize(
	("content", "said"), [(b"", "it is empty"), (b"\x00\xff" * 50, "cannot be read"), (b"hello", "no lots")]
)
def test_what_cannot_be_read_is_refused_in_words(plant, content, said):
	with pytest.raises(frappe.ValidationError, match=said):
		read(draft(), content)


def test_scripts_in_a_file_stay_text(plant):
	found = read(draft(), b"Item;Lot;Qty\nFLOUR;<script>alert(1)</script>;5\n")
	assert found["lots"][0]["supplier_batch"] == "<script>alert(1)</script>"


def receipt(*items: str):
	rows = [{"item_code": item, "qty": 1, "rate": 1, "warehouse": STORES} for item in items]
	return make("Purchase Receipt", company=COMPANY, supplier=SUPPLIER, items=rows)


def test_one_file_for_several_rows(plant):
	sugar = frappe.get_doc("Item", "SUGAR")
	sugar.append("supplier_items", {"supplier": SUPPLIER, "supplier_part_no": "X-99"})
	sugar.append("uoms", {"uom": "Box", "conversion_factor": 25})
	sugar.save()
	doc = receipt("FLOUR", "SUGAR", "TIN")
	found = read(
		doc, b"Item;Lot;Qty;UOM\nFLOUR;L1;5;kg\nX-99;L2;2;Box\nsugar;L3;1;kg\nSALT;L4;1;kg\nTIN;;1;kg\n"
	)
	assert [lot["supplier_batch"] for lot in found["lots"]] == ["L1"]
	[other] = found["others"]
	assert other["row"] == doc.items[1].name
	assert [(lot["supplier_batch"], lot["quantity"]) for lot in other["lots"]] == [("L2", 50), ("L3", 1)]
	assert [question[:7] for question in found["questions"]] == ["Line 6:", "Line 5:"]
	assert "SALT" in found["questions"][1]


def test_a_lot_that_fits_several_rows_is_asked_about_unless_it_fits_the_row_in_hand(plant):
	doc = receipt("FLOUR", "SUGAR", "SUGAR")
	found = read(doc, b"Item;Lot;Qty\nSUGAR;L1;5\n")
	assert (found["lots"], found["others"]) == ([], [])
	assert "rows 2, 3 fit. Choose the row" in found["questions"][0]
	content = b64encode(b"Item;Lot;Qty\nSUGAR;L1;5\n").decode()
	assert len(read_file(doc.doctype, doc.name, doc.items[2].name, content, "lots.csv")["lots"]) == 1


def test_a_lot_that_names_two_items_is_asked_about(plant):
	sugar = frappe.get_doc("Item", "SUGAR")
	sugar.append("barcodes", {"barcode": "4012345678901", "barcode_type": "EAN"})
	sugar.save()
	found = read(receipt("FLOUR", "SUGAR"), b"Item;GTIN;Lot;Qty\nFLOUR;4012345678901;L1;5\n")
	assert (found["lots"], found["others"]) == ([], [])
	assert "rows 1, 2 fit" in found["questions"][0]

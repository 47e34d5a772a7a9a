"""Lots of a supplier are entered in one grid: the batches are made while the receipt is a draft."""

from __future__ import annotations

import json
from datetime import date

import frappe
import pytest

from batch_trace.api.receiving import lots, open_rows
from batch_trace.api.trace import trace
from batch_trace.control.receiving.lots import LotsNotValid
from batch_trace.control.receiving.rows import CannotReceive
from tests.integration.support import numbering
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make, make_numbered_rye, warehouse
from tests.integration.support.qa import control
from tests.integration.support.roles import user_of


def draft(item: str = "FLOUR", qty: float = 1, doctype: str = "Purchase Receipt", **values: object):
	"""A receipt of one row that names no batch."""
	row = {"item_code": item, "qty": qty, "rate": 1, "warehouse": STORES, **values}
	return make(doctype, company=COMPANY, supplier=SUPPLIER, items=[row])


def material_receipt():
	"""A Stock Entry that brings in flour and names no batch."""
	row = {"item_code": "FLOUR", "qty": 1, "t_warehouse": STORES, "basic_rate": 1}
	purpose = {"stock_entry_type": "Material Receipt", "purpose": "Material Receipt"}
	return make("Stock Entry", company=COMPANY, items=[row], **purpose)


def enter(doc, *given: dict, row: int = 0) -> list[str]:
	names = lots(doc.doctype, doc.name, doc.items[row].name, list(given))
	doc.reload()
	return names


def received(doc) -> list[tuple]:
	"""What the ledger says came in: supplier's batch, batch, quantity."""
	fields = ["supplier_batch", "batch", "qty"]
	events = frappe.get_all("Trace Event", {"voucher_no": doc.name}, pluck="name")
	rows = frappe.get_all("Trace Entry", {"event": ["in", events]}, fields, order_by="name", as_list=True)
	return [tuple(row) for row in rows]


def starts(number: str) -> list[str]:
	"""The batches at which a trace of a supplier's batch begins."""
	return sorted(node["batch"] for node in trace(number, "Supplier Batch")["start"]["nodes"])


def test_three_lots_of_one_row_become_three_batches(plant):
	doc = draft()
	enter(
		doc,
		{"supplier_batch": "S-1", "batch": "OURS-1", "quantity": 500, "expiry_date": "2027-05-31"},
		{
			"supplier_batch": "S-2",
			"batch": "OURS-2",
			"quantity": 250.5,
			"packages": 11,
			"country_of_origin": "Germany",
		},
		{"supplier_batch": "S-2", "batch": "OURS-3", "quantity": 10, "manufacturing_date": "2026-01-02"},
	)
	assert doc.items[0].qty == 760.5
	doc.submit()
	assert received(doc) == [("S-1", "OURS-1", 500.0), ("S-2", "OURS-2", 250.5), ("S-2", "OURS-3", 10.0)]
	batch = frappe.get_doc("Batch", "OURS-2")
	assert (batch.supplier, batch.supplier_batch, batch.country_of_origin) == (SUPPLIER, "S-2", "Germany")
	assert frappe.db.get_value("Batch", "OURS-1", "expiry_date") == date(2027, 5, 31)
	assert starts("S-2") == ["OURS-2", "OURS-3"]


def test_one_lot_stands_in_the_row_itself(plant):
	doc = draft()
	enter(doc, {"supplier_batch": "S-1", "batch": "OURS-1", "quantity": 7})
	[row] = doc.items
	assert (row.batch_no, row.supplier_batch, row.qty, row.serial_and_batch_bundle) == (
		"OURS-1",
		"S-1",
		7,
		None,
	)
	doc.submit()
	assert received(doc) == [("S-1", "OURS-1", 7.0)]


def test_two_lots_of_the_supplier_in_one_batch_of_ours_are_two_rows(plant):
	doc = draft()
	rows = enter(
		doc,
		{"supplier_batch": "S-1", "batch": "TANK", "quantity": 500},
		{"supplier_batch": "S-2", "batch": "TANK", "quantity": 300},
		{"supplier_batch": "S-3", "batch": "DRUM", "quantity": 100},
	)
	assert [row.name for row in doc.items] == rows and [row.qty for row in doc.items] == [600, 300]
	doc.submit()
	assert sorted(received(doc)) == [("S-1", "TANK", 500.0), ("S-2", "TANK", 300.0), ("S-3", "DRUM", 100.0)]
	for number in ("S-1", "S-2"):
		assert starts(number) == ["TANK"]


def test_what_was_entered_can_be_changed_until_it_is_submitted(plant):
	doc = draft()
	enter(
		doc,
		{"supplier_batch": "S-1", "batch": "OURS-1", "quantity": 5},
		{"batch": "OURS-2", "quantity": 5, "packages": 2},
	)
	[row] = open_rows(doc.doctype, doc.name)
	assert [(lot["batch"], lot["quantity"], lot.get("packages")) for lot in row["lots"]] == [
		("OURS-1", 5, None),
		("OURS-2", 5, 2),
	]
	first = doc.items[0].serial_and_batch_bundle
	enter(
		doc,
		{**row["lots"][0], "supplier_batch": "S-9", "expiry_date": "2027-01-01"},
		row["lots"][1],
		{"batch": "OURS-3", "quantity": 1},
	)
	assert doc.items[0].serial_and_batch_bundle == first and doc.items[0].qty == 11
	enter(doc, {"supplier_batch": "S-9", "batch": "OURS-1", "quantity": 4})
	assert doc.items[0].serial_and_batch_bundle is None
	doc.submit()
	assert received(doc) == [("S-9", "OURS-1", 4.0)]
	assert frappe.db.get_value("Batch", "OURS-1", "expiry_date") == date(2027, 1, 1)


def test_batches_without_number_are_numbered(plant):
	make_numbered_rye()
	doc = draft("RYE")
	enter(doc, {"supplier_batch": "S-1", "quantity": 5}, {"supplier_batch": "S-2", "quantity": 5})
	doc.submit()
	assert [number for _supplier, number, _qty in received(doc)] == ["RYE-0001", "RYE-0002"]


def test_batches_without_number_get_theirs_by_the_rule(plant):
	numbering.rule(
		numbering.text("FL-"), {"kind": "Supplier Batch", "length": 6}, numbering.COUNT, item_code="FLOUR"
	)
	doc = draft()
	[row] = open_rows(doc.doctype, doc.name)
	assert row["is_numbered"]
	enter(doc, {"supplier_batch": "S-1", "quantity": 5}, {"supplier_batch": "S-2", "quantity": 5})
	doc.submit()
	assert [number for _supplier, number, _qty in received(doc)] == ["FL-S-1001", "FL-S-2001"]


def test_quantities_are_in_stock_uom(plant):
	doc = draft(qty=2, uom="Nos", conversion_factor=25)
	enter(doc, {"batch": "OURS-1", "quantity": 50}, {"batch": "OURS-2", "quantity": 75})
	assert (doc.items[0].qty, doc.items[0].stock_qty) == (5, 125)
	doc.submit()
	assert [qty for *_names, qty in received(doc)] == [50, 75]


@pytest.mark.parametrize(
	("given", "said"),
	[
		([], "at least one lot"),
		([{"batch": "B", "quantity": 0}], "Line 1: the quantity must be greater than 0"),
		([{"batch": "B", "quantity": "many"}], "Line 1: Quantity is no number"),
		(
			[{"batch": "B", "quantity": 1}, {"batch": "C", "quantity": 1, "expiry_date": "03/04/2027"}],
			"Line 2: Expiry Date is no date",
		),
		([{"batch": "B", "quantity": 1, "color": "red"}], "a lot has no color"),
		([{"batch": "B", "quantity": 1, "packages": 1.5}], "packages must be a whole number"),
		([{"batch": "B", "quantity": 1, "country_of_origin": "Atlantis"}], "no country Atlantis"),
		([{"quantity": 1}], "Line 1: the batch number is missing"),
		([{"batch": "S1", "quantity": 1}], "Line 1: "),
		(
			[
				{"batch": "B", "quantity": 1, "expiry_date": "2027-01-01"},
				{"batch": "B", "quantity": 1, "expiry_date": "2027-01-02"},
			],
			"Lines 1 and 2",
		),
		(
			[{"batch": "B", "quantity": 1, "manufacturing_date": "2027-01-03", "expiry_date": "2027-01-02"}],
			"expires before it was made",
		),
		(["B"], "Line 1: a lot is given as names"),
	],
)
def test_what_cannot_be_received_is_refused_by_line_and_nothing_is_made(plant, given, said):
	plant.batch("SUGAR", "S1")
	doc = draft()
	with pytest.raises(LotsNotValid, match=said):
		enter(doc, *given)
	assert not frappe.db.exists("Batch", "B") and not doc.items[0].get("batch_no")


def test_a_batch_that_has_moved_takes_another_lot_but_keeps_what_was_entered(plant):
	control("FLOUR", status_after_receipt="Released")
	plant.batch("FLOUR", "TANK", expiry_date="2027-05-31", supplier_batch="S-1")
	plant.receive("FLOUR", 5, "TANK", supplier_batch="S-1")
	doc = draft()
	enter(doc, {"batch": "TANK", "supplier_batch": "S-2", "quantity": 5})
	doc.submit()
	assert received(doc) == [("S-2", "TANK", 5.0)]
	with pytest.raises(frappe.ValidationError, match="TANK"):
		enter(draft(), {"batch": "TANK", "supplier_batch": "S-3", "quantity": 5, "expiry_date": "2029-05-31"})
	assert frappe.db.get_value("Batch", "TANK", "expiry_date") == date(2027, 5, 31)


def test_what_the_policy_asks_for_is_told_before_and_refused_at_submission(plant):
	control("FLOUR", requires_supplier_batch=1, requires_expiry_date=1)
	doc = draft()
	[row] = open_rows(doc.doctype, doc.name)
	assert row["required"] == ["supplier_batch", "expiry_date"]
	enter(doc, {"batch": "OURS-1", "supplier_batch": "S-1", "quantity": 5})
	with pytest.raises(frappe.ValidationError, match="expiry date is missing"):
		doc.submit()


def test_a_material_receipt_takes_lots(plant):
	doc = material_receipt()
	enter(
		doc,
		{"batch": "OURS-1", "supplier_batch": "S-1", "quantity": 5},
		{"batch": "OURS-2", "supplier_batch": "S-2", "quantity": 6},
	)
	doc.submit()
	assert [(batch, qty) for _number, batch, qty in received(doc)] == [("OURS-1", 5), ("OURS-2", 6)]
	assert starts("S-2") == ["OURS-2"]


def test_an_invoice_with_stock_takes_lots_and_one_without_does_not(plant):
	doc = make(
		"Purchase Invoice",
		company=COMPANY,
		supplier=SUPPLIER,
		update_stock=1,
		items=[{"item_code": "FLOUR", "qty": 1, "rate": 1, "warehouse": STORES}],
	)
	enter(
		doc, {"batch": "OURS-1", "supplier_batch": "S-1", "quantity": 5}, {"batch": "OURS-2", "quantity": 6}
	)
	doc.submit()
	assert [(number or "", qty) for number, _batch, qty in received(doc)] == [("S-1", 5), ("", 6)]
	bill = make(
		"Purchase Invoice",
		company=COMPANY,
		supplier=SUPPLIER,
		items=[{"item_code": "FLOUR", "qty": 1, "rate": 1}],
	)
	assert open_rows(bill.doctype, bill.name) == []
	with pytest.raises(CannotReceive):
		enter(bill, {"batch": "OURS-9", "quantity": 5})


def test_nothing_is_entered_into_what_is_submitted(plant):
	doc = plant.receive("FLOUR", 5, "OURS-1")
	with pytest.raises(CannotReceive, match="press Correct"):
		enter(doc, {"batch": "OURS-2", "quantity": 5})


def test_rejected_goods_of_a_row_with_one_lot_stay_and_with_several_are_told_apart_first(plant):
	doc = draft(qty=10, rejected_qty=2, received_qty=12, rejected_warehouse=warehouse("Rejected"))
	enter(doc, {"batch": "OURS-1", "quantity": 11})
	assert (doc.items[0].qty, doc.items[0].rejected_qty, doc.items[0].received_qty) == (11, 2, 13)
	with pytest.raises(CannotReceive, match="rejected goods"):
		enter(doc, {"batch": "OURS-1", "quantity": 5}, {"batch": "OURS-2", "quantity": 6})


def test_each_delivery_into_a_tank_keeps_its_number_also_by_material_receipt(plant):
	plant.receive("FLOUR", 5, "TANK", supplier_batch="S-1")
	doc = material_receipt()
	enter(doc, {"batch": "TANK", "supplier_batch": "S-2", "quantity": 5})
	doc.submit()
	assert received(doc) == [("S-2", "TANK", 5.0)] and starts("S-2") == ["TANK"]


@pytest.mark.parametrize("number", ["s-lot", "S-L\u00d6T", "S-LOT\u200b", "S-LOT"])
def test_a_number_of_another_items_batch_is_refused_however_it_is_written(plant, number):
	plant.batch("SUGAR", "S-LOT")
	with pytest.raises(LotsNotValid, match="batch of <strong>SUGAR"):
		enter(draft(), {"batch": number, "quantity": 1})


def test_one_number_is_written_in_one_way(plant):
	plant.batch("FLOUR", "MULL-1")
	with pytest.raises(LotsNotValid, match="there is a batch"):
		enter(draft(), {"batch": "M\u00dcLL-1", "quantity": 1})
	with pytest.raises(LotsNotValid, match="in two ways"):
		enter(draft(), {"batch": "TWIN", "quantity": 1}, {"batch": "twin", "quantity": 1})


def test_a_quantity_that_the_row_cannot_say_is_refused(plant):
	doc = draft(qty=2, uom="Nos", conversion_factor=3)
	with pytest.raises(CannotReceive, match="Change the UOM of the row"):
		enter(doc, {"batch": "OURS-1", "quantity": 10})


def test_the_bundle_of_another_row_is_never_rewritten(plant):
	theirs, mine = draft(), draft()
	enter(theirs, {"batch": "T-1", "quantity": 5}, {"batch": "T-2", "quantity": 6})
	bundle = theirs.items[0].serial_and_batch_bundle
	frappe.db.set_value("Purchase Receipt Item", mine.items[0].name, "serial_and_batch_bundle", bundle)
	enter(mine, {"batch": "M-1", "quantity": 5}, {"batch": "M-2", "quantity": 6})
	assert mine.items[0].serial_and_batch_bundle != bundle
	theirs.submit()
	assert [batch for _number, batch, _qty in received(theirs)] == ["T-1", "T-2"]


def test_a_clerk_who_may_not_change_a_batch_is_told_which_cells_to_leave_empty(plant):
	plant.batch("FLOUR", "THEIRS")
	doc = draft()
	frappe.set_user(user_of("Stock User"))
	enter(doc, {"batch": "THEIRS", "quantity": 5})
	with pytest.raises(frappe.PermissionError, match=r"Leave these cells.*Expiry Date"):
		enter(doc, {"batch": "THEIRS", "quantity": 5, "expiry_date": "2027-01-01"})


def test_a_buyer_who_may_make_no_batches_is_told_who_may(plant):
	doc = draft()
	frappe.set_user(user_of("Purchase User"))
	with pytest.raises(
		frappe.PermissionError, match=r"may not make batches of .*FLOUR.*such as a Stock User"
	):
		enter(doc, {"batch": "OURS-1", "quantity": 5})


def test_a_draft_with_lots_can_be_thrown_away(plant):
	doc = draft()
	enter(doc, {"batch": "OURS-1", "quantity": 5}, {"batch": "OURS-2", "quantity": 6})
	doc.delete()
	assert not frappe.db.exists("Purchase Receipt", doc.name)


def test_json_as_the_desk_sends_it(plant):
	doc = draft()
	lots(
		doc.doctype,
		doc.name,
		doc.items[0].name,
		json.dumps([{"batch": "OURS-1", "quantity": "5", "expiry_date": ""}]),
	)
	assert frappe.db.get_value("Purchase Receipt Item", doc.items[0].name, "batch_no") == "OURS-1"


def test_the_clerk_at_goods_inward_needs_no_other_role(plant):
	doc = draft()
	frappe.set_user(user_of("Stock User"))
	enter(doc, {"batch": "OURS-1", "quantity": 5}, {"batch": "OURS-2", "quantity": 6})
	enter(
		doc, {"batch": "OURS-1", "supplier_batch": "S-1", "quantity": 5}, {"batch": "OURS-2", "quantity": 6}
	)
	doc.submit()
	assert received(doc) == [("S-1", "OURS-1", 5.0), ("", "OURS-2", 6.0)]


def test_who_may_not_write_the_receipt_enters_no_lots(plant):
	doc = draft()
	frappe.set_user(user_of("Manufacturing User"))
	with pytest.raises(frappe.PermissionError):
		enter(doc, {"batch": "OURS-1", "quantity": 5})

"""Drafts: what is out of turn is told before it is refused, and batches in order are a call away."""

from __future__ import annotations

from datetime import timedelta
from inspect import signature

import frappe
import pytest
from frappe.handler import execute_cmd
from frappe.utils import add_days, set_request, today

from batch_trace.api import fefo, item_details, pickers
from batch_trace.control.allocation.out_of_order import OutOfOrder
from batch_trace.ledger.compat import bundle_time
from tests.integration.support.access import as_user
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, make, make_item
from tests.integration.support.qa import control, hold
from tests.integration.support.signers import reader
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("plant")
DETAILS = "erpnext.stock.get_item_details.get_item_details"
AUTO = {"item_code": "FLOUR", "warehouse": STORES, "has_serial_no": 0, "has_batch_no": 1, "based_on": "FIFO"}


@pytest.fixture
def lots(plant, once):
	once(stock_lots)
	return plant


def stock_lots(plant) -> None:
	"""Three batches of which the second to arrive goes first; ERPNext on its own would take the first."""
	control("FLOUR", when_order_is_broken="Ask for a Reason")
	for batch, days in (("F1", 90), ("F2", 30), ("F3", 60)):
		plant.batch("FLOUR", batch, expiry_date=add_days(today(), days))
		plant.receive("FLOUR", 10, batch)


def change(**values) -> None:
	name = frappe.db.get_value("Item", "FLOUR", "batch_control_policy")
	frappe.get_doc("Batch Control Policy", name).update(values).save()


def draft(*rows: dict, doctype: str = "Delivery Note", **values):
	lines = [{"item_code": "FLOUR", "rate": 2, "warehouse": STORES, **row} for row in rows]
	return make(
		doctype,
		company=frappe.db.get_value("Warehouse", STORES, "company"),
		customer=CUSTOMER,
		items=lines,
		**values,
	)


def named(qty: float, batch: str) -> dict:
	return {"qty": qty, "batch_no": batch, "use_serial_batch_fields": 1}


def batches(doc) -> list[dict[str, float]]:
	"""Return what each row takes of which batch."""
	doc.reload()
	found = []
	for row in doc.items:
		if row.serial_and_batch_bundle:
			entries = frappe.get_doc("Serial and Batch Bundle", row.serial_and_batch_bundle).entries
			found.append({entry.batch_no: abs(entry.qty) for entry in entries})
		else:
			found.append({row.batch_no: row.stock_qty} if row.batch_no else {})
	return found


def out(voucher) -> dict[str, float]:
	return {batch: qty for (_way, batch, _place), qty in moves(voucher.name).items() if qty < 0}


def test_a_draft_tells_what_is_not_next(lots):
	note = draft(named(3, "F1"))
	[row] = fefo.out_of_turn("Delivery Note", note.name)
	assert (row["batch"], row["next_batch"], row["quantity_left"]) == ("F1", "F2", 10)
	assert row["action"] == "Ask for a Reason" and "is not next" in row["message"]
	with pytest.raises(OutOfOrder):
		note.submit()


def test_what_is_next_is_not_told_of(lots):
	assert fefo.out_of_turn("Delivery Note", draft(named(10, "F2"), named(3, "F3")).name) == []
	assert fefo.out_of_turn("Delivery Note", draft({"qty": 3}).name) == []


def test_a_bundle_is_looked_into(lots):
	bundle = lots.bundle("FLOUR", {"F3": 2, "F1": 1}, voucher_type="Delivery Note")
	note = draft({"qty": 3, "serial_and_batch_bundle": bundle})
	assert [row["batch"] for row in fefo.out_of_turn("Delivery Note", note.name)] == ["F1", "F3"]


def test_a_site_that_only_warns_asks_for_nothing(lots):
	change(when_order_is_broken="Stop")
	note = draft(named(3, "F1"))
	assert fefo.out_of_turn("Delivery Note", note.name)[0]["action"] == "Stop"
	frappe.db.set_single_value("Batch Trace Settings", "enforcement", "Warn Only")
	assert fefo.out_of_turn("Delivery Note", note.name)[0]["action"] == "Record Only"


def test_saving_says_it_and_keeps_the_draft(lots):
	set_request(method="POST", path="/")
	note = draft(named(3, "F1"))
	del frappe.local.request
	assert note.docstatus == 0
	assert any("F2" in message.message for message in frappe.get_message_log())


def test_batches_that_are_not_next_are_replaced(lots):
	note = draft(named(12, "F1"), named(2, "F3"))
	first, _second = fefo.put_in_order("Delivery Note", note.name)
	assert batches(note) == [{"F2": 10, "F3": 2}, {"F3": 2}]
	assert [one["batch"] for one in first["batches"]] == ["F2", "F3"]
	assert "First to expire" in first["batches"][0]["reason"]
	assert fefo.out_of_turn("Delivery Note", note.name) == []
	note.submit()
	assert out(note) == {"F2": -10, "F3": -4}


def test_the_bundle_is_of_the_time_of_its_voucher(lots):
	"""Version 16 has the time of a bundle in one field, and takes the present where that is not given."""
	control("SUGAR")
	posted = {"set_posting_time": 1, "posting_date": add_days(today(), -2), "posting_time": "12:30:00"}
	backdated = [(item, batch, 10) for item, batch in (("SUGAR", "S1"), ("SUGAR", "S2"))]
	lots.stock_entry(
		"Material Receipt",
		[],
		[(*lot, STORES) for lot in backdated],
		set_posting_time=1,
		posting_date=add_days(today(), -5),
	)
	note = draft({"item_code": "SUGAR", "qty": 12}, **posted)
	fefo.fill("Delivery Note", note.name)
	note.reload()
	bundle = note.items[0].serial_and_batch_bundle
	expected = bundle_time(add_days(today(), -2), timedelta(hours=12, minutes=30))
	shown = {field: str(value) for field, value in expected.items()}
	for submit in (False, True):
		if submit:
			note.submit()
		stored = frappe.db.get_value("Serial and Batch Bundle", bundle, list(expected), as_dict=True)
		assert {field: str(value) for field, value in stored.items()} == shown
		rows = {"parent": bundle, "posting_datetime": ["<", today()]}
		if submit and "posting_datetime" in expected:
			assert frappe.db.count("Serial and Batch Entry", rows) == 2


def test_the_bundle_that_was_replaced_is_gone(lots):
	bundle = lots.bundle("FLOUR", {"F1": 3}, voucher_type="Delivery Note")
	note = draft({"qty": 3, "serial_and_batch_bundle": bundle})
	fefo.put_in_order("Delivery Note", note.name)
	assert batches(note) == [{"F2": 3}]
	assert not frappe.db.exists("Serial and Batch Bundle", bundle)


def test_rows_without_batches_are_filled_beside_those_that_name_some(lots):
	note = draft(named(8, "F2"), {"qty": 5})
	assert fefo.open_rows("Delivery Note", note.name) == 1
	[line] = fefo.fill("Delivery Note", note.name)
	assert batches(note) == [{"F2": 8}, {"F2": 2, "F3": 3}]
	assert line["row"] == 2 and line["problem"] == ""
	assert fefo.open_rows("Delivery Note", note.name) == 0


def test_at_submission_named_rows_count_too(lots):
	note = draft(named(8, "F2"), {"qty": 5})
	note.submit()
	assert out(note) == {"F2": -10, "F3": -3}


def test_a_row_that_cannot_be_filled_says_why(lots):
	name = hold("F2")
	note = draft({"qty": 25})
	[line] = fefo.fill("Delivery Note", note.name)
	assert name in line["problem"] and "Only 20" in line["problem"]
	assert batches(note) == [{}]


def test_a_person_chooses_under_a_manual_policy(lots):
	change(allocation_rule="Manual")
	note = draft({"qty": 5})
	[line] = fefo.fill("Delivery Note", note.name)
	assert "person" in line["problem"]
	assert batches(note) == [{}]


def test_other_stock_vouchers(lots):
	rows = [{"item_code": "FLOUR", "qty": 12, "s_warehouse": STORES, "basic_rate": 1}]
	company = frappe.db.get_value("Warehouse", STORES, "company")
	entry = make(
		"Stock Entry",
		stock_entry_type="Material Issue",
		purpose="Material Issue",
		company=company,
		items=rows,
	)
	fefo.fill("Stock Entry", entry.name)
	entry.reload()
	entry.submit()
	assert out(entry) == {"F2": -10, "F3": -2}


# What ERPNext names by itself, by its own order


def test_a_draft_that_erpnext_would_fill_is_filled_in_order(lots):
	note = draft({"qty": 3, "use_serial_batch_fields": 1})
	assert batches(note) == [{"F2": 3}]
	note.submit()
	assert out(note) == {"F2": -3}


def test_a_row_that_takes_several_batches_is_left_to_its_submission(lots):
	note = draft({"qty": 13, "use_serial_batch_fields": 1})
	assert batches(note) == [{}]
	note.submit()
	assert out(note) == {"F2": -10, "F3": -3}


def test_items_without_a_policy_are_left_to_erpnext(plant):
	make_item("RYE", has_batch_no=1)
	for batch, days in (("R1", 90), ("R2", 30)):
		plant.batch("RYE", batch, expiry_date=add_days(today(), days))
		plant.receive("RYE", 10, batch)
	note = draft({"item_code": "RYE", "qty": 3, "use_serial_batch_fields": 1})
	assert batches(note) == [{"R1": 3}]


def test_a_till_draft(lots):
	lots.open_till()
	sale = lots.sell("FLOUR", 12, None, CUSTOMER)
	assert batches(sale) == [{"F2": 10, "F3": 2}]


def chosen_on_the_form(qty: float, **values) -> dict:
	"""Return what the form learns when the item is chosen on it."""
	company = frappe.db.get_value("Warehouse", STORES, "company")
	chosen = {
		"item_code": "FLOUR",
		"warehouse": STORES,
		"company": company,
		"customer": CUSTOMER,
		"currency": "EUR",
		"conversion_rate": 1,
		"price_list_currency": "EUR",
		"plc_conversion_rate": 1,
		"selling_price_list": "Standard Selling",
		"doctype": "Delivery Note",
		"qty": qty,
		"stock_qty": qty,
		"use_serial_batch_fields": 1,
		"child_docname": "row-1",
		**values,
	}
	doc = {
		"doctype": chosen["doctype"],
		"company": company,
		"selling_price_list": "Standard Selling",
		"items": [],
	}
	set_request(method="POST", path="/")
	argument = next(iter(signature(frappe.get_attr(DETAILS)).parameters))
	told = {argument: frappe.as_json(chosen), "doc": frappe.as_json(doc)}
	frappe.local.form_dict = frappe._dict(cmd=DETAILS, **told)
	try:
		return execute_cmd(DETAILS)
	finally:
		del frappe.local.request


def test_a_form_proposes_the_batch_that_goes_first(lots):
	assert chosen_on_the_form(3)["batch_no"] == "F2"
	assert chosen_on_the_form(3, batch_no="F1")["batch_no"] == "F1"
	assert not chosen_on_the_form(13).get("batch_no")
	assert chosen_on_the_form(13, doctype="POS Invoice")["batch_no"] == "F2"


# Pickers


def offered(**wanted) -> list[str]:
	filters = {"item_code": "FLOUR", "warehouse": STORES}
	filters["batch_trace"] = {"voucher_type": "Delivery Note", **wanted}
	return [(row[0], row[2]) for row in pickers.batches("Batch", "", "name", 0, 20, filters)]


def fetched(**kwargs) -> list[tuple[str, float]]:
	return [(row["batch_no"], row["qty"]) for row in pickers.auto_data(**{**AUTO, **kwargs})]


def test_the_list_of_batches_is_in_the_policys_order(lots):
	assert offered() == [("F2", 10), ("F3", 10), ("F1", 10)]
	filters = {"item_code": "FLOUR", "warehouse": STORES, "batch_trace": {"voucher_type": "Delivery Note"}}
	assert [row[0] for row in pickers.batches("Batch", "F3", "name", 0, 20, filters)] == ["F3"]
	assert [row[0] for row in pickers.batches("Batch", "", "name", 1, 1, filters)] == ["F3"]


def test_the_list_leaves_out_what_the_customer_does_not_take(lots):
	make("Customer Batch Rule", customer=CUSTOMER, minimum_days_left=45)
	assert [name for name, _qty in offered(customer=CUSTOMER)] == ["F3", "F1"]
	assert [name for name, _qty in offered()] == ["F2", "F3", "F1"]


def test_the_dialog_fetches_in_the_policys_order(lots):
	assert fetched(qty=13) == [("F2", 10), ("F3", 3)]
	assert fetched(qty=0) == [("F2", 10), ("F3", 10), ("F1", 10)]
	hold("F2")
	assert fetched(qty=13) == [("F3", 10), ("F1", 3)]


def test_where_a_person_chooses_the_dialog_fetches_as_asked(lots):
	change(allocation_rule="Manual")
	assert [name for name, _qty in fetched(qty=0, based_on="Expiry")] == ["F2", "F3", "F1"]


# Pick Lists


def pick_list(qty: float, **values):
	company = frappe.db.get_value("Warehouse", STORES, "company")
	order = lots_order(qty)
	return make(
		"Pick List",
		company=company,
		purpose="Delivery",
		customer=CUSTOMER,
		locations=[
			{
				"item_code": "FLOUR",
				"qty": qty,
				"stock_qty": qty,
				"conversion_factor": 1,
				"uom": "Kg",
				"stock_uom": "Kg",
				"warehouse": STORES,
				"sales_order": order.name,
				"sales_order_item": order.items[0].name,
			}
		],
		**values,
	)


def lots_order(qty: float):
	company = frappe.db.get_value("Warehouse", STORES, "company")
	order = make(
		"Sales Order",
		company=company,
		customer=CUSTOMER,
		delivery_date=today(),
		items=[{"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, "delivery_date": today()}],
	)
	order.submit()
	return order


def located(doc) -> list[tuple[str, str, float]]:
	return [(row.batch_no, row.warehouse, row.stock_qty) for row in doc.locations]


def test_a_pick_list_is_in_order_over_all_warehouses(lots):
	lots.transfer("FLOUR", "F2", 4)
	assert sorted(located(pick_list(13))) == [("F2", GOODS, 4), ("F2", STORES, 6), ("F3", STORES, 3)]


def test_a_pick_list_passes_over_what_is_held(lots):
	hold("F2")
	assert located(pick_list(13)) == [("F3", STORES, 10), ("F1", STORES, 3)]


def test_a_pick_list_says_why_on_demand(lots):
	picks = pick_list(13)
	assert fefo.open_rows("Pick List", picks.name) == 2
	lines = fefo.fill("Pick List", picks.name)
	assert [one["batch"] for line in lines for one in line["batches"]] == ["F2", "F3"]
	assert "First to expire" in lines[0]["batches"][0]["reason"]


def test_a_pick_list_that_is_picked_by_hand_is_filled_on_demand(lots):
	picks = pick_list(5, pick_manually=1)
	assert located(picks) == [(None, STORES, 5)]
	fefo.fill("Pick List", picks.name)
	picks.reload()
	assert located(picks) == [("F2", STORES, 5)]


# Who may ask


def test_nobody_of_another_warehouse_learns_anything(lots):
	note = draft(named(3, "F1"))
	as_user(reader("other-place@example.com", "Stock User", "Sales User", warehouse=GOODS))
	for call in (fefo.out_of_turn, fefo.open_rows, fefo.fill, fefo.put_in_order):
		with pytest.raises(frappe.PermissionError):
			call("Delivery Note", note.name)


def test_who_may_only_read_changes_nothing(lots):
	note = draft(named(3, "F1"))
	as_user(reader("auditor@example.com", "Accounts User"))
	with pytest.raises(frappe.PermissionError):
		fefo.put_in_order("Delivery Note", note.name)


def test_only_drafts_are_filled(lots):
	note = lots.ship("FLOUR", 2, "F2")
	with pytest.raises(frappe.ValidationError, match="not a draft"):
		fefo.fill("Delivery Note", note.name)
	with pytest.raises(frappe.ValidationError, match="not chosen for"):
		fefo.fill("Purchase Receipt", "PR-1")


def test_the_api_has_the_same_rules(lots):
	from frappe.client import insert, submit

	company = frappe.db.get_value("Warehouse", STORES, "company")
	row = {"item_code": "FLOUR", "rate": 2, "warehouse": STORES}
	told = {"doctype": "Delivery Note", "company": company, "customer": CUSTOMER}
	frappe.db.savepoint("refused")
	with pytest.raises(OutOfOrder):
		submit(insert({**told, "items": [{**row, **named(3, "F1")}]}))
	frappe.db.rollback(save_point="refused")
	note = submit(insert({**told, "batch_choice_reason": "audit", "items": [{**row, **named(3, "F1")}]}))
	assert frappe.db.get_value("Batch Pick", {"voucher_no": note["name"]}, "reason") == "audit"
	note = submit(insert({**told, "items": [{**row, "qty": 3}]}))
	assert out(frappe._dict(note)) == {"F2": -3}


def test_an_item_chosen_by_its_barcode_and_what_else_a_request_brings_along(lots):
	item = frappe.get_doc("Item", "FLOUR")
	item.append("barcodes", {"barcode": "4006381333931"})
	item.save()
	chosen = {
		"barcode": "4006381333931",
		"company": lots.company,
		"doctype": "Delivery Note",
		"customer": CUSTOMER,
		"qty": 1,
		"currency": "EUR",
		"conversion_rate": 1,
		"price_list": "Standard Selling",
		"price_list_currency": "EUR",
		"plc_conversion_rate": 1,
		"set_warehouse": STORES,
	}
	told = frappe.call(item_details.get_item_details, args=chosen, unknown="x")
	assert told["item_code"] == "FLOUR" and told.get("batch_no") in (None, "F2")

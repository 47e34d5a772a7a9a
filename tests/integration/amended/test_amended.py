"""Cancel and amend keeps the batches: what left or came in was these goods, whatever has arrived since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest
from frappe.utils import set_request

from batch_trace.control.allocation.out_of_order import OutOfOrder
from tests.integration.support.amending import amend, copied
from tests.integration.support.plant import (
	BATCHED_SERIALS,
	CUSTOMER,
	GOODS,
	STORES,
	SUPPLIER,
	WIP,
	make_return,
	warehouse,
)
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.story import undo
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def flour(once) -> None:
	once(stock_flour)


def stock_flour(plant) -> None:
	"""F2 is in stock; F1 expires before it and arrives later, see `earlier`."""
	control("FLOUR", "DOUGH", "BREAD", when_order_is_broken="Stop")
	plant.batch("FLOUR", "F2", expiry_date=plant.later(60))
	plant.receive("FLOUR", 10, "F2")


def earlier(plant) -> None:
	plant.batch("FLOUR", "F1", expiry_date=plant.later(30))
	plant.receive("FLOUR", 10, "F1")


def out(voucher, item: str = "FLOUR") -> dict[str, float]:
	batches = set(frappe.get_all("Batch", {"item": item}, pluck="name"))
	return {b: -q for (_way, b, _place), q in moves(voucher.name).items() if b in batches and q < 0}


def into(voucher, item: str = "FLOUR") -> dict[tuple[str, str], float]:
	batches = set(frappe.get_all("Batch", {"item": item}, pluck="name"))
	return {(b, place): q for (_way, b, place), q in moves(voucher.name).items() if b in batches and q > 0}


@contextmanager
def out_of_order() -> Iterator[None]:
	frappe.db.savepoint("out_of_order")
	with pytest.raises(OutOfOrder):
		yield
	frappe.db.rollback(save_point="out_of_order")


def messages() -> str:
	return " ".join(str(message.get("message")) for message in frappe.get_message_log())


def test_a_delivery_cancelled_for_a_wrong_price_takes_the_same_batch_again(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	again = amend(note, lambda doc: doc.items[0].update({"rate": 3}))
	assert out(again) == {"F2": 5}
	pick = frappe.get_last_doc("Batch Pick", {"voucher_no": again.name})
	assert (pick.batch, pick.in_order) == ("F2", 1)


def test_the_draft_shows_the_batch(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	undo(note)
	draft = copied(note).insert()
	assert draft.items[0].batch_no == "F2"


def test_amended_twice(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	assert out(amend(amend(note))) == {"F2": 5}


def test_a_delivery_of_two_batches(plant, flour):
	plant.batch("FLOUR", "F3", expiry_date=plant.later(90))
	plant.receive("FLOUR", 10, "F3")
	note = plant.ship("FLOUR", 15, None)
	assert out(note) == {"F2": 10, "F3": 5}
	earlier(plant)
	assert out(amend(note)) == {"F2": 10, "F3": 5}


def test_less_and_more_than_before(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	note = amend(note, lambda doc: doc.items[0].update({"qty": 3}))
	assert out(note) == {"F2": 3}


def test_a_batch_that_is_gone_is_replaced_in_order_and_the_user_sees_it(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	undo(note)
	plant.stock_entry("Material Issue", [("FLOUR", "F1", 10)])
	plant.stock_entry("Material Issue", [("FLOUR", "F2", 10)])
	plant.batch("FLOUR", "F4", expiry_date=plant.later(40))
	plant.receive("FLOUR", 10, "F4")
	again = copied(note).insert()
	again.submit()
	assert out(again) == {"F4": 5}
	assert "Row 1" in messages() and "F4" in messages() and "F2" in messages()


def test_another_batch_is_shown_and_judged_as_new(plant, flour):
	plant.batch("FLOUR", "F3", expiry_date=plant.later(90))
	plant.receive("FLOUR", 10, "F3")
	note = plant.ship("FLOUR", 5, "F2")
	undo(note)
	again = copied(note, lambda doc: doc.items[0].update({"batch_no": "F3", "use_serial_batch_fields": 1}))
	set_request(method="POST", path="/")
	again.insert()
	del frappe.local.request
	assert "instead of" in messages() and "F2" in messages() and "F3" in messages()
	with out_of_order():
		again.submit()


def test_more_of_the_batch_than_the_cancelled_voucher_took_is_judged_as_new(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	undo(note)
	again = copied(note, lambda doc: doc.items[0].update({"qty": 6})).insert()
	with out_of_order():
		again.submit()


def test_a_cancelled_voucher_settles_only_one_amendment(plant, flour):
	note = plant.ship("FLOUR", 2, "F2")
	earlier(plant)
	amend(note)
	again = copied(note)
	again.flags.name_set, again.name = True, f"{note.name}-9"
	again.insert()
	with out_of_order():
		again.submit()


def test_a_batch_that_was_held_meanwhile_is_refused_and_not_replaced(plant, flour):
	note = plant.ship("FLOUR", 5, "F2")
	earlier(plant)
	undo(note)
	hold("F2")
	again = copied(note).insert()
	with refused("F2"):
		again.submit()


@pytest.mark.parametrize("doctype", ["Sales Invoice", "Delivery Note"])
def test_the_parts_of_a_kit_are_kept(plant, flour, doctype):
	plant.product_bundle("KIT", {"FLOUR": 1})
	plant.batch("FLOUR", "F3", expiry_date=plant.later(90))
	plant.receive("FLOUR", 10, "F3")
	row = {"item_code": "KIT", "qty": 12, "rate": 2, "warehouse": STORES}
	values = {"update_stock": 1} if doctype == "Sales Invoice" else {}
	voucher = plant.submit(doctype, customer=CUSTOMER, items=[row], **values)
	assert out(voucher) == {"F2": 10, "F3": 2}
	earlier(plant)
	assert out(amend(voucher)) == {"F2": 10, "F3": 2}


def test_a_sales_invoice_with_stock(plant, flour):
	row = {"item_code": "FLOUR", "qty": 5, "rate": 2, "warehouse": STORES}
	voucher = plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[row])
	earlier(plant)
	assert out(amend(voucher)) == {"F2": 5}


@pytest.mark.parametrize("based_on", ["BOM", "Material Transferred for Manufacture"])
def test_a_production_uses_what_it_had_used(plant, flour, based_on):
	frappe.db.set_single_value("Manufacturing Settings", "backflush_raw_materials_based_on", based_on)
	control("FLOUR", "DOUGH")
	earlier(plant)
	order = plant.work_order("DOUGH", 20, {"FLOUR": 1})
	plant.transfer_for(order, 10, {"FLOUR": "F1"})
	plant.transfer_for(order, 10, {"FLOUR": "F2"})
	made = plant.finish(order, 10, "D1", {"FLOUR": "F2"})
	again = amend(made)
	assert (out(again), into(again, "DOUGH")) == ({"F2": 10}, {("D1", GOODS): 10})


def test_a_transfer_for_production_brings_the_same_batch(plant, flour):
	order = plant.work_order("DOUGH", 20, {"FLOUR": 1})
	voucher = plant.transfer_for(order, 5, {"FLOUR": "F2"})
	earlier(plant)
	assert into(amend(voucher)) == {("F2", WIP): 5}


@pytest.mark.parametrize("purpose", ["Material Issue", "Material Transfer", "Repack"])
def test_other_stock_entries(plant, flour, purpose):
	if purpose == "Material Issue":
		voucher = plant.stock_entry(purpose, [("FLOUR", "F2", 5)])
	elif purpose == "Material Transfer":
		voucher = plant.transfer("FLOUR", "F2", 5)
	else:
		voucher = plant.repack([("FLOUR", "F2", 5)], [("BREAD", "B1", 3), ("BREAD", "B2", 2)])
	earlier(plant)
	again = amend(voucher)
	assert out(again) == {"F2": 5}
	if purpose == "Repack":
		assert into(again, "BREAD") == {("B1", STORES): 3, ("B2", STORES): 2}


@pytest.mark.parametrize("based_on", ["BOM", "Material Transferred for Subcontract"])
def test_a_subcontractor_used_what_he_had_used(plant, flour, based_on):
	from erpnext.controllers.subcontracting_controller import make_rm_stock_entry
	from erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order import (
		make_subcontracting_receipt,
	)

	frappe.db.set_single_value("Buying Settings", "backflush_raw_materials_of_subcontract_based_on", based_on)
	control("FLOUR", "BREAD")
	earlier(plant)
	order = plant.subcontract({"BREAD": 10}, {"FLOUR": 1}, warehouse("Supplier"), SUPPLIER)
	sent = frappe.get_doc(make_rm_stock_entry(order.name))
	[row] = sent.items
	row.update({"qty": 5, "transfer_qty": 5, "batch_no": "F1", "use_serial_batch_fields": 1})
	sent.append("items", {**row.as_dict(no_default_fields=True), "batch_no": "F2"})
	sent.insert().submit()
	voucher = make_subcontracting_receipt(order.name)
	made = {"qty": 5, "batch_no": plant.batch("BREAD", "B1"), "use_serial_batch_fields": 1}
	voucher.items[0].update(made)
	voucher.insert()
	used = {"batch_no": "F2", "serial_and_batch_bundle": None, "use_serial_batch_fields": 1}
	voucher.supplied_items[0].update(used)
	voucher.submit()
	again = amend(voucher)
	assert (out(again), into(again, "BREAD")) == ({"F2": 5}, {("B1", STORES): 5})


def test_a_sale_at_a_till(plant, flour):
	plant.open_till()
	sale = plant.sell("FLOUR", 5, "F2", CUSTOMER)
	earlier(plant)
	assert out(amend(sale)) == {"F2": 5}


def automatic() -> None:
	frappe.db.set_value("Item", "FLOUR", {"create_new_batch": 1, "batch_number_series": "FL-.####"})
	frappe.clear_document_cache("Item", "FLOUR")


def receipt(plant, *quantities: float, doctype: str = "Purchase Receipt", **row: object):
	rows = [plant.bought("FLOUR", None, quantity, **row) for quantity in quantities]
	values = {"update_stock": 1} if doctype == "Purchase Invoice" else {}
	return plant.submit(doctype, supplier=SUPPLIER, items=rows, **values)


def numbers(voucher) -> list[str]:
	return [batch for batch, _place in into(voucher)]


@pytest.mark.parametrize("doctype", ["Purchase Receipt", "Purchase Invoice"])
def test_an_automatic_number_stays_because_it_is_on_the_labels(plant, doctype):
	automatic()
	control("FLOUR")
	voucher = receipt(plant, 10, doctype=doctype)
	before = into(voucher)
	assert len(before) == 1
	assert into(amend(voucher, lambda doc: doc.items[0].update({"rate": 2}))) == before


def test_a_material_receipt_keeps_its_automatic_number(plant):
	automatic()
	row = {"item_code": "FLOUR", "qty": 10, "t_warehouse": STORES, "basic_rate": 1}
	voucher = plant.stock_entry("Material Receipt", rows=[row])
	before = into(voucher)
	assert into(amend(voucher)) == before


def test_another_quantity_keeps_the_number_and_one_more_row_gets_a_new_one(plant):
	automatic()
	voucher = receipt(plant, 10)
	[old] = numbers(voucher)

	def change(doc) -> None:
		doc.items[0].update({"qty": 12, "received_qty": 12})
		doc.append("items", plant.bought("FLOUR", None, 5))

	again = into(amend(voucher, change))
	assert again.pop((old, STORES)) == 12
	assert list(again.values()) == [5]


def test_a_row_taken_out_takes_its_number_along(plant):
	automatic()
	voucher = receipt(plant, 10, 20)
	by_quantity = {q: b for (b, _place), q in into(voucher).items()}
	again = amend(voucher, lambda doc: doc.remove(doc.items[0]))
	assert into(again) == {(by_quantity[20], STORES): 20}


def test_rows_in_another_order(plant):
	automatic()
	voucher = receipt(plant, 10, 20)
	before = into(voucher)

	def change(doc) -> None:
		doc.items.reverse()
		for number, row in enumerate(doc.items, 1):
			row.idx = number

	assert into(amend(voucher, change)) == before


def test_a_receipt_into_the_wrong_warehouse(plant):
	automatic()
	voucher = receipt(plant, 10)
	[old] = numbers(voucher)
	assert into(amend(voucher, lambda doc: doc.items[0].update({"warehouse": GOODS}))) == {(old, GOODS): 10}


def test_a_receipt_of_several_batches_in_one_row(plant):
	lots = {plant.batch("FLOUR", "F7"): 6, plant.batch("FLOUR", "F8"): 4}
	bundle = plant.bundle("FLOUR", lots, outward=False, voucher_type="Purchase Receipt")
	voucher = receipt(plant, 10, serial_and_batch_bundle=bundle)
	assert into(amend(voucher)) == {("F7", STORES): 6, ("F8", STORES): 4}


@pytest.mark.parametrize("several", [False, True])
def test_accepted_and_rejected_goods_of_one_row(plant, several):
	rejected = warehouse("Rejected")
	values = {"received_qty": 10, "rejected_qty": 2, "rejected_warehouse": rejected}
	if several:
		plant.batch("FLOUR", "F7"), plant.batch("FLOUR", "F8")
		kind = {"outward": False, "voucher_type": "Purchase Receipt"}
		values["serial_and_batch_bundle"] = plant.bundle("FLOUR", {"F7": 8}, **kind)
		values["rejected_serial_and_batch_bundle"] = plant.bundle(
			"FLOUR", {"F8": 2}, warehouse=rejected, is_rejected=1, **kind
		)
	else:
		automatic()
	voucher = receipt(plant, 8, **values)
	before = into(voucher)
	assert sorted(before.values()) == [2, 8]
	assert into(amend(voucher)) == before


def test_a_customers_return_brings_back_the_same_batch(plant, flour):
	plant.batch("FLOUR", "F3", expiry_date=plant.later(90))
	plant.receive("FLOUR", 10, "F3")
	note = plant.ship("FLOUR", 15, None)
	back = make_return(note, qty=-2)
	before = into(back)
	assert into(amend(back)) == before


def test_a_count_is_of_the_same_batch(plant, flour):
	count = plant.count([("FLOUR", "F2", 8)])
	again = amend(count)
	assert out(again) == {"F2": 2}


def test_units_with_serial_numbers(plant):
	plant.batch(BATCHED_SERIALS, "FR-1")
	units = {"batch_no": "FR-1", "use_serial_batch_fields": 1, "basic_rate": 1, "item_code": BATCHED_SERIALS}
	row = {**units, "qty": 3, "serial_no": "R1\nR2\nR3", "t_warehouse": STORES}
	voucher = amend(plant.stock_entry("Material Receipt", rows=[row]))
	assert {unit for unit in frappe.get_all("Trace Entry", {"batch": "FR-1"}, pluck="serial_no")} == {
		"R1",
		"R2",
		"R3",
	}
	assert into(voucher, BATCHED_SERIALS) == {("FR-1", STORES): 3}
	issue = plant.stock_entry(
		"Material Issue", rows=[{**units, "qty": 1, "serial_no": "R2", "s_warehouse": STORES}]
	)
	again = amend(issue)
	event = frappe.get_last_doc("Trace Event", {"voucher_no": again.name})
	assert frappe.get_all("Trace Entry", {"event": event.name}, pluck="serial_no") == ["R2"]

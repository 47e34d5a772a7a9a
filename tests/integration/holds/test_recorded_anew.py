"""Goods whose voucher is cancelled and that are entered anew, by whatever voucher, inherit their status and holds."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import today

from tests.integration.support.plant import GOODS, STORES, SUPPLIER, make, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of
from tests.integration.support.story import undo

pytestmark = pytest.mark.usefixtures("plant")


def amend(voucher, **row: object):
	"""Submit the amendment of a cancelled voucher, with other values in its first row."""
	again = frappe.copy_doc(frappe.get_doc(voucher.doctype, voucher.name))
	again.update({"amended_from": voucher.name, "docstatus": 0})
	again.items[0].update({"serial_and_batch_bundle": None, "use_serial_batch_fields": 1, **row})
	again.insert()
	again.submit()
	return again


def test_a_receipt_entered_anew_under_another_number(plant):
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1")
	cause = hold("F1")
	undo(receipt)
	plant.receive("FLOUR", 10, "F2", supplier_batch="S-1")
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F2")
	release(cause, include_derived=1)
	plant.ship("FLOUR", 1, "F2")


@pytest.mark.parametrize("typed", ["S-1", "s -1 "])
def test_a_rejected_receipt_entered_anew_under_another_number(plant, typed):
	control("FLOUR")
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1")
	decide("Rejected", "F1")
	undo(receipt)
	plant.receive("FLOUR", 10, "F2", supplier_batch=typed)
	assert status_of("F2") == "Rejected"


@pytest.mark.parametrize("stop", ["hold", "rejection"])
@pytest.mark.parametrize("way", ["receipt", "material receipt", "invoice", "count"])
def test_goods_without_a_suppliers_batch_entered_anew(plant, way, stop):
	control("FLOUR", default_status="Released")
	receipt = plant.receive("FLOUR", 10, "F1")
	hold("F1") if stop == "hold" else decide("Rejected", "F1")
	undo(receipt)
	if way == "receipt":
		plant.receive("FLOUR", 10, "F2")
	elif way == "material receipt":
		plant.stock(("FLOUR", "F2", 10))
	elif way == "count":
		plant.count([("FLOUR", "F2", 10)])
	else:
		row = plant.bought("FLOUR", plant.batch("FLOUR", "F2"), 10)
		plant.submit("Purchase Invoice", supplier=SUPPLIER, update_stock=1, items=[row])
	with refused("F2"):
		plant.ship("FLOUR", 1, "F2")


@pytest.mark.parametrize("is_cancelled_first", [True, False])
@pytest.mark.parametrize("status", ["Quarantine", "Under Test"])
def test_goods_that_qa_has_set_aside_entered_anew_without_the_suppliers_number(
	plant, status, is_cancelled_first
):
	control("FLOUR")
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1")
	decide(status, "F1")
	if is_cancelled_first:
		undo(receipt)
	plant.receive("FLOUR", 10, "F2")
	if not is_cancelled_first:
		undo(receipt)
	with refused("F2.*F1"):
		plant.ship("FLOUR", 1, "F2")


def test_goods_that_only_waited_for_their_inspection_stop_no_others(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	receipt = plant.receive("FLOUR", 10, "F1")
	undo(receipt)
	plant.receive("FLOUR", 10, "F2")
	decide("Released", "F2")
	plant.ship("FLOUR", 1, "F2")


def test_what_can_only_be_the_same_goods_is_held_up_to_their_quantity(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	hold("F1")
	undo(receipt)
	plant.receive("FLOUR", 6, "F2")
	plant.receive("FLOUR", 6, "F3")
	plant.receive("FLOUR", 6, "F4")
	assert [status_of(batch) for batch in ("F2", "F3", "F4")] == ["On Hold", "On Hold", "Released"]


def test_each_batch_of_a_receipt_is_recognised(plant):
	rows = [
		plant.bought("FLOUR", plant.batch("FLOUR", name), 10, supplier_batch="S-1") for name in ("F1", "F2")
	]
	receipt = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=rows)
	hold("F1")
	undo(receipt)
	plant.receive("FLOUR", 20, "F3", supplier_batch="S-1")
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F3")


def test_other_goods_are_not_held(plant):
	receipt = plant.receive("FLOUR", 10, "F1", **ordered(plant, "FLOUR", 10))
	hold("F1")
	other = ordered(plant, "FLOUR", 10)
	undo(receipt)
	plant.receive("FLOUR", 10, "F2", **other)
	plant.receive("SUGAR", 10, "S1")
	assert (status_of("F2"), status_of("S1")) == ("Released", "Released")


@pytest.mark.parametrize("is_cancelled_first", [True, False])
@pytest.mark.parametrize("owner", ["Guest", "Administrator"])
def test_goods_that_somebody_else_had_ordered_are_not_held(plant, owner, is_cancelled_first):
	receipt = plant.receive("FLOUR", 10, "F1", **ordered(plant, "FLOUR", 10))
	other = ordered(plant, "FLOUR", 10, owner=owner)
	hold("F1")
	if is_cancelled_first:
		undo(receipt)
	plant.receive("FLOUR", 10, "F2", **other)
	if not is_cancelled_first:
		undo(receipt)
	assert status_of("F2") == ("Released" if owner == "Guest" else "On Hold")


def test_an_order_made_after_the_cancellation_proves_nothing(plant):
	receipt = plant.receive("FLOUR", 10, "F1", **ordered(plant, "FLOUR", 10))
	hold("F1")
	undo(receipt)
	plant.receive("FLOUR", 10, "F2", **ordered(plant, "FLOUR", 10))
	assert status_of("F2") == "On Hold"


@pytest.mark.parametrize("is_cancelled_first", [True, False])
@pytest.mark.parametrize(
	"way", ["receipt", "other supplier", "supplier's batch", "material receipt", "repack"]
)
def test_nothing_that_is_typed_excludes_that_goods_are_the_same(plant, way, is_cancelled_first):
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1")
	plant.receive("SUGAR", 10, "S1")
	cause = hold("F1")
	if is_cancelled_first:
		undo(receipt)
	if way == "other supplier":
		receive_from_other_mill(plant)
	elif way == "material receipt":
		plant.stock(("FLOUR", "F2", 10))
	elif way == "repack":
		plant.repack([("SUGAR", "S1", 1)], [("FLOUR", "F2", 10)])
	else:
		plant.receive("FLOUR", 10, "F2", supplier_batch="S-2" if way == "supplier's batch" else "")
	if not is_cancelled_first:
		undo(receipt)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F2")
	release(cause, include_derived=1)
	plant.ship("FLOUR", 1, "F2")


def test_no_more_is_held_than_was_cancelled_whichever_came_first(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	plant.receive("FLOUR", 10, "F0")
	hold("F1")
	for batch in ("F2", "F3", "F4"):
		plant.receive("FLOUR", 6, batch)
	undo(receipt)
	plant.receive("FLOUR", 6, "F5")
	held = [batch for batch in ("F0", "F2", "F3", "F4", "F5") if status_of(batch) == "On Hold"]
	assert held == ["F2", "F3"]
	details = frappe.get_all("Batch Hold", {"caused_by": ["is", "set"]}, pluck="details")
	assert all("F1" in each and receipt.name in each for each in details)


def test_two_cancelled_receipts_of_a_batch_are_both_looked_for(plant):
	receipts = [plant.receive("FLOUR", 10, "F1") for _ in range(2)]
	hold("F1")
	for receipt in receipts:
		undo(receipt)
	for batch in ("F2", "F3", "F4"):
		plant.receive("FLOUR", 10, batch)
	assert [status_of(batch) for batch in ("F2", "F3", "F4")] == ["On Hold", "On Hold", "Released"]


def test_goods_that_came_back_under_their_own_batch_are_not_looked_for(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	hold("F1")
	undo(receipt)
	plant.receive("FLOUR", 10, "F1")
	plant.receive("FLOUR", 10, "F2")
	assert (status_of("F1"), status_of("F2")) == ("On Hold", "Released")


def test_goods_of_a_cancelled_return_entered_under_another_batch(plant):
	plant.receive("FLOUR", 10, "F1")
	back = make_return(plant.ship("FLOUR", 3, "F1"))
	hold("F1")
	undo(back)
	plant.stock(("FLOUR", "F2", 3))
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F2")


def test_a_forged_hold_hands_nothing_on(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	decoy = plant.receive("FLOUR", 10, "F2")
	cause = hold("F1")
	place_forged(cause, "F2", "F1", voucher=decoy)
	undo(receipt)
	place_forged(cause, "F2", "F1", voucher=decoy)
	plant.receive("FLOUR", 10, "F3")
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F3")


def test_an_order_from_another_supplier_proves_that_its_goods_are_others(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	hold("F1")
	make("Supplier", supplier_name="Other Mill", supplier_group="All Supplier Groups")
	order = ordered(plant, "FLOUR", 10, supplier="Other Mill")
	undo(receipt)
	receive_from_other_mill(plant, **order)
	assert status_of("F2") == "Released"


@pytest.mark.parametrize("cause_batch", ["F1", None])
def test_a_forged_hold_does_not_stand_for_that_on_what_was_made(plant, cause_batch):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 4)], [("DOUGH", "D1", 4)])
	shipped = plant.ship("DOUGH", 4, "D1")
	cause = hold("F1", include_descendants=1)
	place_forged(cause, "D1", cause_batch)
	make_return(shipped)
	with refused("metal found"):
		plant.ship("DOUGH", 1, "D1")


def place_forged(cause: str, batch: str, cause_batch: str | None, voucher=None) -> None:
	"""Place a hold in a warehouse without stock that says of itself that it follows from another."""
	row = {"batch": batch, "warehouse": GOODS, "cause_batch": cause_batch}
	forged = make("Batch Hold", reason="decoy", include_descendants=0, batches=[row])
	forged.submit()
	facts = {
		"caused_by": cause,
		"voucher_type": voucher and voucher.doctype,
		"voucher_no": voucher and voucher.name,
	}
	frappe.db.set_value("Batch Hold", forged.name, facts)


def receive_from_other_mill(plant, **row: str) -> None:
	"""Receive F2 from another supplier."""
	if not frappe.db.exists("Supplier", "Other Mill"):
		make("Supplier", supplier_name="Other Mill", supplier_group="All Supplier Groups")
	row = plant.bought("FLOUR", plant.batch("FLOUR", "F2"), 10, **row)
	plant.submit("Purchase Receipt", supplier="Other Mill", items=[row])


def ordered(plant, item: str, qty: float, owner: str = "Guest", supplier: str = SUPPLIER) -> dict[str, str]:
	"""Submit a Purchase Order of somebody else, and return what a receipt's row says of it."""
	row = {"item_code": item, "qty": qty, "rate": 1, "warehouse": STORES, "schedule_date": today()}
	order = plant.submit("Purchase Order", supplier=supplier, schedule_date=today(), items=[row])
	frappe.db.set_value("Purchase Order", order.name, "owner", owner)
	return {"purchase_order": order.name, "purchase_order_item": order.items[0].name}


def test_goods_entered_anew_before_the_first_receipt_is_cancelled(plant):
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1")
	plant.receive("FLOUR", 10, "F0", supplier_batch="S-1")
	hold("F1")
	plant.receive("FLOUR", 10, "F2", supplier_batch="S-1")
	undo(receipt)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F2")
	plant.ship("FLOUR", 1, "F0")


@pytest.mark.parametrize("is_amended", [True, False])
def test_a_receipt_entered_anew_in_another_warehouse(plant, is_amended):
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1")
	hold("F1", warehouse=STORES)
	undo(receipt)
	if is_amended:
		amend(receipt, warehouse=GOODS, batch_no="F1")
	else:
		plant.receive("FLOUR", 10, "F1", supplier_batch="S-1", warehouse=GOODS)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1", warehouse=GOODS)


def test_a_receipt_amended_with_another_batch_in_another_warehouse(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	hold("F1", warehouse=STORES)
	undo(receipt)
	amend(receipt, warehouse=GOODS, batch_no=plant.batch("FLOUR", "F2"))
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F2", warehouse=GOODS)


@pytest.mark.parametrize(("supplier_batch", "batch"), [("S-1", "F1"), ("", "F1"), ("S-1", "F2"), ("", "F2")])
def test_rejected_goods_entered_anew_as_accepted(plant, supplier_batch, batch):
	control("FLOUR")
	rejected = warehouse("Rejected")
	frappe.db.set_value("Warehouse", rejected, "is_rejected_warehouse", 1)
	parts = {"received_qty": 12, "rejected_qty": 2, "rejected_warehouse": rejected}
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch=supplier_batch, **parts)
	undo(receipt)
	plant.receive("FLOUR", 12, batch, supplier_batch=supplier_batch)
	with refused("Rejected in"):
		plant.ship("FLOUR", 1, batch)


def test_the_same_receipt_entered_anew_adds_no_hold(plant):
	control("FLOUR")
	rejected = warehouse("Rejected")
	frappe.db.set_value("Warehouse", rejected, "is_rejected_warehouse", 1)
	parts = {"received_qty": 12, "rejected_qty": 2, "rejected_warehouse": rejected}
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="S-1", **parts)
	undo(receipt)
	plant.receive("FLOUR", 10, "F1", supplier_batch="S-1", **parts)
	plant.ship("FLOUR", 1, "F1")


@pytest.mark.parametrize("way", ["Manufacture", "Repack"])
def test_a_production_without_a_work_order_entered_anew(plant, way):
	plant.receive("FLOUR", 10, "F1")
	made = plant.stock_entry(way, [("FLOUR", "F1", 4)], [("DOUGH", "D1", 4)])
	hold("D1")
	undo(made)
	plant.stock_entry(way, [("FLOUR", "F1", 4)], [("DOUGH", "D2", 4)])
	with refused("metal found"):
		plant.ship("DOUGH", 1, "D2")


def test_a_production_of_a_work_order_entered_anew(plant):
	plant.receive("FLOUR", 20, "F1")
	order = plant.work_order("DOUGH", 4, {"FLOUR": 1})
	plant.transfer_for(order, 4, {"FLOUR": "F1"})
	made = plant.finish(order, 4, "D1", {"FLOUR": "F1"})
	hold("D1")
	undo(made)
	plant.finish(order, 4, "D2", {"FLOUR": "F1"})
	with refused("metal found"):
		plant.ship("DOUGH", 1, "D2", warehouse=GOODS)


def test_a_production_entered_anew_for_another_work_order(plant):
	plant.receive("FLOUR", 20, "F1")
	for batch in ("D1", "D2"):
		order = plant.work_order("DOUGH", 4, {"FLOUR": 1})
		plant.transfer_for(order, 4, {"FLOUR": "F1"})
		made = plant.finish(order, 4, batch, {"FLOUR": "F1"})
		if batch == "D1":
			hold("D1")
			undo(made)
	with refused("metal found"):
		plant.ship("DOUGH", 1, "D2", warehouse=GOODS)


def test_a_return_entered_anew_in_another_warehouse(plant):
	plant.receive("FLOUR", 10, "F1")
	shipped = plant.ship("FLOUR", 3, "F1")
	back = make_return(shipped)
	hold("F1", warehouse=STORES)
	undo(back)
	again = frappe.copy_doc(frappe.get_doc(back.doctype, back.name))
	again.docstatus = 0
	again.items[0].update({"warehouse": GOODS, "serial_and_batch_bundle": None, "batch_no": "F1"})
	again.items[0].use_serial_batch_fields = 1
	again.insert()
	again.submit()
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1", warehouse=GOODS)


def amended_receipt(plant, change, first=("A", "B")):
	"""Receive 10 Kg of each batch, reject B, hold A, and submit the amendment after `change` to its rows."""
	control("FLOUR", status_after_receipt="Quarantine")
	rows = [plant.bought("FLOUR", plant.batch("FLOUR", name), 10) for name in first]
	receipt = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=rows)
	decide("Rejected", "B")
	hold("A")
	undo(receipt)
	return amend_rows(receipt, change)


def amend_rows(receipt, change):
	again = frappe.copy_doc(frappe.get_doc(receipt.doctype, receipt.name))
	again.update({"amended_from": receipt.name, "docstatus": 0})
	change(again)
	again.insert()
	again.submit()
	return again


def quantity(doc, number: int, qty: float) -> None:
	doc.items[number].update({"qty": qty, "received_qty": qty})


def holds_on(batch: str) -> int:
	return frappe.db.count("Batch Hold Batch", {"batch": batch, "docstatus": 1})


@pytest.mark.parametrize("supplier_batch", ["", "S-1"])
def test_a_batch_added_on_amendment_is_new(plant, supplier_batch):
	def change(doc) -> None:
		row = plant.bought("FLOUR", plant.batch("FLOUR", "C"), 10, supplier_batch=supplier_batch)
		doc.append("items", row)

	again = amended_receipt(plant, change)
	assert [row.batch_no for row in again.items] == ["A", "B", "C"]
	assert [status_of(batch) for batch in "ABC"] == ["On Hold", "Rejected", "Quarantine"]
	assert holds_on("C") == 0


def test_a_batch_added_on_the_second_amendment_is_new(plant):
	again = amended_receipt(plant, lambda doc: None)
	undo(again)
	amend_rows(again, lambda doc: doc.append("items", plant.bought("FLOUR", plant.batch("FLOUR", "C"), 10)))
	assert [status_of(batch) for batch in "ABC"] == ["On Hold", "Rejected", "Quarantine"]
	assert holds_on("C") == 0


def test_a_batch_that_replaces_one_inherits_from_that_one_alone(plant):
	def change(doc) -> None:
		doc.items[0].update({"batch_no": plant.batch("FLOUR", "C"), "use_serial_batch_fields": 1})

	amended_receipt(plant, change)
	assert [status_of(batch) for batch in "BC"] == ["Rejected", "On Hold"]
	assert frappe.db.get_value("Batch", "C", "quality_status") == "Quarantine"


def test_batches_that_replace_several_may_be_each_of_them(plant):
	def change(doc) -> None:
		for row, name in zip(doc.items, "CD", strict=True):
			row.update({"batch_no": plant.batch("FLOUR", name), "use_serial_batch_fields": 1})

	amended_receipt(plant, change)
	assert [frappe.db.get_value("Batch", batch, "quality_status") for batch in "CD"] == ["Rejected"] * 2
	assert all(holds_on(batch) for batch in "CD")


def test_what_is_left_out_of_a_batch_may_be_in_the_one_that_was_added(plant):
	def change(doc) -> None:
		quantity(doc, 1, 0.001)
		doc.append("items", plant.bought("FLOUR", plant.batch("FLOUR", "C"), 9.999))

	amended_receipt(plant, change)
	assert status_of("C") == "On Hold"


def test_more_of_a_batch_is_nothing_of_its_neighbour(plant):
	amended_receipt(plant, lambda doc: quantity(doc, 0, 12))
	assert frappe.db.get_value("Batch", "A", "quality_status") == "Quarantine"


def test_a_production_with_one_batch_more(plant):
	control("DOUGH", status_after_production="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	made = plant.repack([("FLOUR", "F1", 10)], [("DOUGH", "A", 4), ("DOUGH", "B", 4)])
	decide("Rejected", "B")
	undo(made)
	plant.batch("DOUGH", "C")
	row = {"item_code": "DOUGH", "qty": 2, "t_warehouse": STORES, "set_basic_rate_manually": 1}
	values = {**row, "basic_rate": 1, "batch_no": "C", "use_serial_batch_fields": 1}
	amend_rows(made, lambda doc: doc.append("items", values))
	assert [status_of(batch) for batch in "ABC"] == ["Quarantine", "Rejected", "Quarantine"]


@pytest.mark.parametrize(("old", "new"), [(("S-1", "S-2"), ("S-1",)), (("S-1",), ("X", "s -1"))])
def test_a_batch_of_two_numbers_of_the_supplier_is_recognised_by_each(plant, old, new):
	"""QA's quarantine goes along only where it is certain that these are the same goods."""
	control("FLOUR")

	def receive(batch: str, numbers: tuple[str, ...]):
		rows = [plant.bought("FLOUR", plant.batch("FLOUR", batch), 10, supplier_batch=n) for n in numbers]
		return plant.submit("Purchase Receipt", supplier=SUPPLIER, items=rows)

	receipt = receive("F1", old)
	decide("Quarantine", "F1")
	undo(receipt)
	receive("F2", new)
	assert status_of("F2") == "Quarantine"

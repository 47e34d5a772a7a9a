"""First to expire, first to go: what is proposed, what a row gets, and what is said of another choice."""

from __future__ import annotations

import frappe
import pytest
from frappe.model.rename_doc import rename_doc
from frappe.utils import add_days, getdate, today

from batch_trace.api import fefo
from batch_trace.control.allocation.out_of_order import OutOfOrder
from batch_trace.control.allocation.shortage import NotEnoughUsable
from batch_trace.control.policy.requirements import RequirementNotMet
from tests.integration.support.access import as_user
from tests.integration.support.picks import out, proposed
from tests.integration.support.plant import CUSTOMER, GOODS, OTHER_CUSTOMER, STORES
from tests.integration.support.qa import control, hold
from tests.integration.support.reserving import order, reserve
from tests.integration.support.signers import reader

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def lots(plant, once):
	once(stock_lots)
	return plant


def stock_lots(plant) -> None:
	"""Receive three batches that expire in another order than their names and their arrival tell."""
	control("FLOUR", when_order_is_broken="Ask for a Reason")
	for batch, days in (("F1", 90), ("F2", 30), ("F3", 60)):
		plant.batch(
			"FLOUR", batch, expiry_date=add_days(today(), days), manufacturing_date=add_days(today(), -30)
		)
		plant.receive("FLOUR", 10, batch)


def change(**values) -> None:
	"""Change the policy of flour."""
	name = frappe.db.get_value("Item", "FLOUR", "batch_control_policy")
	frappe.get_doc("Batch Control Policy", name).update(values).save()


def picks(voucher) -> list[dict]:
	fields = ["batch", "qty", "best_batch", "in_order", "chosen_by", "reason", "note", "kind"]
	return frappe.get_all("Batch Pick", {"voucher_no": voucher.name}, fields, order_by="name")


def note(lots, qty: float, batch: str | None, reason: str = "", **values):
	row = {"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES}
	if batch:
		row |= {"batch_no": batch, "use_serial_batch_fields": 1}
	return lots.submit("Delivery Note", customer=CUSTOMER, items=[row], batch_choice_reason=reason, **values)


def test_the_first_to_expire_is_proposed_with_a_reason(lots):
	found = fefo.allocate("FLOUR", STORES, 15)
	assert [(pick["batch"], pick["warehouse"], pick["qty"]) for pick in found["picks"]] == [
		("F2", STORES, 10),
		("F3", STORES, 5),
	]
	assert "First to expire" in found["picks"][0]["reason"]
	assert found["shortage"] == 0 and found["skipped"] == []
	assert fefo.allocate("FLOUR", STORES, 31)["shortage"] == 1


@pytest.mark.parametrize(("rule", "first"), [("FIFO", "F1"), ("LIFO", "F3"), ("FEFO", "F2")])
def test_the_policy_says_in_which_order(lots, rule, first):
	change(allocation_rule=rule)
	moment = frappe.utils.now_datetime()
	for minute, batch in enumerate(("F1", "F2", "F3")):
		created = frappe.utils.add_to_date(moment, days=minute)
		frappe.db.set_value("Batch", batch, "creation", created, update_modified=False)
		frappe.db.set_value("Batch Balance", {"batch": batch}, "arrived_on", created, update_modified=False)
	assert proposed(1) == [(first, 1)]
	assert out(note(lots, 1, None)) == {first: -1}


def test_a_group_of_warehouses_is_one_order(lots):
	lots.transfer("FLOUR", "F2", 4)
	parent = frappe.db.get_value("Warehouse", STORES, "parent_warehouse")
	assert frappe.db.get_value("Warehouse", GOODS, "parent_warehouse") == parent
	found = fefo.allocate("FLOUR", parent, 11)
	assert {(p["batch"], p["warehouse"], p["qty"]) for p in found["picks"]} == {
		("F2", STORES, 6),
		("F2", GOODS, 4),
		("F3", STORES, 1),
	}


def test_dates_are_judged_by_the_day_the_goods_are_needed(lots):
	found = fefo.allocate("FLOUR", STORES, 5, on_date=add_days(today(), 40))
	assert [pick["batch"] for pick in found["picks"]] == ["F3"]
	assert found["skipped"][0]["batch"] == "F2" and "before it is needed" in found["skipped"][0]["reason"]


def test_held_batches_are_passed_over_with_the_reason(lots):
	name = hold("F2")
	found = fefo.allocate("FLOUR", STORES, 5)
	assert [pick["batch"] for pick in found["picks"]] == ["F3"]
	assert name in found["skipped"][0]["reason"]
	assert out(note(lots, 5, None)) == {"F3": -5}


def test_where_batches_without_a_date_go(lots):
	lots.receive("FLOUR", 10, "F0")
	assert proposed(31)[-1] == ("F0", 1)
	change(batches_without_expiry="First")
	assert proposed(1) == [("F0", 1)]
	change(batches_without_expiry="Never")
	assert proposed(31)[-1][0] == "F1"
	assert fefo.allocate("FLOUR", STORES, 31)["shortage"] == 1


def test_what_a_customer_asks_decides_and_holds_at_the_door(lots):
	rule = {"doctype": "Customer Batch Rule", "customer": CUSTOMER, "minimum_percent_left": 70}
	frappe.get_doc(rule).insert()
	assert proposed(5) == [("F2", 5)]
	assert proposed(5, customer=CUSTOMER) == [("F1", 5)]
	assert out(note(lots, 5, None)) == {"F1": -5}
	with pytest.raises(RequirementNotMet, match="of its life"):
		note(lots, 5, "F2")


def test_a_rule_of_the_customers_group_and_the_items_group(lots):
	group = frappe.db.get_value("Customer", CUSTOMER, "customer_group")
	above = frappe.db.get_value("Customer Group", group, "parent_customer_group") or group
	items = frappe.db.get_value("Item", "FLOUR", "item_group")
	rule = {"customer_group": above, "item_group": items, "minimum_days_left": 45}
	frappe.get_doc({"doctype": "Customer Batch Rule", **rule}).insert()
	assert proposed(5, customer=CUSTOMER) == [("F3", 5)]


def test_a_batch_that_the_customer_does_not_want(lots):
	rule = frappe.get_doc({"doctype": "Customer Batch Rule", "customer": CUSTOMER})
	rule.append("excluded_batches", {"batch": "F2", "reason": "stones in the last delivery"})
	rule.insert()
	assert proposed(5, customer=CUSTOMER) == [("F3", 5)]
	with pytest.raises(RequirementNotMet, match="stones in the last"):
		note(lots, 1, "F2")


def test_one_batch_a_row_takes_the_first_that_is_enough(lots):
	note(lots, 8, None)
	change(allow_mixed_batches=0)
	assert proposed(5) == [("F3", 5)]
	sold = note(lots, 5, None)
	assert out(sold) == {"F3": -5}
	assert [(p.in_order, "too little" in p.note) for p in picks(sold)] == [(1, True)]


def test_several_batches_up_to_a_limit(lots):
	change(maximum_batches_per_row=2)
	assert proposed(18) == [("F2", 10), ("F3", 8)]
	assert fefo.allocate("FLOUR", STORES, 25)["shortage"] == 5


def test_the_customer_keeps_the_batch_it_has_within_the_tolerance(lots):
	change(expiry_tolerance=30, keep_recalls_small=1)
	note(lots, 1, "F3", "ordered by the customer")
	found = fefo.allocate("FLOUR", STORES, 2, customer=CUSTOMER)
	assert [pick["batch"] for pick in found["picks"]] == ["F3"]
	assert "no additional customer" in found["picks"][0]["reason"]
	sold = note(lots, 2, None)
	assert out(sold) == {"F3": -2}
	assert picks(sold)[0].in_order == 1


def test_another_batch_needs_a_reason(lots):
	with pytest.raises(OutOfOrder, match=r"F1.*is not next.*F2"):
		note(lots, 3, "F1")


@pytest.mark.parametrize("nothing", [" ", "\u00a0", "\u200b", "<br>", "&nbsp;", "."])
def test_a_reason_in_which_there_is_nothing_to_read_is_none(lots, nothing):
	with pytest.raises(OutOfOrder):
		note(lots, 3, "F1", nothing)


def test_the_reason_is_on_record_with_what_should_have_gone(lots):
	sold = note(lots, 3, "F1", "the customer audits batch F1")
	assert picks(sold) == [
		{
			"batch": "F1",
			"qty": 3,
			"best_batch": "F2",
			"in_order": 0,
			"chosen_by": "User",
			"reason": "the customer audits batch F1",
			"note": "",
			"kind": "Shipment",
		}
	]


def test_where_the_policy_stops_no_reason_helps(lots):
	change(when_order_is_broken="Stop")
	with pytest.raises(OutOfOrder, match="stops any other"):
		note(lots, 3, "F1", "because")


def test_where_the_policy_only_records_it_goes_and_is_recorded(lots):
	change(when_order_is_broken="Record Only")
	assert [(p.in_order, p.best_batch) for p in picks(note(lots, 3, "F1"))] == [(0, "F2")]


def test_the_last_of_a_batch_in_its_turn_is_in_order(lots):
	sold = note(lots, 15, None)
	assert [(p.batch, p.in_order, p.chosen_by) for p in picks(sold)] == [
		("F2", 1, "System"),
		("F3", 1, "System"),
	]
	typed = note(lots, 5, "F3")
	assert [(p.batch, p.in_order, p.chosen_by) for p in picks(typed)] == [("F3", 1, "User")]


def test_a_held_batch_is_nobodys_turn(lots):
	hold("F2")
	assert picks(note(lots, 5, "F3"))[0].in_order == 1


def test_too_little_that_may_be_taken_says_why(lots):
	hold("F2")
	with pytest.raises(NotEnoughUsable, match=r"Only 20.* of 25.*F2"):
		note(lots, 25, None)


def test_a_manual_policy_wants_a_person(lots):
	change(allocation_rule="Manual")
	with pytest.raises(frappe.ValidationError, match="leaves the choice to a person"):
		note(lots, 1, None)
	assert picks(note(lots, 1, "F1")) == []


def test_what_went_out_since_is_not_there_for_a_backdated_note(lots):
	yesterday = {"set_posting_time": 1, "posting_date": add_days(today(), -1)}
	for batch, days in (("G1", 10), ("G2", 20)):
		lots.batch("FLOUR", batch, expiry_date=add_days(today(), days))
		lots.receive("FLOUR", 5, batch, header={"set_posting_time": 1, "posting_date": add_days(today(), -3)})
	note(lots, 5, None)
	assert out(note(lots, 5, None, **yesterday)) == {"G2": -5}


def test_the_order_follows_a_changed_date(lots):
	frappe.get_doc("Batch", "F1").update({"expiry_date": add_days(today(), 5)}).save()
	assert proposed(1) == [("F1", 1)]


def test_a_transfer_takes_the_batch_it_is_about(lots):
	assert picks(lots.transfer("FLOUR", "F1", 1)) == []
	assert getdate(
		frappe.db.get_value("Batch Balance", {"batch": "F1", "warehouse": GOODS}, "expiry_date")
	) == getdate(add_days(today(), 90))


@pytest.mark.parametrize("merge", [False, True])
def test_the_stock_of_a_warehouse_that_is_renamed_or_merged_is_found(lots, merge):
	new = GOODS if merge else f"Renamed {STORES}"
	rename_doc("Warehouse", STORES, new, force=True, merge=merge)
	there = {"item_code": "FLOUR", "qty": 25, "rate": 2, "warehouse": new}
	sold = lots.submit("Delivery Note", customer=CUSTOMER, items=[there])
	assert out(sold) == {"F2": -10, "F3": -10, "F1": -5}


def test_who_may_not_read_the_warehouse_is_told_nothing(lots):
	as_user(reader("goods-only@example.com", "Stock User", warehouse=GOODS))
	with pytest.raises(frappe.PermissionError):
		fefo.allocate("FLOUR", STORES, 1)
	assert fefo.allocate("FLOUR", GOODS, 1)["shortage"] == 1


def listed(lots, batch: str, qty: float, reason: str = ""):
	"""Submit a Pick List on which somebody has chosen the batch, for an order."""
	day = add_days(today(), 1)
	row = {"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, "delivery_date": day}
	order = lots.submit("Sales Order", customer=CUSTOMER, delivery_date=day, items=[row])
	return lots.submit(
		"Pick List",
		purpose="Delivery",
		customer=CUSTOMER,
		pick_manually=1,
		batch_choice_reason=reason,
		locations=[
			{
				"item_code": "FLOUR",
				"qty": qty,
				"stock_qty": qty,
				"picked_qty": qty,
				"uom": "Kg",
				"conversion_factor": 1,
				"warehouse": STORES,
				"batch_no": batch,
				"use_serial_batch_fields": 1,
				"sales_order": order.name,
				"sales_order_item": order.items[0].name,
			}
		],
	)


def delivered(picks_list):
	"""Deliver what was picked."""
	from erpnext.stock.doctype.pick_list.pick_list import create_delivery_note

	note = frappe.get_doc("Delivery Note", create_delivery_note(picks_list.name).name)
	note.submit()
	return note


def test_a_pick_list_is_asked_for_its_reason_and_its_delivery_is_not_asked_again(lots):
	with pytest.raises(OutOfOrder, match=r"F1.*is not next.*F2"):
		listed(lots, "F1", 3)
	sold = delivered(listed(lots, "F1", 3, "the customer audits batch F1"))
	assert [(p.batch, p.in_order, p.best_batch, p.reason) for p in picks(sold)] == [
		("F1", 0, "F2", "the customer audits batch F1")
	]


def test_what_was_picked_in_its_turn_stays_so_whatever_comes_in_before_the_delivery(lots):
	chosen = listed(lots, "F2", 3)
	lots.batch("FLOUR", "F0", expiry_date=add_days(today(), 5))
	lots.receive("FLOUR", 10, "F0")
	assert [(p.batch, p.in_order) for p in picks(delivered(chosen))] == [("F2", 1)]
	with pytest.raises(OutOfOrder):
		note(lots, 3, "F2")


def from_list(lots, picks_list, qty: float, customer: str = CUSTOMER):
	"""Deliver batch F1 as if it had been picked with the list."""
	row = {"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	row |= {"use_serial_batch_fields": 1, "against_pick_list": picks_list.name}
	return lots.submit("Delivery Note", customer=customer, items=[row])


def test_a_pick_list_speaks_for_what_it_picked_and_no_more(lots):
	with pytest.raises(OutOfOrder):
		from_list(lots, listed(lots, "F1", 1, "audit"), 9)


def test_a_pick_list_speaks_once(lots):
	chosen = listed(lots, "F1", 3, "audit")
	delivered(chosen)
	with pytest.raises(OutOfOrder):
		from_list(lots, chosen, 3)


def test_a_pick_list_speaks_for_its_customer(lots):
	with pytest.raises(OutOfOrder):
		from_list(lots, listed(lots, "F1", 3, "audit"), 3, OTHER_CUSTOMER)


def test_what_is_reserved_for_one_row_is_not_the_turn_of_another(lots):
	change(when_order_is_broken="Stop")
	mine, yours = order("FLOUR", 20), order("FLOUR", 20)
	reserve("Sales Order", mine.name, ("F2", 10))
	rows = [
		{
			"item_code": "FLOUR",
			"qty": 5,
			"rate": 2,
			"warehouse": STORES,
			"against_sales_order": so.name,
			"so_detail": so.items[0].name,
		}
		for so in (mine, yours)
	]
	sold = lots.submit("Delivery Note", customer=CUSTOMER, items=rows)
	assert out(sold) == {"F2": -5, "F3": -5}


def test_one_batch_a_row_may_be_used_up(lots):
	note(lots, 8, None)
	change(allow_mixed_batches=0)
	sold = note(lots, 10, None)
	assert out(sold) == {"F3": -10}
	assert [(p.in_order, "too little" in p.note) for p in picks(sold)] == [(1, True)]


def ordered(lots, qty: float):
	"""Order flour."""
	day = add_days(today(), 1)
	row = {"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, "delivery_date": day}
	return lots.submit("Sales Order", customer=CUSTOMER, delivery_date=day, items=[row])


def kept(order, batch: str, qty: float):
	"""Reserve a batch for an order."""
	return frappe.get_doc(
		doctype="Batch Reservation",
		company=order.company,
		reserved_for="Sales Order",
		reference=order.name,
		item_code="FLOUR",
		reason="the customer has approved a sample of it",
		batches=[{"batch": batch, "warehouse": STORES, "qty": qty}],
	).submit()


def for_order(lots, order, qty: float, batch: str | None = None):
	"""Deliver some of an order."""
	row = {"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES}
	row |= {"against_sales_order": order.name, "so_detail": order.items[0].name}
	if batch:
		row |= {"batch_no": batch, "use_serial_batch_fields": 1}
	return lots.submit("Delivery Note", customer=CUSTOMER, items=[row])


def test_what_is_reserved_for_the_order_goes_first_and_is_not_asked_about(lots):
	change(when_order_is_broken="Stop")
	order = ordered(lots, 8)
	reservation = kept(order, "F1", 5)
	sold = for_order(lots, order, 8)
	assert out(sold) == {"F1": -5, "F2": -3}
	told = {p.batch: (p.in_order, p.chosen_by, p.reason) for p in picks(sold)}
	assert told["F1"] == (0, "System", f"Reserved: {reservation.name}")
	assert told["F2"] == (1, "System", "")


def test_the_reserved_batch_can_be_named_and_no_more_of_it(lots):
	change(when_order_is_broken="Stop")
	order = ordered(lots, 8)
	kept(order, "F1", 5)
	frappe.db.savepoint("refused")
	with pytest.raises(OutOfOrder):
		for_order(lots, order, 6, "F1")
	frappe.db.rollback(save_point="refused")
	assert out(for_order(lots, order, 4, "F1")) == {"F1": -4}


def test_where_there_is_no_more_the_refusal_says_so_in_words(lots):
	with pytest.raises(NotEnoughUsable, match=r"Only 30.* of 31.*no more of it"):
		note(lots, 31, None)


def test_where_more_is_in_another_warehouse_the_refusal_does_not_say_that_there_is_none(lots):
	lots.stock(("FLOUR", "F9", 5, GOODS))
	with pytest.raises(
		NotEnoughUsable, match=r"Only 30.* of 31.*More of it is in other warehouses: 5.*Goods"
	):
		note(lots, 31, None)

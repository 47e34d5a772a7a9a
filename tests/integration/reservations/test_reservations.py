"""Reserved batches: others cannot take them, their owner uses them up, and a cancelled voucher gives them back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest
from frappe.utils import add_days, today

from batch_trace.api import reservations
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.movements.beneficiaries import Beneficiary, of_document, of_voucher
from batch_trace.control.reservations import lifetime, promised
from batch_trace.control.reservations.refusal import BatchReserved
from batch_trace.ledger import capture
from tests.integration.support.plant import (
	COMPANY,
	CUSTOMER,
	GOODS,
	OTHER_CUSTOMER,
	STORES,
	make,
	make_return,
	warehouse,
)
from tests.integration.support.qa import control, decide, hold
from tests.integration.support.reserving import open_of, order, reserve, ship_order, uses


@contextmanager
def kept(match: str = "") -> Iterator[None]:
	"""Expect a movement to be refused, and undo it as a request does."""
	frappe.db.savepoint("kept")
	with pytest.raises(BatchReserved, match=match):
		yield
	frappe.db.rollback(save_point="kept")


def others(batch: str, beneficiary: Beneficiary | None = None) -> float:
	found = promised.by_others("FLOUR", [STORES], [batch], beneficiary or Beneficiary())
	return sum(one.quantity for one in found.get((batch, STORES), ()))


@pytest.fixture
def flour(once):
	return once(reserve_flour)


def reserve_flour(plant):
	"""Ten kilograms of a batch, six of them reserved for a sales order."""
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 8)
	return so, reserve("Sales Order", so.name, ("F1", 6))


def test_others_take_what_is_free_and_no_more(plant, flour):
	so, reservation = flour
	plant.ship("FLOUR", 4, "F1")
	with kept(f"(?s)F1.*6 reserved for Sales Order {so.name}.*{reservation.name}"):
		plant.ship("FLOUR", 1, "F1")
	assert open_of(reservation) == {("F1", STORES): 6}


def test_nobody_takes_it_in_another_way(plant, flour):
	with kept():
		plant.stock_entry("Material Issue", [("FLOUR", "F1", 5)])
	with kept():
		plant.repack([("FLOUR", "F1", 5)], [("DOUGH", "D1", 5)])
	with kept():
		plant.submit(
			"Sales Invoice", customer=CUSTOMER, update_stock=1,
			items=[{"item_code": "FLOUR", "qty": 5, "rate": 2, "warehouse": STORES, "batch_no": "F1", "use_serial_batch_fields": 1}],
		)  # fmt: skip


def test_the_order_uses_it_up_and_may_take_what_is_free_besides(plant, flour):
	so, reservation = flour
	note = ship_order(so, "F1", 4)
	assert open_of(reservation) == {("F1", STORES): 2} and uses(note) == {("F1", STORES): 4}
	plant.ship("FLOUR", 4, "F1")
	with kept():
		plant.ship("FLOUR", 1, "F1")
	ship_order(so, "F1", 2)
	reservation.reload()
	assert reservation.status == "Used" and others("F1") == 0


def test_a_cancelled_delivery_gives_it_back_once(plant, flour):
	so, reservation = flour
	note = ship_order(so, "F1", 6)
	assert frappe.db.get_value("Batch Reservation", reservation.name, "status") == "Used"
	note.cancel()
	assert open_of(reservation) == {("F1", STORES): 6} and uses(note) == {}
	assert frappe.db.get_value("Batch Reservation", reservation.name, "status") == "Active"
	with kept():
		plant.ship("FLOUR", 5, "F1")


def test_a_row_speaks_for_its_own_order_only(plant, flour):
	so, _reservation = flour
	second = order("FLOUR", 8)
	note = ship_order(so, "F1", 1, submit=False)
	note.append("items", ship_order(second, "F1", 5, submit=False).items[0].as_dict(no_default_fields=True))
	with kept():
		note.submit()


def test_two_reservations_never_promise_the_same_stock(plant, flour):
	second = order("FLOUR", 8)
	reserve("Sales Order", second.name, ("F1", 4))
	with pytest.raises(frappe.ValidationError, match="only 0 are free: 10 are in stock"):
		reserve("Sales Order", flour[0].name, ("F1", 1))


def test_what_erpnext_has_reserved_is_promised_already(plant):
	plant.stock(("FLOUR", "F1", 10))
	frappe.db.set_single_value("Stock Settings", "enable_stock_reservation", 1)
	so = order("FLOUR", 7)
	entry = make(
		"Stock Reservation Entry", company=COMPANY, item_code="FLOUR", warehouse=STORES, voucher_type="Sales Order",
		voucher_no=so.name, voucher_detail_no=so.items[0].name, available_qty=10, voucher_qty=7, reserved_qty=7, has_batch_no=1,
		stock_uom="Kg", reservation_based_on="Serial and Batch",
		sb_entries=[{"batch_no": "F1", "qty": 7, "warehouse": STORES}],
	)  # fmt: skip
	entry.submit()
	assert others("F1") == 7 and others("F1", Beneficiary(sales_orders=frozenset({so.name}))) == 0
	with pytest.raises(frappe.ValidationError, match=f"only 3 are free.*{entry.name}"):
		reserve("Customer", OTHER_CUSTOMER, ("F1", 4))
	reserve("Customer", OTHER_CUSTOMER, ("F1", 3))


def test_a_pick_is_promised_and_stops_others_under_control(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 7)
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	picks = create_pick_list(so.name)
	picks.insert()
	picks.submit()
	assert others("F1") == 7 and others("F1", of_document(picks)) == 0
	plant.ship("FLOUR", 3, "F1")
	with kept(picks.name):
		plant.ship("FLOUR", 1, "F1")
	ship_order(so, "F1", 7)


def test_a_pick_of_what_is_reserved_counts_once(plant, flour):
	so, _reservation = flour
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	picks = create_pick_list(so.name)
	picks.insert()
	picks.submit()
	assert others("F1") == 8


def test_a_customer_is_kept_its_goods(plant):
	plant.stock(("FLOUR", "F1", 10))
	mine = reserve("Customer", CUSTOMER, ("F1", 9))
	with kept(CUSTOMER):
		plant.ship("FLOUR", 2, "F1", OTHER_CUSTOMER)
	plant.ship("FLOUR", 8, "F1", CUSTOMER)
	assert open_of(mine) == {("F1", STORES): 1}


def test_the_orders_reservation_goes_before_the_customers(plant, flour):
	so, reservation = flour
	mine = reserve("Customer", CUSTOMER, ("F1", 4))
	ship_order(so, "F1", 7)
	assert open_of(reservation) == {} and open_of(mine) == {("F1", STORES): 3}


def test_a_till_is_refused_and_its_customer_served(plant):
	plant.open_till()
	plant.stock(("FLOUR", "F1", 10))
	mine = reserve("Customer", CUSTOMER, ("F1", 9))
	with kept():
		plant.sell("FLOUR", 2, "F1", OTHER_CUSTOMER)
	plant.sell("FLOUR", 2, "F1", CUSTOMER)
	assert open_of(mine) == {("F1", STORES): 7}


def test_the_consolidation_of_the_till_uses_nothing_again(plant):
	opening = plant.open_till()
	plant.stock(("FLOUR", "F1", 10))
	mine = reserve("Customer", CUSTOMER, ("F1", 9))
	plant.sell("FLOUR", 2, "F1", CUSTOMER)
	plant.close_till(opening)
	assert open_of(mine) == {("F1", STORES): 7}


def test_a_work_order_takes_its_own(plant):
	plant.stock(("FLOUR", "F1", 10))
	work = plant.work_order("BREAD", 4, {"FLOUR": 1})
	other = plant.work_order("BREAD", 4, {"FLOUR": 1})
	mine = reserve("Work Order", work.name, ("F1", 8))
	with kept(work.name):
		plant.transfer_for(other, 4, {"FLOUR": "F1"})
	entry = plant.transfer_for(work, 4, {"FLOUR": "F1"})
	assert open_of(mine) == {("F1", STORES): 4}
	entry.cancel()
	assert open_of(mine) == {("F1", STORES): 8}


def test_the_work_for_an_order_takes_what_is_reserved_for_the_order(plant, flour):
	so, reservation = flour
	work = plant.work_order("BREAD", 6, {"FLOUR": 1})
	work.db_set("sales_order", so.name)
	plant.transfer_for(work, 6, {"FLOUR": "F1"})
	assert open_of(reservation) == {}


def test_a_transfer_within_a_project_takes_the_reservation_along(plant):
	plant.stock(("FLOUR", "F1", 10))
	project = make("Project", project_name=f"Fair {frappe.generate_hash(length=5)}", company=COMPANY).name
	mine = reserve("Project", project, ("F1", 8))
	row = plant._row("FLOUR", "F1", 5, source=True) | {"t_warehouse": GOODS}
	entry = plant.stock_entry("Material Transfer", rows=[row], project=project)
	assert open_of(mine) == {("F1", STORES): 3, ("F1", GOODS): 5}
	with kept(project):
		plant.ship("FLOUR", 1, "F1", warehouse=GOODS)
	entry.cancel()
	assert open_of(mine) == {("F1", STORES): 8}


def test_a_product_bundle_takes_what_its_order_has_reserved(plant):
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	plant.product_bundle("BAKING-SET", {"FLOUR": 2, "SUGAR": 1})
	so = order("BAKING-SET", 3)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	with kept():
		plant.ship("BAKING-SET", 3, None, packed={"FLOUR": "F1", "SUGAR": "S1"})
	ship_order(so, None, 3, packed=[("FLOUR", "F1"), ("SUGAR", "S1")])
	assert open_of(mine) == {}


def test_the_delivery_that_completes_the_order_uses_it_up_too(plant):
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 6)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	note = ship_order(so, "F1", 6)
	mine.reload()
	assert (mine.status, open_of(mine), uses(note)) == ("Used", {}, {("F1", STORES): 6})
	note.cancel()
	mine.reload()
	assert (mine.status, open_of(mine)) == ("Active", {("F1", STORES): 6})


def test_a_return_is_kept_for_nobody(plant, flour):
	so, reservation = flour
	note = ship_order(so, "F1", 6)
	make_return(note, -6)
	assert open_of(reservation) == {}
	plant.ship("FLOUR", 10, "F1")


def test_a_voucher_that_is_looked_at_again_uses_nothing_more(plant, flour):
	so, reservation = flour
	note = ship_order(so, "F1", 4)
	capture.mark(note.doctype, note.name, moved_at="")
	capture.flush()
	assert uses(note) == {("F1", STORES): 4} and open_of(reservation) == {("F1", STORES): 2}


@pytest.mark.parametrize("end", ["close", "release", "cancel", "expire"])
def test_it_is_free_again_when_it_ends(plant, end):
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 8)
	mine = reserve("Sales Order", so.name, ("F1", 6), valid_until=today())
	if end == "close":
		so.update_status("Closed")
	elif end == "release":
		reservations.release(mine.name, "the customer takes another")
	elif end == "cancel":
		mine.cancel()
	else:
		frappe.db.set_value("Batch Reservation", mine.name, "valid_until", add_days(today(), -1))
		lifetime.daily()
	assert others("F1") == 0
	plant.ship("FLOUR", 10, "F1")
	shown = {"close": "Released", "release": "Released", "cancel": "Cancelled", "expire": "Expired"}
	assert frappe.db.get_value("Batch Reservation", mine.name, "status") == shown[end]


def test_a_stopped_work_order_wants_nothing(plant):
	plant.stock(("FLOUR", "F1", 10))
	work = plant.work_order("BREAD", 4, {"FLOUR": 1})
	mine = reserve("Work Order", work.name, ("F1", 8))
	frappe.db.set_value("Work Order", work.name, "status", "Stopped")  # as an update that no event tells of
	plant.ship("FLOUR", 10, "F1")
	lifetime.daily()
	assert frappe.db.get_value("Batch Reservation", mine.name, "status") == "Released"


def test_an_order_opened_again_has_its_batches_again_unless_another_has_them(plant, flour):
	so, reservation = flour
	so.update_status("Closed")
	so.update_status("Draft")
	with kept():
		plant.ship("FLOUR", 5, "F1")
	so.update_status("Closed")
	reserve("Customer", OTHER_CUSTOMER, ("F1", 10))
	so.update_status("Draft")
	reservation.reload()
	assert reservation.status == "Released" and reservation.released_on
	assert others("F1") == 10


def test_an_order_with_a_reservation_can_be_cancelled(plant, flour):
	so, reservation = flour
	so.reload()
	so.cancel()
	assert frappe.db.get_value("Batch Reservation", reservation.name, "status") == "Released"


def test_what_is_stopped_cannot_be_reserved(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	with pytest.raises(BatchStopped, match=r"Quarantine.*Reservation"):
		reserve("Customer", CUSTOMER, ("F1", 1))


def test_a_stopped_batch_may_be_taken_out_of_harms_way(plant):
	control("FLOUR")
	receipt = plant.receive("FLOUR", 10, "F1")
	reserve("Customer", CUSTOMER, ("F1", 9))
	with kept():
		make_return(receipt, -5)
	away = warehouse("Quarantine", batch_quality_use="Quarantine")
	plant.transfer("FLOUR", "F1", 2, target=away)
	decide("Rejected", "F1")
	make_return(receipt, -5)


def test_what_is_not_there_is_counted(plant, flour):
	plant.count([("FLOUR", "F1", 5)])
	assert "1 too much of batch" in str(frappe.message_log)
	with kept():
		plant.ship("FLOUR", 1, "F1")


@pytest.mark.parametrize(
	("change", "words"),
	[
		({"valid_until": "2026-01-01"}, "is in the past"),
		({"item_code": "SUGAR"}, "is not a batch of item"),
		({"batches": [{"batch": "F1", "warehouse": STORES, "qty": 0}]}, "enter the quantity of batch"),
		({"batches": [{"batch": "F1", "warehouse": STORES, "qty": 1}] * 2}, "Combine the two rows into one"),
		({"batches": [{"batch": "F1", "warehouse": STORES, "qty": 11}]}, "only 10 are free"),
		({"batches": [{"batch": "F1", "warehouse": GOODS, "qty": 1}]}, "only 0 are free"),
	],
)
def test_nonsense_is_refused_in_words(plant, change, words):
	plant.stock(("FLOUR", "F1", 10))
	with pytest.raises(frappe.ValidationError, match=words):
		reserve("Customer", CUSTOMER, ("F1", 1), **change)


def test_a_draft_order_can_reserve_nothing(plant):
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 8, submit=False)
	with pytest.raises(frappe.ValidationError, match="is not open"):
		reserve("Sales Order", so.name, ("F1", 1))


def test_a_reservation_in_force_stays_as_it_is(plant, flour):
	reservation = flour[1]
	reservation.reload()
	reservation.batches[0].qty = 9
	with pytest.raises(frappe.ValidationError):
		reservation.save()
	row = frappe.get_doc("Batch Reservation Batch", reservation.batches[0].name)
	with pytest.raises(frappe.ValidationError, match="part of"):
		row.save()


def test_claims_of_vouchers(plant, flour):
	so, _reservation = flour
	note = ship_order(so, "F1", 1)
	assert of_voucher("Delivery Note", note.name) == Beneficiary(COMPANY, CUSTOMER, frozenset({so.name}))
	work = plant.work_order("BREAD", 1, {"FLOUR": 1})
	entry = plant.transfer_for(work, 1, {"FLOUR": "F1"})
	assert of_voucher("Stock Entry", entry.name) == Beneficiary(COMPANY, work_order=work.name)
	assert of_voucher("Loading Slip", "LS-1") == Beneficiary()


def test_the_evidence_of_use_is_append_only(plant, flour):
	so, _reservation = flour
	ship_order(so, "F1", 1)
	row = frappe.get_last_doc("Batch Reservation Use")
	with pytest.raises(frappe.PermissionError, match="evidence"):
		row.save()
	with pytest.raises(frappe.PermissionError, match="evidence"):
		row.delete()


def test_a_hold_does_not_free_what_is_reserved(plant, flour):
	so, _reservation = flour
	hold("F1")
	with pytest.raises(BatchStopped):
		ship_order(so, "F1", 1)


def test_a_delivery_to_the_companys_own_customer_ends_in_transit(plant):
	plant.internal_parties()
	plant.stock(("FLOUR", "F1", 10))
	mine = reserve("Customer", "Internal Customer", ("F1", 6))
	plant.ship("FLOUR", 4, "F1", "Internal Customer", target_warehouse=GOODS)
	assert open_of(mine) == {("F1", STORES): 2}
	plant.stock_entry("Material Issue", [("FLOUR", "F1", 4, GOODS)])


def sampled(plant, quantity: float):
	return plant.stock_entry(
		"Material Issue",
		[("FLOUR", "F1", quantity)],
		batch_issue_reason="Sample",
		batch_issue_details="laboratory",
	)


def test_samples_of_a_reserved_batch_within_their_limit_alone(plant, flour):
	control("FLOUR", sample_limit=20, default_status="Released")
	plant.ship("FLOUR", 4, "F1")
	sampled(plant, 2)
	with kept("F1"):
		sampled(plant, 1)


def test_samples_of_what_is_not_reserved_have_no_limit(plant, flour):
	control("FLOUR", sample_limit=20, default_status="Released")
	sampled(plant, 4)
	with kept("F1"):
		sampled(plant, 1)

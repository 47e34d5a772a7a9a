"""Orders that are closed, lose their reserved goods to others, and are opened again."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import reservations
from batch_trace.control.reservations import lifetime
from batch_trace.control.reservations.refusal import BatchReserved
from tests.integration.support.plant import COMPANY, CUSTOMER, OTHER_CUSTOMER, make
from tests.integration.support.qa import control
from tests.integration.support.reserving import open_of, order, reserve, ship_order

REFUSED = r"(?s)cannot be opened again.*{missing} of {reserved} of batch .*F1.*{reservation}.*release the reservation"


@pytest.fixture
def ten(plant):
	"""Ten kilograms of one batch."""
	plant.stock(("FLOUR", "F1", 10))
	return plant


def refused(missing: int, reserved: int, reservation) -> str:
	return REFUSED.format(missing=missing, reserved=reserved, reservation=reservation.name)


def comments_of(doc) -> str:
	filters = {"reference_doctype": doc.doctype, "reference_name": doc.name, "comment_type": "Info"}
	return " ".join(frappe.get_all("Comment", filters, pluck="content"))


def test_closing_shipping_and_opening_again_is_refused_and_says_what_is_gone(ten):
	from erpnext.selling.doctype.sales_order.sales_order import update_status

	so = order("FLOUR", 8)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	update_status("Closed", so.name)
	ten.ship("FLOUR", 7, "F1", OTHER_CUSTOMER)
	with pytest.raises(frappe.ValidationError, match=refused(3, 6, mine)):
		update_status("Draft", so.name)


def test_it_is_opened_again_when_the_goods_are_back(ten):
	so = order("FLOUR", 8)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	so.update_status("Closed")
	note = ten.ship("FLOUR", 10, "F1", OTHER_CUSTOMER)
	note.cancel()
	so.update_status("Draft")
	mine.reload()
	assert (mine.status, so.status) == ("Active", "To Deliver and Bill")


def test_it_is_opened_again_when_its_reservation_was_released(ten):
	so = order("FLOUR", 8)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	so.update_status("Closed")
	ten.ship("FLOUR", 10, "F1", OTHER_CUSTOMER)
	reservations.release(mine.name, "the goods are gone")
	so.update_status("Draft")
	assert so.status == "To Deliver and Bill" and open_of(mine)


def test_what_was_picked_for_others_meanwhile_counts_as_gone(ten):
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	control("FLOUR", default_status="Released")
	so, other = order("FLOUR", 8), order("FLOUR", 7)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	so.update_status("Closed")
	create_pick_list(other.name).insert().submit()
	with pytest.raises(frappe.ValidationError, match=refused(3, 6, mine)):
		so.update_status("Draft")


def test_a_stopped_work_order_is_not_resumed_without_its_goods(ten):
	from erpnext.manufacturing.doctype.work_order.work_order import stop_unstop

	work = ten.work_order("BREAD", 8, {"FLOUR": 1})
	mine = reserve("Work Order", work.name, ("F1", 8))
	stop_unstop(work.name, "Stopped")
	ten.stock_entry("Material Issue", [("FLOUR", "F1", 5)])
	with pytest.raises(frappe.ValidationError, match=refused(3, 8, mine)):
		stop_unstop(work.name, "Resumed")


def test_a_completed_project_and_a_disabled_customer_are_not_opened_without_their_goods(ten):
	project = make("Project", project_name=f"Fair {frappe.generate_hash(length=5)}", company=COMPANY)
	customer = frappe.get_doc("Customer", CUSTOMER)
	of_project = reserve("Project", project.name, ("F1", 5))
	of_customer = reserve("Customer", CUSTOMER, ("F1", 5))
	project.update({"status": "Completed"}).save()
	customer.update({"disabled": 1}).save()
	ten.ship("FLOUR", 8, "F1", OTHER_CUSTOMER)
	frappe.db.savepoint("closed")
	with pytest.raises(frappe.ValidationError, match=refused(3, 5, of_project)):
		project.update({"status": "Open"}).save()
	frappe.db.rollback(save_point="closed")
	with pytest.raises(frappe.ValidationError, match=refused(3, 5, of_customer)):
		customer.reload().update({"disabled": 0}).save()


def test_an_order_that_a_cancelled_delivery_opens_again_tells_what_is_gone(ten):
	ten.stock(("FLOUR", "F2", 8))
	so = order("FLOUR", 8)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	note = ship_order(so, "F2", 8)
	ten.ship("FLOUR", 9, "F1", OTHER_CUSTOMER)
	note.reload()
	frappe.clear_messages()
	note.cancel()
	mine.reload()
	assert mine.status == "Active"
	assert "5 of 6 of batch" in str(frappe.message_log)
	assert "5 of 6 of batch" in comments_of(mine) and "5 of 6 of batch" in comments_of(so)
	with pytest.raises(BatchReserved):
		ten.ship("FLOUR", 1, "F1", OTHER_CUSTOMER)


def test_a_cancelled_delivery_of_the_reserved_goods_themselves_tells_nothing(ten):
	so = order("FLOUR", 6)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	note = ship_order(so, "F1", 6)
	frappe.clear_messages()
	note.cancel()
	mine.reload()
	assert mine.status == "Active" and "reserved" not in str(frappe.message_log)
	assert "reserved" not in comments_of(mine)


def test_an_order_opened_by_an_update_that_no_event_tells_of_is_found_by_the_daily_job(ten):
	so = order("FLOUR", 8)
	mine = reserve("Sales Order", so.name, ("F1", 6))
	so.update_status("Closed")
	ten.ship("FLOUR", 10, "F1", OTHER_CUSTOMER)
	frappe.db.set_value("Sales Order", so.name, "status", "To Deliver and Bill")
	lifetime.daily()
	assert "6 of 6 of batch" in comments_of(mine) and "6 of 6 of batch" in comments_of(so)

"""Usable Stock, and the Material Requests that it makes: what nobody can use covers no demand."""

from __future__ import annotations

import frappe
import pytest
from erpnext.stock.reorder_item import reorder_item

from batch_trace.control.reorder import requests
from tests.integration.support.bakery import reader
from tests.integration.support.plant import ABBR, COMPANY, CUSTOMER, GOODS, STORES, make_item
from tests.integration.support.qa import control, hold
from tests.integration.support.reports import figures, report

NAME = "Usable Stock"


@pytest.fixture
def larder(plant):
	"""Flour: 50 released, 30 on hold, 20 released that expire in three days. Its policy asks for ten days."""
	control("FLOUR", minimum_shelf_life_at_shipment=10)
	for batch, days in (("F1", 60), ("F2", 60), ("F3", 3)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
	plant.stock(("FLOUR", "F1", 50), ("FLOUR", "F2", 30), ("FLOUR", "F3", 20))
	hold("F2")
	frappe.db.set_single_value("Batch Trace Settings", "reorder_on_usable_stock", 1)
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")
	auto_indent(1)
	yield plant
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")


def auto_indent(on: int) -> None:
	frappe.db.set_single_value("Stock Settings", "auto_indent", on)


def reorder(item: str, level: float, lot: float, **values: object) -> None:
	"""Give the item a reorder level in the stores."""
	row = {"warehouse": STORES, "material_request_type": "Purchase", **values}
	doc = frappe.get_doc("Item", item)
	doc.append("reorder_levels", {"warehouse_reorder_level": level, "warehouse_reorder_qty": lot, **row})
	doc.flags.ignore_permissions = True
	doc.save()


def row(item: str = "FLOUR", warehouse: str = STORES, **filters: object) -> dict:
	[found] = [
		one
		for one in report(NAME, company=COMPANY, **filters).result
		if (one["item_code"], one["warehouse"]) == (item, warehouse)
	]
	return found


def asked() -> list[tuple[str, str, float]]:
	"""Return type, item and quantity of all that is asked for."""
	rows = frappe.get_all(
		"Material Request Item", {"docstatus": 1}, ["parent", "item_code", "stock_qty"], order_by="creation"
	)
	kinds = {
		one.parent: frappe.db.get_value("Material Request", one.parent, "material_request_type")
		for one in rows
	}
	return [(kinds[one.parent], one.item_code, one.stock_qty) for one in rows]


def test_one_test_after_the_other(larder):
	found = row()
	assert [found[name] for name in ("on_hand", "released", "long_lived", "usable")] == [100, 70, 50, 50]
	assert (found["projected"], found["projected_usable"], found["level"]) == (100, 50, None)


def test_what_is_missing_to_the_level(larder):
	reorder("FLOUR", 60, 5)
	found = row()
	assert (found["shortage"], found["due"], found["erpnext_asks"]) == (10, 15, "No")
	assert figures(report(NAME, company=COMPANY))["ERPNext Does Not See"] == 1
	assert [one["item_code"] for one in report(NAME, company=COMPANY, only_short=1).result] == ["FLOUR"]


def test_a_level_without_stock(larder):
	control("CAKE")
	reorder("CAKE", 5, 5)
	found = row("CAKE")
	assert (found["on_hand"], found["shortage"], found["erpnext_asks"]) == (0, 5, "Yes")


def test_finished_goods_must_be_allowed_to_be_shipped(larder):
	control(
		"BREAD",
		batch_class="Finished Good",
		status_after_production="Conditionally Released",
		default_status="Conditionally Released",
	)
	control(
		"DOUGH", status_after_production="Conditionally Released", default_status="Conditionally Released"
	)
	larder.stock(("BREAD", "B1", 10), ("DOUGH", "D1", 10))
	for batch in ("B1", "D1"):
		frappe.db.set_value("Batch", batch, "quality_status", "Conditionally Released")
	assert (row("BREAD")["released"], row("DOUGH")["released"]) == (0, 10)


def test_only_what_the_user_may_read(larder):
	reorder("FLOUR", 60, 5)
	larder.transfer("FLOUR", "F1", 5)
	frappe.set_user(reader("goods@example.com", "Stock User", warehouse=GOODS))
	assert {one["warehouse"] for one in report(NAME, company=COMPANY).result} == {GOODS}


def test_asks_once_for_what_erpnext_does_not_see(larder):
	reorder("FLOUR", 60, 25)
	frappe.db.set_value("Item", "FLOUR", "lead_time_days", 4)
	[doc] = requests.make()
	assert asked() == [("Purchase", "FLOUR", 25)]
	assert (doc.company, doc.docstatus, str(doc.schedule_date), doc.items[0].warehouse) == (
		COMPANY, 1, larder.later(4), STORES,
	)  # fmt: skip
	assert requests.make() == [] and row()["projected_usable"] == 75
	reorder_item()
	assert asked() == [("Purchase", "FLOUR", 25)]


def test_also_where_more_than_a_lot_is_missing_it_asks_once(larder):
	reorder("FLOUR", 90, 5)
	requests.make()
	assert asked() == [("Purchase", "FLOUR", 45)]
	requests.make()
	reorder_item()
	assert asked() == [("Purchase", "FLOUR", 45)]


def test_what_erpnext_asks_for_is_left_to_it(larder):
	reorder("FLOUR", 110, 25)
	assert requests.make() == []
	reorder_item()
	assert asked() == [("Purchase", "FLOUR", 25)]
	requests.make()
	assert asked() == [("Purchase", "FLOUR", 25), ("Purchase", "FLOUR", 60)], (
		"the rest, as usable stock is 75"
	)
	reorder_item()
	assert requests.make() == [] and len(asked()) == 2


def test_where_erpnext_asks_for_nothing_by_itself_all_is_asked_for(larder):
	auto_indent(0)
	reorder("FLOUR", 110, 25)
	requests.make()
	assert asked() == [("Purchase", "FLOUR", 85)]
	assert requests.make() == []


def test_promises_count_once(larder):
	"""What is ordered by customers is in ERPNext's projected quantity already."""
	item = {"item_code": "FLOUR", "qty": 20, "rate": 2, "warehouse": STORES, "delivery_date": larder.later(3)}
	larder.submit("Sales Order", customer=CUSTOMER, delivery_date=larder.later(3), items=[item])
	reorder("FLOUR", 40, 5)
	assert (row()["projected"], row()["projected_usable"]) == (80, 30)


def test_groups_of_warehouses_count_together(larder):
	larder.transfer("FLOUR", "F1", 30)
	reorder("FLOUR", 60, 5, warehouse_group=f"All Warehouses - {ABBR}")
	found = row()
	assert (found["projected"], found["projected_usable"], found["due"]) == (100, 50, 15)
	requests.make()
	assert asked() == [("Purchase", "FLOUR", 15)] and requests.make() == []


@pytest.mark.parametrize(
	("kind", "expected"),
	[
		("Transfer", [("Material Transfer", "FLOUR", 25)]),
		("Manufacture", [("Manufacture", "FLOUR", 25)]),
		("Material Issue", []),
	],
)
def test_kinds_of_requests(larder, kind, expected):
	reorder("FLOUR", 60, 25, material_request_type=kind)
	requests.make()
	assert asked() == expected and requests.make() == []


def test_bought_in_bags(larder):
	doc = frappe.get_doc("Item", "FLOUR")
	doc.append("uoms", {"uom": "Box", "conversion_factor": 10})
	doc.purchase_uom = "Box"
	doc.save()
	frappe.db.set_value("UOM", "Box", "must_be_whole_number", 1)
	reorder("FLOUR", 60, 25)
	[made] = requests.make()
	assert (made.items[0].uom, made.items[0].qty, made.items[0].stock_qty) == ("Box", 3, 30)


def test_an_item_that_fails_does_not_stop_the_others(larder, monkeypatch):
	control("SUGAR", "BREAD")
	larder.stock(("SUGAR", "S1", 20), ("BREAD", "B1", 20))
	hold("S1", "B1")
	for item in ("FLOUR", "SUGAR", "BREAD"):
		reorder(item, 60 if item == "FLOUR" else 10, 25)
	real = requests._row

	def fail_for_sugar(level):
		if level.item_code == "SUGAR":
			frappe.throw("no sugar")
		return real(level)

	monkeypatch.setattr(requests, "_row", fail_for_sugar)
	errors: list[str] = []
	[made] = requests.make(errors)
	assert sorted(item for _kind, item, _qty in asked()) == ["BREAD", "FLOUR"]
	assert {one.parent for one in made.items} == {made.name} and len(errors) == 1 and "no sugar" in errors[0]
	assert frappe.get_message_log() == []
	assert frappe.db.count("Material Request") == 1


def test_only_items_under_control(larder):
	make_item("HUSKS", has_batch_no=1)
	larder.stock(("HUSKS", "H1", 20))
	hold("H1")
	reorder("HUSKS", 10, 5)
	assert requests.make() == []


def test_the_daily_job_asks_only_where_the_site_wants_it(larder, monkeypatch):
	told = []
	monkeypatch.setattr(requests, "send_email_notification", told.append)
	frappe.db.set_single_value("Stock Settings", "reorder_email_notify", 1)
	reorder("FLOUR", 60, 25)
	frappe.db.set_single_value("Batch Trace Settings", "reorder_on_usable_stock", 0)
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")
	requests.daily()
	assert asked() == [] and told == []
	frappe.db.set_single_value("Batch Trace Settings", "reorder_on_usable_stock", 1)
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")
	requests.daily()
	assert [list(companies) for companies in told] == [[COMPANY]] and len(asked()) == 1
	assert "batch_trace.control.reorder.requests.daily" in frappe.get_hooks("scheduler_events")["daily_long"]

"""A hold is placed while the goods are on the truck: they are unloaded, and the hold stands where they arrive."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import statuses as st
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, SUPPLIER, TRANSIT, WIP, warehouse
from tests.integration.support.qa import control, hold, refused, status_of


@pytest.fixture
def on_the_truck(plant):
	"""Ten kilograms of a batch under control, of which four are in transit."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	plant.transfer("FLOUR", "F1", 4, STORES, TRANSIT)
	return plant


@pytest.mark.parametrize("place", [None, TRANSIT])
def test_the_truck_is_at_the_door_when_the_batch_is_held(on_the_truck, place):
	hold("F1", warehouse=place)
	on_the_truck.transfer("FLOUR", "F1", 4, TRANSIT, GOODS)
	assert status_of("F1", GOODS) == st.ON_HOLD
	for source in (GOODS, *[STORES] * (place is None)):
		with refused("On Hold"):
			on_the_truck.ship("FLOUR", 1, "F1", warehouse=source)
		with refused("On Hold"):
			on_the_truck.transfer("FLOUR", "F1", 1, source, WIP)


@pytest.mark.parametrize(
	("status", "arrives"),
	[
		(status, status != st.DISPOSED)
		for status in st.BY_STRICTNESS
		if status not in (st.ON_HOLD, st.EXPIRED)
	],
)
def test_what_qa_decided_meanwhile_stands_where_it_arrives(on_the_truck, status, arrives):
	frappe.db.set_value("Batch", "F1", "quality_status", status)
	if not arrives:
		with refused(mk.ARRIVAL):
			on_the_truck.transfer("FLOUR", "F1", 4, TRANSIT, GOODS)
		return
	on_the_truck.transfer("FLOUR", "F1", 4, TRANSIT, GOODS)
	assert status_of("F1", GOODS) == status


def test_what_expires_on_the_way_arrives(on_the_truck):
	frappe.db.set_value("Batch", "F1", "expiry_date", on_the_truck.later(-1))
	on_the_truck.transfer("FLOUR", "F1", 4, TRANSIT, GOODS)


def test_held_goods_are_not_loaded_and_leave_the_truck_in_no_other_way(on_the_truck):
	hold("F1")
	with refused("On Hold"):
		on_the_truck.transfer("FLOUR", "F1", 1, STORES, TRANSIT)
	with refused("On Hold"):
		on_the_truck.transfer("FLOUR", "F1", 1, TRANSIT, warehouse("Second Truck", warehouse_type="Transit"))
	with refused("On Hold"):
		on_the_truck.ship("FLOUR", 1, "F1", warehouse=TRANSIT)
	with refused("On Hold"):
		on_the_truck.stock_entry("Material Issue", [("FLOUR", "F1", 1, TRANSIT)])
	with refused("On Hold"):
		on_the_truck.repack([("FLOUR", "F1", 1, TRANSIT)], [("DOUGH", "D1", 1)])
	row = {"item_code": "FLOUR", "qty": 1, "s_warehouse": TRANSIT, "t_warehouse": WIP}
	with refused("On Hold"):
		on_the_truck.stock_entry(
			"Material Transfer for Manufacture",
			rows=[{**row, "batch_no": "F1", "use_serial_batch_fields": 1}],
		)


def test_held_goods_do_not_arrive_in_a_warehouse_of_a_customer(on_the_truck):
	if not frappe.get_meta("Warehouse").has_field("customer"):
		pytest.skip("this version knows no warehouses of customers")
	place = warehouse("Of a Customer", customer="Test Market")
	hold("F1")
	with refused("On Hold"):
		on_the_truck.transfer("FLOUR", "F1", 1, TRANSIT, place)


def default_work_in_progress(plant) -> str:
	place = warehouse("Kneading")
	doctype = "Company" if frappe.get_meta("Company").has_field("default_wip_warehouse") else ""
	if doctype:
		frappe.db.set_value(doctype, plant.company, "default_wip_warehouse", place)
	else:
		frappe.db.set_single_value("Manufacturing Settings", "default_wip_warehouse", place)
	return place


def work_in_progress_of_an_order(plant) -> str:
	return plant.work_order("DOUGH", 10, {"FLOUR": 1}, wip_warehouse=warehouse("Oven")).wip_warehouse


def subcontractor(plant) -> str:
	place = warehouse("At Subcontractor")
	plant.subcontract({"DOUGH": 1}, {"FLOUR": 1}, place, SUPPLIER)
	return place


def consignment(plant) -> str:
	return warehouse("Consignment at Test Market", consignment_customer=CUSTOMER)


@pytest.mark.parametrize(
	"place",
	[
		default_work_in_progress,
		work_in_progress_of_an_order,
		subcontractor,
		consignment,
	],
)
def test_held_goods_arrive_in_a_store_and_not_where_they_are_used(on_the_truck, place):
	target = place(on_the_truck)
	on_the_truck.transfer("FLOUR", "F1", 1, TRANSIT, target)
	hold("F1")
	with refused("On Hold"):
		on_the_truck.transfer("FLOUR", "F1", 1, TRANSIT, target)
	on_the_truck.transfer("FLOUR", "F1", 1, TRANSIT, GOODS)


def test_the_site_can_forbid_it(on_the_truck):
	hold("F1")
	settings = frappe.get_doc("Batch Trace Settings")
	settings.append("permits", {"status": st.ON_HOLD, "movement": mk.ARRIVAL, "action": "Stop"})
	settings.save()
	with refused(mk.ARRIVAL):
		on_the_truck.transfer("FLOUR", "F1", 4, TRANSIT, GOODS)


def test_stores_with_stopped_batches_do_not_become_a_truck_to_let_them_out(on_the_truck):
	hold("F1")
	frappe.set_user(reader("keeper-of-trucks@example.com", "Stock Manager", "Item Manager"))
	with pytest.raises(frappe.PermissionError, match=r"(?s)Transit.*FLOUR.*F1.*Batch QA Releaser"):
		frappe.client.set_value("Warehouse", STORES, "warehouse_type", "Transit")


@pytest.mark.parametrize("use", ["Quarantine", "Scrap", "Rejected"])
def test_a_truck_for_stopped_goods_does_not_bring_them_to_the_stores(plant, use):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	facts = {"is_rejected_warehouse": 1} if use == "Rejected" else {"batch_quality_use": use}
	truck = warehouse(f"{use} Truck", warehouse_type="Transit", **facts)
	hold("F1")
	plant.transfer("FLOUR", "F1", 10, STORES, truck)
	with refused("On Hold"):
		plant.transfer("FLOUR", "F1", 10, truck, GOODS)
	plant.transfer("FLOUR", "F1", 10, truck, warehouse("Cage", batch_quality_use="Quarantine"))


def test_what_was_not_loaded_in_the_stores_does_not_arrive(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1", warehouse=TRANSIT)
	hold("F1")
	with refused("On Hold"):
		plant.transfer("FLOUR", "F1", 10, TRANSIT, GOODS)
	plant.transfer("FLOUR", "F1", 10, TRANSIT, warehouse("Cage", batch_quality_use="Quarantine"))

"""Bulk bins on the floor, and material that comes back from work in progress by a plain transfer."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import ways_out
from batch_trace.control.orders import transferred
from batch_trace.control.orders.order_finding import NotTransferred
from tests.integration.support.plant import GOODS, STORES, WIP
from tests.integration.support.qa import control, hold, refused


@pytest.fixture
def bins(plant):
	"""Six kilograms in a bulk bin on the floor, and an order for which four of another batch were transferred."""

	def ready(**policy: object):
		control("FLOUR", **policy)
		plant.stock(("FLOUR", "FLOOR", 20), ("FLOUR", "F2", 20))
		plant.transfer("FLOUR", "FLOOR", 6, STORES, WIP)
		work = plant.work_order("DOUGH", 10, {"FLOUR": 1})
		plant.transfer_for(work, 4, {"FLOUR": "F2"})
		return work

	return ready


def mixed(plant, work, qty: float, lots: dict[str, float]):
	"""Finish an order with these quantities of batches."""
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	entry = frappe.get_doc(make_stock_entry(work.name, "Manufacture", qty))
	[row] = [row for row in entry.items if row.item_code == "FLOUR"]
	values = {"serial_and_batch_bundle": plant.bundle("FLOUR", lots, warehouse=WIP)}
	row.update({**values, "batch_no": None, "use_serial_batch_fields": 0})
	[made] = [row for row in entry.items if row.item_code == "DOUGH"]
	made.update({"batch_no": plant.batch("DOUGH", "D1"), "use_serial_batch_fields": 1})
	entry.insert()
	entry.submit()
	return entry


def test_floor_stock_beside_transferred_material_is_refused_by_default(plant, bins):
	work = bins()
	with refused("FLOOR.*has less of this batch left from its transfers"):
		mixed(plant, work, 4, {"F2": 2, "FLOOR": 2})


def test_a_plant_with_bulk_bins_allows_it(plant, bins):
	work = bins(floor_stock="Allowed")
	made = mixed(plant, work, 4, {"F2": 2, "FLOOR": 2})
	assert transferred.pool(work.name, "FLOUR", WIP) == {"F2": 2}
	frappe.get_doc("Stock Entry", made.name).cancel()
	assert transferred.pool(work.name, "FLOUR", WIP) == {"F2": 4}


def test_what_was_transferred_for_another_order_is_no_floor_stock(plant, bins):
	work = bins(floor_stock="Allowed")
	other = plant.work_order("BREAD", 10, {"FLOUR": 1})
	plant.transfer_for(other, 10, {"FLOUR": "FLOOR"})
	mixed(plant, work, 4, {"F2": 2, "FLOOR": 2})
	with refused(other.name):
		mixed(plant, work, 5, {"FLOOR": 5})


def test_floor_stock_is_not_returned_as_the_orders_own_and_a_hold_stands(plant, bins):
	work = bins(floor_stock="Allowed")
	with refused("FLOOR"):
		plant.take_back_from(work, {"FLOUR": ("FLOOR", 2)})
	hold("FLOOR")
	with refused("On Hold"):
		mixed(plant, work, 4, {"F2": 2, "FLOOR": 2})


def test_the_storeman_takes_the_rest_back_with_a_plain_transfer(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	work = plant.work_order("DOUGH", 10, {"FLOUR": 1})
	plant.transfer_for(work, 10, {"FLOUR": "F1"})
	plant.finish(work, 8, "D1", {"FLOUR": "F1"})
	frappe.clear_messages()
	frappe.db.savepoint("refused")
	with pytest.raises(NotTransferred, match=r"Return Components"):
		plant.transfer("FLOUR", "F1", 2, WIP, STORES)
	frappe.db.rollback(save_point="refused")
	message = frappe.message_log[-1]
	button = (frappe.parse_json(message) if isinstance(message, str) else message)["primary_action"]
	assert button["client_action"] == "batch_trace.return_from_order"
	draft = frappe.get_doc("Stock Entry", ways_out.return_from_order(**button["args"]))
	[row] = draft.items
	assert (draft.is_return, row.qty, row.t_warehouse) == (1, 2, STORES)
	draft.submit()
	assert transferred.pool(work.name, "FLOUR", WIP) == {}
	assert frappe.db.get_value("Work Order Item", {"parent": work.name}, "returned_qty") == 2


def test_no_more_is_returned_than_the_order_has(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	work = plant.work_order("DOUGH", 5, {"FLOUR": 1})
	plant.transfer_for(work, 5, {"FLOUR": "F1"})
	draft = frappe.get_doc("Stock Entry", ways_out.return_from_order(work.name, "F1", WIP, GOODS, 50))
	assert draft.items[0].qty == 5
	with pytest.raises(frappe.ValidationError, match="Nothing of these batches"):
		ways_out.return_from_order(work.name, "F1", STORES, GOODS, 1)


@pytest.mark.parametrize("floor_stock", ["Allowed", "Bound to the Order"])
def test_the_rest_of_a_closed_order_is_used_or_goes_back(plant, floor_stock):
	control("FLOUR", floor_stock=floor_stock)
	plant.stock(("FLOUR", "REST", 10), ("FLOUR", "F2", 20))
	work, other = (plant.work_order(item, 10, {"FLOUR": 1}) for item in ("DOUGH", "BREAD"))
	plant.transfer_for(other, 10, {"FLOUR": "REST"})
	plant.transfer_for(work, 4, {"FLOUR": "F2"})
	frappe.db.set_value("Work Order", other.name, "status", "Closed")
	if floor_stock == "Allowed":
		mixed(plant, work, 4, {"F2": 2, "REST": 2})
		return
	with refused("REST"):
		mixed(plant, work, 4, {"F2": 2, "REST": 2})
	plant.transfer("FLOUR", "REST", 10, WIP, STORES)
	plant.transfer_for(work, 2, {"FLOUR": "REST"})
	mixed(plant, work, 4, {"F2": 2, "REST": 2})

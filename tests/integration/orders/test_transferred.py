"""What lies in the work in progress for which Work Order: transferred, less consumed, less taken back, whatever was cancelled."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.orders import transferred
from batch_trace.ledger import backfill
from batch_trace.ledger.for_orders import SUBCONTRACTING_ORDER, Order
from tests.integration.support.plant import STORES, SUPPLIER, WIP, warehouse

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def orders(once):
	return once(release_orders)


def release_orders(plant):
	"""Two submitted Work Orders for 10 DOUGH of 1 FLOUR each, which share their work in progress."""
	plant.stock(("FLOUR", "F1", 50), ("FLOUR", "F2", 50))
	return plant.work_order("DOUGH", 10, {"FLOUR": 1}), plant.work_order("BREAD", 10, {"FLOUR": 1})


def pool(order, where=WIP) -> dict[str, float]:
	return transferred.pool(order.name, "FLOUR", where)


def test_transferred_consumed_and_cancelled(plant, orders):
	ours, theirs = orders
	first = plant.transfer_for(ours, 4, {"FLOUR": "F1"})
	plant.transfer_for(ours, 6, {"FLOUR": "F2"})
	plant.transfer_for(theirs, 5, {"FLOUR": "F1"})
	assert pool(ours) == {"F1": 4, "F2": 6}
	made = plant.finish(ours, 3, "D1", {"FLOUR": "F1"})
	assert pool(ours) == {"F1": 1, "F2": 6}
	assert transferred.of_others([WIP], ["F1", "F2"], ours.name) == {("F1", WIP): [(theirs.name, 5)]}
	assert transferred.of_others([WIP], ["F1", "F2"], theirs.name) == {
		("F1", WIP): [(ours.name, 1)],
		("F2", WIP): [(ours.name, 6)],
	}
	frappe.get_doc("Stock Entry", made.name).cancel()
	frappe.get_doc("Stock Entry", first.name).cancel()
	assert (pool(ours), pool(theirs)) == ({"F2": 6}, {"F1": 5})


def test_taken_back(plant, orders):
	ours, _theirs = orders
	plant.transfer_for(ours, 8, {"FLOUR": "F1"})
	back = plant.take_back_from(ours, {"FLOUR": ("F1", 3)})
	assert pool(ours) == {"F1": 5}
	assert pool(ours, STORES) == {}, "what is taken back is anybody's"
	assert transferred.of_others([WIP, STORES], ["F1"], "") == {("F1", WIP): [(ours.name, 5)]}
	frappe.get_doc("Stock Entry", back.name).cancel()
	assert pool(ours) == {"F1": 8}


def test_a_closed_order_claims_nothing(plant, orders):
	ours, theirs = orders
	plant.transfer_for(ours, 10, {"FLOUR": "F1"})
	plant.finish(ours, 10, "D1", {"FLOUR": "F1"})
	plant.transfer_for(theirs, 10, {"FLOUR": "F1"})
	frappe.db.set_value("Work Order", theirs.name, "status", "Closed")
	assert transferred.of_others([WIP], ["F1"], ours.name) == {}
	assert pool(theirs) == {"F1": 10}, "it may still be taken back"


def test_nothing_is_claimed_while_history_is_unread(plant, orders):
	ours, _theirs = orders
	plant.transfer_for(ours, 8, {"FLOUR": "F1"})
	frappe.db.set_single_value(backfill.SETTINGS, "backfill_status", backfill.RUNNING)
	assert pool(ours) == {}
	assert transferred.of_open_orders([WIP], ["F1"]) == {}


def test_subcontracting_orders(plant):
	plant.stock(("FLOUR", "F1", 50), ("FLOUR", "F2", 50))
	place = warehouse("Supplier")
	order = plant.subcontract({"BREAD": 4, "CAKE": 6}, {"FLOUR": 2}, place, SUPPLIER)
	key = Order(SUBCONTRACTING_ORDER, order.name)
	plant.send_to_supplier(order, {"BREAD": "F1", "CAKE": "F2"})
	claims = transferred.of_open_orders([place, STORES], ["F1", "F2"])
	assert claims == {("F1", place): {key: 8}, ("F2", place): {key: 12}}
	receipt = plant.receive_subcontracted(order, {"BREAD": "B1", "CAKE": "C1"}, {"BREAD": "F1", "CAKE": "F2"})
	assert transferred.of_open_orders([place], ["F1", "F2"]) == {}
	frappe.get_doc("Subcontracting Receipt", receipt.name).cancel()
	assert transferred.of_open_orders([place], ["F1", "F2"], lock=True) == claims

"""Capture of production from Work Orders."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import GOODS, WIP
from tests.integration.support.voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def order(once):
	return once(release_order)


def release_order(plant):
	"""A submitted Work Order for 10 DOUGH of 6 FLOUR and 4 SUGAR, with stock for more."""
	plant.stock(("FLOUR", "F1", 6), ("FLOUR", "F2", 6), ("SUGAR", "S1", 6))
	return plant.work_order("DOUGH", 10, {"FLOUR": 0.6, "SUGAR": 0.4})


def test_backflush_of_the_recipe_in_two_completions(plant, order):
	plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	first = plant.finish(order, 4, "D1", {"FLOUR": "F1", "SUGAR": "S1"})
	second = plant.finish(order, 6, "D2", {"FLOUR": "F1", "SUGAR": "S1"})
	assert moves(first.name) == {("Out", "F1", WIP): -2.4, ("Out", "S1", WIP): -1.6, ("In", "D1", GOODS): 4}
	assert moves(second.name) == {("Out", "F1", WIP): -3.6, ("Out", "S1", WIP): -2.4, ("In", "D2", GOODS): 6}
	assert (event(first).event_type, event(first).work_order) == ("Production", order.name)
	assert event(first).bom_no == order.bom_no


def test_material_transfer_for_manufacture_is_a_move(plant, order):
	moved = plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	assert moves(moved.name)[("Move", "F1", WIP)] == 6
	assert event(moved).event_type == "Transfer"


def test_backflush_of_what_was_transferred(plant, order):
	frappe.db.set_single_value(
		"Manufacturing Settings", "backflush_raw_materials_based_on", "Material Transferred for Manufacture"
	)
	plant.transfer_for(order, 5, {"FLOUR": "F1", "SUGAR": "S1"})
	plant.transfer_for(order, 5, {"FLOUR": "F2", "SUGAR": "S1"})
	made = plant.finish(order, 10, "D1")
	assert moves(made.name) == {
		("Out", "F1", WIP): -3, ("Out", "F2", WIP): -3, ("Out", "S1", WIP): -4, ("In", "D1", GOODS): 10,
	}  # fmt: skip
	made.cancel()
	assert moves(made.name) == {}


def test_consumption_apart_from_production(plant, order):
	settings = {"material_consumption": 1, "get_rm_cost_from_consumption_entry": 1}
	frappe.db.set_single_value("Manufacturing Settings", settings)
	plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	used = plant.work_entry(order, "Material Consumption for Manufacture", 10, {"FLOUR": "F1", "SUGAR": "S1"})
	made = plant.finish(order, 10, "D1")
	assert moves(used.name) == {("Out", "F1", WIP): -6, ("Out", "S1", WIP): -4}
	assert moves(made.name) == {("In", "D1", GOODS): 10}
	assert {event(used).event_type, event(made).event_type} == {"Consumption", "Production"}
	assert event(used).work_order == event(made).work_order == order.name


def test_finished_row_with_two_batches(plant, order):
	plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	lots = {plant.batch("DOUGH", "D1"): 4, plant.batch("DOUGH", "D2"): 6}
	bundle = plant.bundle("DOUGH", lots, warehouse=GOODS, outward=False)
	made = plant.finish(order, 10, None, {"FLOUR": "F1", "SUGAR": "S1"}, serial_and_batch_bundle=bundle)
	told = moves(made.name)
	assert (told[("In", "D1", GOODS)], told[("In", "D2", GOODS)]) == (4, 6)


def test_batches_made_by_the_work_order(plant, order):
	frappe.db.set_value("Item", "DOUGH", {"create_new_batch": 1, "batch_number_series": "DGH-.####"})
	frappe.clear_document_cache("Item", "DOUGH")
	plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	made = plant.finish(order, 10, None, {"FLOUR": "F1", "SUGAR": "S1"})
	[(name, qty)] = [(what, qty) for (way, what, _), qty in moves(made.name).items() if way == "In"]
	assert (name[:4], qty) == ("DGH-", 10)


def test_disassembly(plant, order):
	plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	plant.finish(order, 10, "D1", {"FLOUR": "F1", "SUGAR": "S1"})
	undone = plant.work_entry(order, "Disassemble", 10, {"DOUGH": "D1", "FLOUR": "F1", "SUGAR": "S1"})
	told = {(way, what): qty for (way, what, _), qty in moves(undone.name).items()}
	assert told == {("Out", "D1"): -10, ("In", "F1"): 6, ("In", "S1"): 4}
	assert event(undone).event_type == "Disassembly"

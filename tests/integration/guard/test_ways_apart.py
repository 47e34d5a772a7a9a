"""The buttons of refusals: stopped goods are moved out of the way, and what is not stopped goes on."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import ways_out
from batch_trace.control.decisions import return_place
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.core.control import statuses as st
from tests.integration.support.bakery import reader
from tests.integration.support.plant import GOODS, STORES, WIP, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of


@pytest.fixture
def quarantine(plant):
	"""A warehouse for quarantine."""
	return warehouse("Quarantine", batch_quality_use="Quarantine")


def offered(act) -> dict:
	"""Return the button that the refusal of an action offers, {} for none."""
	frappe.clear_messages()
	frappe.db.savepoint("offered")
	with pytest.raises(BatchStopped):
		act()
	frappe.db.rollback(save_point="offered")
	[message] = [m for m in map(frappe._dict, map(_parsed, frappe.message_log)) if m.get("raise_exception")]
	return message.get("primary_action") or {}


def _parsed(message: object) -> dict:
	return frappe.parse_json(message) if isinstance(message, str) else message


def press(button: dict) -> list:
	"""Press the button, and return the drafts that it makes."""
	assert button["client_action"] == "batch_trace.set_apart"
	return [frappe.get_doc("Stock Entry", name) for name in ways_out.to_quarantine(**button["args"])]


def test_one_returned_piece_is_moved_apart_and_the_rest_goes_on(plant, quarantine):
	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 100, "F1")
	make_return(plant.ship("FLOUR", 3, "F1"), qty=-1)
	with refused(r"Returned by a customer.*only some of it in this warehouse"):
		plant.ship("FLOUR", 1, "F1")
	[draft] = press(offered(lambda: plant.ship("FLOUR", 1, "F1")))
	[row] = draft.items
	assert (row.qty, row.batch_no, row.s_warehouse, row.t_warehouse) == (1, "F1", STORES, quarantine)
	draft.submit()
	with refused("Returned by a customer"):
		plant.ship("FLOUR", 1, "F1")
	[held] = frappe.get_all(
		"Batch Hold", {"status": "In Force", "caused_by": ["is", "not set"]}, pluck="name"
	)
	release(held)
	plant.ship("FLOUR", 97, "F1")
	assert status_of("F1", quarantine) == st.ON_HOLD


def test_the_second_truck_of_a_lot_waits_and_production_goes_on(plant, quarantine):
	"""Moved apart, it waits alone: the first ten of the lot are used in production and in the stores."""
	control("FLOUR", status_after_receipt="Quarantine", added_goods_stop="That Warehouse")
	plant.receive("FLOUR", 10, "F1")
	decide("Released", "F1")
	work = plant.work_order("DOUGH", 5, {"FLOUR": 1})
	plant.transfer_for(work, 5, {"FLOUR": "F1"})
	plant.receive("FLOUR", 10, "F1")
	plant.finish(work, 5, "D1", {"FLOUR": "F1"})
	[draft] = press(offered(lambda: plant.ship("FLOUR", 1, "F1")))
	assert draft.items[0].qty == 10
	draft.submit()
	[held] = frappe.get_all(
		"Batch Hold", {"status": "In Force", "caused_by": ["is", "not set"]}, pluck="name"
	)
	release(held)
	plant.ship("FLOUR", 5, "F1")
	assert status_of("F1", quarantine) != st.RELEASED


def test_the_draft_of_a_return_names_a_place_of_its_own(plant, quarantine):
	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 100, "F1")
	from erpnext.controllers.sales_and_purchase_return import make_return_doc

	note = plant.ship("FLOUR", 3, "F1")
	back = make_return_doc(note.doctype, note.name)
	back.items[0].qty = -1
	back.insert()
	for place, lines in ((STORES, 1), (quarantine, 0)):
		frappe.clear_messages()
		back.items[0].warehouse = place
		return_place.propose(back)
		assert len(frappe.message_log) == lines
		assert all("and so are the 97" in str(message) for message in frappe.message_log)


def test_material_held_after_it_was_brought_to_production(plant, quarantine):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	work = plant.work_order("DOUGH", 10, {"FLOUR": 1})
	plant.transfer_for(work, 10, {"FLOUR": "F1"})
	hold("F1")
	with refused("Return Components"):
		plant.finish(work, 10, "D1", {"FLOUR": "F1"})
	for used in ({"FLOUR": "F1"}, {}):
		button = offered(lambda used=used: plant.finish(work, 10, "D1", used))
		assert button["label"] == "Return to Quarantine and Replace"
	back, instead = press(button)
	back.submit()
	instead.submit()
	plant.finish(work, 10, "D1")
	frappe.db.set_value("Work Order", work.name, "status", "Completed")
	used = frappe.get_all(
		"Trace Entry", {"direction": "Out", "event_type": "Production"}, ["batch", "warehouse", "qty"]
	)
	assert used == [{"batch": "F2", "warehouse": WIP, "qty": -10}]
	assert status_of("F1", quarantine) == st.ON_HOLD


def test_some_of_it_was_used_before_the_hold(plant, quarantine):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 30), ("FLOUR", "F2", 10))
	work, other = (plant.work_order(item, 10, {"FLOUR": 1}) for item in ("DOUGH", "BREAD"))
	plant.transfer_for(work, 10, {"FLOUR": "F1"})
	plant.transfer_for(other, 10, {"FLOUR": "F1"})
	plant.finish(work, 6, "D1", {"FLOUR": "F1"})
	hold("F1")
	back, instead = press(offered(lambda: plant.finish(work, 4, "D1", {"FLOUR": "F1"})))
	assert [row.qty for row in (*back.items, *instead.items)] == [4, 4], "the other order's stays"


def test_the_draft_is_judged_like_any_other(plant, quarantine):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	[draft] = press(offered(lambda: plant.ship("FLOUR", 1, "F1")))
	assert draft.items[0].qty == 10 and draft.docstatus == 0
	draft.items[0].t_warehouse = GOODS
	draft.save()
	with refused("On Hold"):
		draft.submit()


def test_who_may_not_move_stock_gets_no_button_and_no_draft(plant, quarantine):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	button = offered(lambda: plant.ship("FLOUR", 1, "F1"))
	frappe.set_user(reader("only-reads@example.com", "Batch Auditor"))
	with pytest.raises(frappe.PermissionError):
		ways_out.to_quarantine(**button["args"])


def test_without_a_warehouse_for_quarantine_there_is_no_button(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	assert offered(lambda: plant.ship("FLOUR", 1, "F1")) == {}


@pytest.mark.parametrize("places", ["[]", "F1", [["F1"]], [["F1", {"like": "%"}]]])
def test_a_request_that_names_no_places_is_refused(plant, places):
	with pytest.raises(frappe.ValidationError):
		ways_out.to_quarantine(places)

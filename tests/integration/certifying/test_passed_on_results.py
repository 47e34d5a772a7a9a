"""What a customer's certificate says of a batch that was repacked or split from others: only what holds for all of it."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import attributes, certificates, splitting
from tests.integration.corrections.test_right_batches import correct, lines
from tests.integration.support.attributes import attribute
from tests.integration.support.certificates import accept, specify
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, STORES
from tests.integration.support.qa import control, decide, give_password

MOISTURE = ("Moisture", "11.9", "F1")


@pytest.fixture
def inspected(plant):
	"""A hundred kilograms of flour with an accepted inspection of their moisture."""
	control("FLOUR", "SUGAR", "DOUGH")
	inspect(plant.receive("FLOUR", 100, "F1"), "F1", reading="11.9")
	return plant


def results(batch: str) -> list[tuple[str, str, str]]:
	"""Return parameter, result, and the batch that it was found on."""
	doc = frappe.get_doc("Customer Certificate", certificates.issue(batch, CUSTOMER))
	return sorted((row.parameter, row.result, row.source_batch) for row in doc.results)


def nothing(batch: str) -> None:
	with pytest.raises(frappe.ValidationError, match="no accepted results"):
		certificates.issue(batch, CUSTOMER)


def test_what_was_repacked_or_split_has_the_results_of_its_batch(inspected):
	inspected.repack([("FLOUR", "F1", 10)], [("FLOUR", "R1", 10)])
	inspected.repack([("FLOUR", "R1", 5)], [("FLOUR", "R2", 5)])
	part = splitting.split_batch("F1", "FLOUR", STORES, 5, "F1-A")
	assert [results(batch) for batch in ("R1", "R2", part)] == [[MOISTURE]] * 3
	assert "F1" not in frappe.get_print(
		"Customer Certificate", frappe.get_last_doc("Customer Certificate").name
	).replace(part, "")


def test_a_result_of_its_own_goes_before(inspected):
	entry = inspected.repack([("FLOUR", "F1", 10)], [("FLOUR", "R1", 10)])
	inspect(entry, "R1", reading="11.5", kind="In Process")
	assert results("R1") == [("Moisture", "11.5", "R1")]


def test_the_suppliers_certificate_reaches_a_blend_that_is_all_alike(plant):
	specify()
	control("FLOUR")
	for batch, lot in (("F1", "L-1"), ("F2", "L-2")):
		plant.receive("FLOUR", 10, batch, supplier_batch=lot)
	accept("L-1")
	plant.repack([("FLOUR", "F1", 5), ("FLOUR", "F2", 5)], [("FLOUR", "B1", 10)])
	nothing("B1")
	accept("L-2", readings=[("Moisture", "12.5"), ("Protein", "11,5"), ("Colour", "White")])
	assert [row[:2] for row in results("B1")] == [("Moisture", "12.5"), ("Protein", "11,5")]


@pytest.mark.parametrize(
	("inputs", "outputs"),
	[
		([("FLOUR", "F1", 10), ("SUGAR", "S1", 1)], [("FLOUR", "R1", 10)]),
		([("FLOUR", "F1", 10), ("WATER", None, 1)], [("FLOUR", "R1", 10)]),
		([("FLOUR", "F1", 10)], [("FLOUR", "R1", 11)]),
		([("FLOUR", "F1", 10)], [("FLOUR", "R1", 9), ("DOUGH", "D1", 1)]),
		([("FLOUR", "F1", 5), ("FLOUR", "F2", 5)], [("FLOUR", "R1", 10)]),
	],
	ids=["another item", "water", "more than was taken", "divided into products", "not inspected"],
)
def test_what_is_not_the_same_goods_gets_nothing(inspected, inputs, outputs):
	inspected.receive("FLOUR", 10, "F2")
	inspected.receive("SUGAR", 10, "S1")
	inspected.stock(("WATER", None, 10))
	inspected.repack(inputs, outputs)
	nothing("R1")


def test_two_batches_with_different_results_pass_nothing_on(inspected):
	inspect(inspected.receive("FLOUR", 10, "F2"), "F2", reading="12.0")
	inspected.repack([("FLOUR", "F1", 5), ("FLOUR", "F2", 5)], [("FLOUR", "R1", 10)])
	nothing("R1")


def test_goods_that_were_added_to_it_or_to_its_source_need_a_result_too(inspected):
	inspected.repack([("FLOUR", "F1", 10)], [("FLOUR", "R1", 10)])
	inspected.receive("FLOUR", 1, "R1")
	nothing("R1")
	inspected.receive("FLOUR", 1, "F1")
	inspected.repack([("FLOUR", "F1", 10)], [("FLOUR", "R2", 10)])
	nothing("R2")


def test_what_was_rejected_afterwards_passes_nothing_on(inspected):
	inspected.repack([("FLOUR", "F1", 10)], [("FLOUR", "R1", 10)])
	decide("Rejected", "F1")
	nothing("R1")


def test_a_later_inspection_of_the_rest_says_nothing_of_what_had_left(plant):
	control("FLOUR")
	plant.receive("FLOUR", 100, "F1")
	entry = plant.repack([("FLOUR", "F1", 10)], [("FLOUR", "R1", 10)])
	inspect(entry, "F1", reading="11.9", kind="In Process")
	assert results("F1") == [MOISTURE]
	nothing("R1")


def test_what_qa_set_apart_gets_no_results_of_the_rest(inspected):
	parts = [
		{"outcome": outcome, "qty": qty, "warehouse": STORES}
		for outcome, qty in (("Accept", 90), ("Rework", 10))
	]
	decide("Released", "F1", parts=parts)
	decide("Released", "F1-1")
	nothing("F1-1")


def test_a_blend_has_the_numbers_that_its_attributes_inherit_from_measured_ones(plant):
	attribute("Potency", inheritance="By Share", unit="%")
	attribute("Strength", inheritance="Minimum")
	control("FLOUR", attributes=[{"attribute": "Potency"}, {"attribute": "Strength"}])
	for batch, potency in (("F1", "98"), ("F2", "96")):
		plant.receive("FLOUR", 10, batch)
		attributes.enter(batch, {"Potency": potency}, "Measured")
		attributes.enter(batch, {"Strength": "5"}, "Measured" if batch == "F1" else "Entered")
	plant.repack([("FLOUR", "F1", 5), ("FLOUR", "F2", 5)], [("FLOUR", "B1", 10)])
	assert results("B1") == [("Potency", "97 % (calculated)", "B1")], "the strength of one was only entered"


def test_a_repack_that_was_of_another_batch_has_the_results_of_that_one(inspected):
	inspected.receive("FLOUR", 100, "F2")
	entry = inspected.repack([("FLOUR", "F1", 10)], [("FLOUR", "R1", 10)])
	assert results("R1") == [MOISTURE]
	give_password()
	correct(*lines(entry, "F2", "F1"))
	nothing("R1")

"""The same goods inspected again: which result decides is stated by the policy."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.decisions import criteria
from tests.integration.support.inspections import inspect
from tests.integration.support.qa import control, decide, status_of

pytestmark = pytest.mark.usefixtures("plant")
WORST, NEWEST, ANY = "Worst Result", "Newest Result", "Any Accepted Result"


def receive(plant, deciding: str | None, **values: object):
	"""Receive flour whose policy asks for an inspection, releases by itself and lets this result decide."""
	chosen = {"deciding_result": deciding} if deciding else {}
	control(
		"FLOUR",
		status_after_receipt="Quarantine",
		inspection_required=1,
		release_mode="Automatic",
		**chosen,
		**values,
	)
	return plant.receive("FLOUR", 10, "F1")


def say(receipt, outcome: str, batch: str | None = "F1", **values: object):
	reading = "12.5" if outcome == "Accepted" else "20"
	return inspect(receipt, batch, outcome, reading=reading, **values)


@pytest.mark.parametrize(
	("deciding", "outcomes", "status"),
	[
		(None, ["Rejected", "Accepted"], "Quarantine"),
		(WORST, ["Rejected", "Accepted"], "Quarantine"),
		(WORST, ["Accepted", "Rejected", "Accepted"], "Quarantine"),
		(NEWEST, ["Rejected", "Accepted"], "Released"),
		(NEWEST, ["Accepted", "Rejected"], "Quarantine"),
		(NEWEST, ["Rejected", "Accepted", "Rejected"], "Quarantine"),
		(NEWEST, ["Accepted", "Rejected", "Accepted"], "Released"),
		(ANY, ["Rejected", "Accepted"], "Released"),
		(ANY, ["Accepted", "Rejected"], "Released"),
		(ANY, ["Rejected", "Rejected"], "Quarantine"),
	],
)
def test_the_result_that_the_policy_names_decides(plant, deciding, outcomes, status):
	receipt = receive(plant, deciding)
	for outcome in outcomes:
		say(receipt, outcome)
	assert status_of("F1") == status


@pytest.mark.parametrize("deciding", [NEWEST, ANY])
def test_another_delivery_is_no_re_inspection(plant, deciding):
	"""An acceptance of the second delivery says nothing of the first one, unless it is of the batch itself."""
	first = receive(plant, deciding)
	say(first, "Rejected", None)
	second = plant.receive("FLOUR", 5, "F1")
	say(second, "Accepted", None)
	assert status_of("F1") == "Quarantine"
	say(second, "Accepted", "F1")
	assert status_of("F1") == "Released"


def test_another_row_is_no_re_inspection(plant):
	control(
		"FLOUR",
		status_after_receipt="Quarantine",
		inspection_required=1,
		release_mode="Automatic",
		deciding_result=ANY,
	)
	rows = [plant.bought("FLOUR", plant.batch("FLOUR", "F1"), 5), plant.bought("FLOUR", "F1", 5)]
	receipt = plant.submit("Purchase Receipt", supplier="Test Grain Co-op", items=rows)
	say(receipt, "Rejected", None, row=receipt.items[0].name)
	say(receipt, "Accepted", None, row=receipt.items[1].name)
	assert status_of("F1") == "Quarantine"


def test_an_acceptance_without_readings_replaces_no_rejection(plant):
	receipt = receive(plant, NEWEST)
	say(receipt, "Rejected")
	inspect(receipt, "F1", "Accepted", reading="")
	assert status_of("F1") == "Quarantine"


def test_what_qa_decided_stays_whatever_is_inspected_again(plant):
	receipt = receive(plant, NEWEST)
	say(receipt, "Rejected")
	decide("Rejected", "F1")
	say(receipt, "Accepted")
	assert status_of("F1") == "Rejected"


def test_the_criterion_names_all_results(plant):
	receipt = receive(plant, NEWEST)
	names = [say(receipt, outcome).name for outcome in ("Rejected", "Accepted")]
	[told] = [each for each in criteria.of_batches(["F1"])["F1"] if each.name == "Inspection"]
	assert told.is_met
	assert all(name in told.told for name in names)


def test_a_cancelled_re_inspection_leaves_the_first_result(plant):
	receipt = receive(plant, NEWEST)
	say(receipt, "Rejected")
	second = say(receipt, "Accepted")
	frappe.get_doc("Quality Inspection", second.name).cancel()
	assert status_of("F1") == "Quarantine"

"""A batch is due for its retest: an accepted inspection releases it with the next date, as its policy says, and nothing else does."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import getdate

from batch_trace.api import status
from tests.integration.support.inspections import inspect
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold, refused, status_of

pytestmark = pytest.mark.usefixtures("agreement")

POLICY = {"release_mode": "Automatic", "inspection_required": 1, "retest_period": 90}


def received(plant, **policy: object):
	"""Flour that was inspected and released, and is due for its retest since yesterday."""
	control("FLOUR", status_after_receipt="Quarantine", **{**POLICY, **policy})
	receipt = plant.receive("FLOUR", 10, "F1")
	first = inspect(receipt, "F1")
	if status_of("F1") != "Released":
		decide("Released", "F1")
	past = {"creation": plant.later(-100), "modified": plant.later(-100)}
	frappe.db.set_value("Quality Inspection", first.name, past, update_modified=False)
	frappe.db.set_value("Batch", "F1", "retest_date", plant.later(-1))
	assert status_of("F1") == "Under Test"
	return receipt


def retest_date() -> str:
	return str(frappe.db.get_value("Batch", "F1", "retest_date"))


def test_an_accepted_inspection_releases_it_with_the_next_date(plant):
	receipt = received(plant)
	with refused("due for a retest"):
		plant.ship("FLOUR", 1, "F1")
	made = inspect(receipt, "F1", kind="In Process")
	assert (status_of("F1"), retest_date()) == ("Released", plant.later(90))
	decision = frappe.get_last_doc("Batch Disposition")
	assert decision.automatic and made.name in [row.reference_name for row in decision.evidence]
	plant.ship("FLOUR", 1, "F1")


def test_also_one_that_a_person_has_released(plant):
	receipt = received(plant)
	decide("Released", "F1")
	frappe.db.set_value("Batch", "F1", "retest_date", plant.later(-1))
	inspect(receipt, "F1", kind="In Process")
	assert status_of("F1") == "Released"


def test_with_one_click_it_is_offered(plant):
	receipt = received(plant, release_mode="One Click")
	inspect(receipt, "F1", kind="In Process")
	assert status_of("F1") == "Under Test"
	give_password()
	status.release_offered("F1", "retested", PASSWORD)
	assert (status_of("F1"), retest_date()) == ("Released", plant.later(90))


def test_a_rejected_retest_and_one_that_is_cancelled_stop_it(plant):
	receipt = received(plant)
	made = inspect(receipt, "F1", kind="In Process")
	made.reload().cancel()
	assert status_of("F1") == "Quarantine"
	inspect(receipt, "F1", "Rejected", kind="In Process")
	assert status_of("F1") == "Quarantine"


@pytest.mark.parametrize(
	("policy", "batch"),
	[
		({"release_mode": "Manual"}, "F1"),
		({"retest_period": 0}, "F1"),
		({}, None),
	],
	ids=["manual", "no period", "names no batch"],
)
def test_otherwise_qa_decides(plant, policy, batch):
	receipt = received(plant, **policy)
	inspect(receipt, batch, kind="In Process")
	assert (status_of("F1"), retest_date()) == ("Under Test", plant.later(-1))


def test_an_inspection_from_before_the_retest_was_due_is_none_of_it(plant):
	receipt = received(plant)
	waiting = inspect(receipt, "F1", kind="In Process", submit=False)
	early = {"creation": plant.later(-2)}
	frappe.db.set_value("Quality Inspection", waiting.name, early, update_modified=False)
	waiting.reload().submit()
	assert status_of("F1") == "Under Test"


def test_every_other_criterion_counts_too(plant):
	receipt = received(plant)
	hold("F1")
	inspect(receipt, "F1", kind="In Process")
	assert retest_date() == plant.later(-1)


def test_what_is_only_conditionally_released_stays_qa_s(plant):
	receipt = received(plant)
	decide("Conditionally Released", "F1", release_condition="for rework")
	frappe.db.set_value("Batch", "F1", "retest_date", plant.later(-1))
	inspect(receipt, "F1", kind="In Process")
	assert frappe.db.get_value("Batch", "F1", "quality_status") == "Conditionally Released"


def test_goods_that_arrive_due_are_not_released_by_the_inspection_of_an_older_delivery(plant):
	control("FLOUR", status_after_receipt="Quarantine", **POLICY)
	plant.batch("FLOUR", "F1", retest_date=getdate(plant.later(-1)))
	receipt = plant.receive("FLOUR", 10, "F1")
	inspect(receipt, None)
	assert status_of("F1") == "Quarantine", "the inspection does not name the batch"
	inspect(receipt, "F1")
	assert (status_of("F1"), retest_date()) == ("Released", plant.later(90))

"""A sampling plan by which less is inspected than before takes the right to release, a reason and a signature."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import loosening
from batch_trace.api.signatures import signatures
from batch_trace.control.loosening.permission import LooseningNotConfirmed
from tests.integration.sampling.test_sampling import inspect_lot, make_plan
from tests.integration.support.bakery import reader
from tests.integration.support.qa import PASSWORD
from tests.integration.support.signers import signer

PLAN = "Sampling Plan"
STRICT = {"inspection_level": "II", "aql": "1.0", "skip_lot_one_in": 3, "skip_lot_after": 10}
QUALITY = ("quality-plans@example.com", "Quality Manager")
RELEASING = ("releasing-plans@example.com", PASSWORD, "Quality Manager", "Batch QA Releaser")


@pytest.fixture
def used(plant):
	"""A plan under which a lot was inspected."""
	plan = make_plan(**STRICT)
	inspect_lot(plant, 0)
	return plan.reload()


def loosened(plan, match: str, **values: object) -> None:
	frappe.db.savepoint("loosened")
	with pytest.raises(LooseningNotConfirmed, match=match):
		plan.update(values).save()
	frappe.db.rollback(save_point="loosened")
	plan.reload()


@pytest.mark.parametrize(
	"values",
	[
		{"aql": "2.5"},
		{"inspection_level": "S-4"},
		{"unit_quantity": 25},
		{"reduced_allowed": 1},
		{"skip_lot_one_in": 5},
		{"skip_lot_after": 5},
		{"disabled": 1},
		{"item_code": "SUGAR"},
		{"supplier": "Test Grain Co-op"},
	],
	ids=str,
)
def test_what_gets_milder_is_asked_about(used, values):
	loosened(used, "loosens control", **values)
	frappe.set_user(reader(*QUALITY))
	with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
		frappe.get_doc(PLAN, used.name).update(values).save()


@pytest.mark.parametrize(
	"values",
	[{"aql": "0.65"}, {"inspection_level": "III"}, {"skip_lot_one_in": 0}, {"skip_lot_after": 20}],
	ids=str,
)
def test_what_gets_stricter_is_not(used, values):
	used.update(values).save()


def test_a_plan_that_nobody_has_used_can_be_put_right(plant):
	make_plan(**STRICT).update({"aql": "6.5"}).save()


def test_it_is_signed_with_a_reason_and_kept(used):
	frappe.set_user(signer(*RELEASING))
	wanted = frappe.get_doc(PLAN, used.name).as_dict() | {"aql": "2.5"}
	loosening.save(wanted, "two years without a complaint", PASSWORD)
	assert frappe.db.get_value(PLAN, used.name, "aql") == "2.5"
	[kept] = frappe.get_all("Batch Control Change", {"changed_doctype": PLAN}, ["name", "changes", "reason"])
	assert (kept.changes, kept.reason) == ("AQL (%): 1.0 → 2.5", "two years without a complaint")
	assert [row["is_intact"] for row in signatures("Batch Control Change", kept.name)] == [True]


def test_a_severity_set_by_hand_is_added_freely_and_not_taken_back(used):
	row = {"switched_on": frappe.utils.now_datetime(), "severity": "Tightened", "reason": "complaint"}
	used.append("switches", row)
	used.save()
	used.reload()
	loosened(used, "is taken out or changed", switches=[])


def test_a_milder_plan_does_not_take_its_place_unsigned(used):
	used.reload()
	supplied = {"supplier": "Test Grain Co-op", **STRICT}
	frappe.db.savepoint("loosened")
	with pytest.raises(LooseningNotConfirmed, match="Instead of"):
		make_plan("Milder", **supplied | {"aql": "4.0"})
	frappe.db.rollback(save_point="loosened")
	make_plan("As strict", **supplied)
	frappe.set_user(signer(*RELEASING))
	values = {
		"doctype": PLAN,
		"plan_name": "By Group",
		"item_group": "All Item Groups",
		**STRICT,
		"aql": "6.5",
	}
	frappe.get_doc(values).insert()  # it takes the place of no other


def test_a_new_milder_plan_is_made_with_a_signature(used):
	frappe.set_user(signer(*RELEASING))
	values = {
		"doctype": PLAN, "name": "new-sampling-plan-1", "plan_name": "Milder", "item_code": "FLOUR",
		"supplier": "Test Grain Co-op", **STRICT, "aql": "4.0",
	}  # fmt: skip
	assert loosening.save(values, "certified supplier", PASSWORD)["name"] == "Milder"
	assert frappe.db.exists("Batch Control Change", {"changed_doctype": PLAN, "changed_document": "Milder"})

"""The sampling plan of an incoming inspection, from the first lot of a supplier to the stop."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.decisions import criteria
from tests.integration.support.plant import SUPPLIER
from tests.integration.support.qa import control, status_of

pytestmark = pytest.mark.usefixtures("plant")


def make_plan(name: str = "Flour", **values: object):
	values = {"item_code": "FLOUR", "inspection_level": "II", "aql": "2.5", **values}
	return frappe.get_doc({"doctype": "Sampling Plan", "plan_name": name, **values}).insert()


@pytest.fixture
def sampling():
	return make_plan()


def inspection(receipt, units: object = None, batch: str | None = None, **values: object):
	"""Return a saved draft inspection of a receipt's flour."""
	frappe.db.set_single_value(
		"Stock Settings", "allow_to_make_quality_inspection_after_purchase_or_delivery", 1
	)
	doc = frappe.get_doc(
		{
			"doctype": "Quality Inspection",
			"inspection_type": "Incoming",
			"reference_type": receipt.doctype,
			"reference_name": receipt.name,
			"item_code": "FLOUR",
			"batch_no": batch,
			"inspected_by": "Administrator",
			"nonconforming_units": units,
			"status": "Accepted",
			**values,
		}
	)
	return doc.insert()


def inspect_lot(plant, units: int, size: float = 1000, **values: object):
	"""Receive a lot and submit its inspection."""
	doc = inspection(plant.receive("FLOUR", size), units, **values)
	doc.submit()
	return doc


def applied(doc) -> tuple:
	return (
		doc.sampling_severity, doc.sampling_code_letter, doc.sample_size, doc.sampling_accept, doc.sampling_reject,
	)  # fmt: skip


def test_a_new_inspection_has_its_plan_and_sample_size(plant, sampling):
	doc = inspection(plant.receive("FLOUR", 1000))
	assert applied(doc) == ("Normal", "J", 80, 5, 6)
	assert (doc.sampling_plan, doc.sampling_lot_size, doc.sampling_supplier) == ("Flour", 1000, SUPPLIER)
	assert "code letter J" in doc.sampling_reason
	assert doc.sampling_result == ""


@pytest.mark.parametrize(
	("units", "status"), [(0, "Accepted"), (5, "Accepted"), (6, "Rejected"), ("7", "Rejected")]
)
def test_the_count_proposes_the_status(plant, sampling, units, status):
	doc = inspection(plant.receive("FLOUR", 1000), units)
	assert (doc.sampling_result, doc.status) == (status, status)


def test_the_proposal_follows_a_corrected_count(plant, sampling):
	doc = inspection(plant.receive("FLOUR", 1000), 6)
	doc.nonconforming_units = "5"
	doc.save()
	assert (doc.sampling_result, doc.status) == ("Accepted", "Accepted")


def test_who_inspects_by_hand_chooses_the_status_and_the_result_stays_beside_it(plant, sampling):
	doc = inspection(plant.receive("FLOUR", 1000), 6, manual_inspection=1, status="Accepted")
	assert (doc.sampling_result, doc.status) == ("Rejected", "Accepted")


@pytest.mark.parametrize("units", ["-1", "some", "1.5", "1" * 5000, "<b>1</b>"])
def test_only_whole_numbers_are_counts(plant, sampling, units):
	with pytest.raises(frappe.ValidationError, match="whole number"):
		inspection(plant.receive("FLOUR", 1000), units)


def test_more_than_were_inspected_is_refused(plant, sampling):
	with pytest.raises(frappe.ValidationError, match="more than the 80"):
		inspection(plant.receive("FLOUR", 1000), 81)


def test_too_small_a_sample_accepts_nothing_but_rejects(plant, sampling):
	doc = inspection(plant.receive("FLOUR", 1000))
	doc.update({"sample_size": 50, "nonconforming_units": "1"})
	doc.save()
	assert doc.sampling_result == ""
	doc.nonconforming_units = "6"
	doc.save()
	assert doc.sampling_result == "Rejected"


def test_what_a_request_says_in_the_fields_of_the_plan_is_dropped(plant, sampling):
	doc = inspection(plant.receive("FLOUR", 1000), 6, sampling_accept=99, sampling_severity="Reduced")
	assert applied(doc)[0] == "Normal" and doc.sampling_accept == 5
	doc.update({"sampling_accept": 99, "sampling_reject": 100, "sampling_planned_size": 1})
	doc.save()
	assert (doc.sampling_accept, doc.sampling_planned_size, doc.sampling_result) == (5, 80, "Rejected")
	doc.submit()
	doc.sampling_accept = 99
	with pytest.raises(frappe.ValidationError):
		doc.save()


def test_the_plan_stays_as_it_was_applied(plant, sampling):
	doc = inspection(plant.receive("FLOUR", 1000))
	sampling.aql = "1.0"
	sampling.save()
	doc.save()
	assert applied(doc) == ("Normal", "J", 80, 5, 6)
	assert applied(inspection(plant.receive("FLOUR", 1000))) == ("Normal", "J", 80, 2, 3)


def test_units_are_packages_where_the_plan_says_so(plant):
	make_plan(unit_quantity=25)
	assert inspection(plant.receive("FLOUR", 1000)).sampling_lot_size == 40
	assert inspection(plant.receive("FLOUR", 1001)).sampling_lot_size == 41


def test_each_batch_of_a_delivery_is_a_lot(plant, sampling):
	rows = [
		plant.bought("FLOUR", plant.batch("FLOUR", name), qty) for name, qty in (("F1", 100), ("F2", 400))
	]
	receipt = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=rows)
	sizes = [inspection(receipt, batch=batch).sampling_lot_size for batch in ("F1", "F2", None)]
	assert sizes[:2] == [100, 400]
	assert inspection(receipt, child_row_reference=receipt.items[1].name).sampling_lot_size == 400


def test_the_item_comes_before_its_group_and_the_supplier_before_all(plant):
	make_plan("Everything", item_code=None, item_group="All Item Groups")
	assert inspection(plant.receive("FLOUR", 1000)).sampling_plan == "Everything"
	make_plan("Flour")
	assert inspection(plant.receive("FLOUR", 1000)).sampling_plan == "Flour"
	special = make_plan("Co-op", supplier=SUPPLIER)
	assert inspection(plant.receive("FLOUR", 1000)).sampling_plan == "Co-op"
	special.db_set("disabled", 1)
	assert inspection(plant.receive("FLOUR", 1000)).sampling_plan == "Flour"


def test_an_inspection_of_what_goes_out_is_not_sampled(plant, sampling):
	plant.receive("FLOUR", 100, "F1")
	note = plant.ship("FLOUR", 10, "F1")
	doc = inspection(note, inspection_type="Outgoing", sample_size=3)
	assert (doc.sampling_plan, doc.sample_size) == (None, 3)


@pytest.mark.parametrize(
	"values",
	[{"item_group": "All Item Groups"}, {"item_code": None}, {"unit_quantity": -1}, {"skip_lot_one_in": 1}],
)
def test_a_plan_that_says_nothing_or_too_much_is_refused(values):
	with pytest.raises(frappe.ValidationError):
		make_plan(**values)


def test_two_plans_for_the_same_are_refused(sampling):
	with pytest.raises(frappe.ValidationError, match="is the plan for"):
		make_plan("Another")
	make_plan("Another", supplier=SUPPLIER)


def severity(plant) -> str:
	"""Return the severity that the next lot would have."""
	return inspection(plant.receive("FLOUR", 1000)).sampling_severity


def test_two_of_five_lots_tighten_it_and_five_good_ones_end_that(plant, sampling):
	inspect_lot(plant, 6)
	assert severity(plant) == "Normal"
	bad = inspect_lot(plant, 6)
	assert severity(plant) == "Tightened"
	for _number in range(4):
		inspect_lot(plant, 0)
		assert severity(plant) == "Tightened"
	inspect_lot(plant, 0)
	assert severity(plant) == "Normal"
	bad.cancel()
	assert severity(plant) == "Normal", "a cancelled inspection never was"


def test_a_cancelled_inspection_does_not_count(plant, sampling):
	inspect_lot(plant, 6)
	bad = inspect_lot(plant, 6)
	bad.cancel()
	assert severity(plant) == "Normal"


def test_resubmitted_lots_do_not_count(plant, sampling):
	receipt = plant.receive("FLOUR", 1000, "F1")
	for _number in range(3):
		doc = inspection(receipt, 6, "F1")
		doc.submit()
	assert doc.is_resubmitted
	assert severity(plant) == "Normal"
	inspect_lot(plant, 6, is_resubmitted=1)
	assert severity(plant) == "Normal"
	inspect_lot(plant, 6)
	assert severity(plant) == "Tightened"


def test_each_supplier_has_a_history_of_its_own(plant, sampling):
	frappe.get_doc(
		doctype="Supplier", supplier_name="Other Mill", supplier_group="All Supplier Groups"
	).insert()
	for _number in range(2):
		inspect_lot(plant, 6)
	other = plant.receive("FLOUR", 1000, header={})
	frappe.db.set_value("Purchase Receipt", other.name, "supplier", "Other Mill")
	assert inspection(other).sampling_severity == "Normal"
	assert severity(plant) == "Tightened"


def test_after_five_more_rejections_the_supplier_has_to_act(plant, sampling):
	for _number in range(7):
		inspect_lot(plant, 20)
	doc = inspection(plant.receive("FLOUR", 1000))
	assert doc.sampling_severity == "Tightened"
	assert "before they have acted" in doc.sampling_reason
	for _number in range(5):
		inspect_lot(plant, 0)
	assert "before they have acted" in inspection(plant.receive("FLOUR", 1000)).sampling_reason
	sampling.append(
		"switches", {"severity": "Tightened", "reason": "new mill, audited", "supplier": SUPPLIER}
	)
	sampling.save()
	assert "set by hand" in inspection(plant.receive("FLOUR", 1000)).sampling_reason
	for _number in range(5):
		inspect_lot(plant, 0)
	assert severity(plant) == "Normal"


def test_reduced_inspection_where_the_plan_allows_it(plant):
	make_plan(reduced_allowed=1)
	for _number in range(10):
		inspect_lot(plant, 0)
	doc = inspection(plant.receive("FLOUR", 1000), 4)
	assert applied(doc) == ("Reduced", "J", 32, 2, 5)
	assert doc.status == "Accepted"
	doc.submit()
	assert severity(plant) == "Normal", "between Ac and Re the lot is accepted and reduced inspection ends"


def test_skip_lot(plant):
	make_plan(skip_lot_one_in=3, skip_lot_after=2)
	told = []
	for _number in range(6):
		doc = inspect_lot(plant, 0)
		told.append((doc.sampling_severity, doc.sample_size))
	inspected, skipped = ("Normal", 80), ("Skipped", 0)
	assert told == [inspected, inspected, skipped, skipped, inspected, skipped]


def test_a_lot_whose_units_nobody_counted_is_not_released_by_policy(plant, sampling):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	reading = {"specification": "Moisture", "numeric": 1, "min_value": 0, "max_value": 14, "reading_1": "12"}
	if not frappe.db.exists("Quality Inspection Parameter", "Moisture"):
		frappe.get_doc(doctype="Quality Inspection Parameter", parameter="Moisture").insert()
	receipt = plant.receive("FLOUR", 1000, "F1")
	inspection(receipt, None, "F1", readings=[reading]).submit()
	assert status_of("F1") == "Quarantine"
	assert not criteria.are_met(criteria.of_batches(["F1"])["F1"])
	inspection(receipt, 2, "F1", readings=[reading]).submit()
	assert status_of("F1") == "Released"


def test_a_rejection_by_the_plan_stops_the_batch(plant, sampling):
	control("FLOUR", status_after_receipt="Released", inspection_required=1)
	receipt = plant.receive("FLOUR", 1000, "F1")
	assert status_of("F1") == "Released"
	inspection(receipt, 6, "F1").submit()
	assert status_of("F1") == "Quarantine"


def test_every_change_of_a_plan_is_recorded(sampling):
	before = frappe.db.count("Sealed State", {"reference_doctype": "Sampling Plan"})
	sampling.aql = "6.5"
	sampling.save()
	assert frappe.db.count("Sealed State", {"reference_doctype": "Sampling Plan"}) == before + 1

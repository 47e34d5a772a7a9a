"""A hold stops what it names, wherever it would go, until it is released; nothing else."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status
from batch_trace.control.guard.refusal import BatchStopped
from tests.integration.support.plant import GOODS, STORES
from tests.integration.support.qa import control, decide, hold, refused, release, status_of

pytestmark = pytest.mark.usefixtures("plant")


def test_a_held_batch_of_an_item_without_policy_does_not_ship(plant):
	plant.receive("FLOUR", 10, "F1")
	name = hold("F1")
	with refused(f"F1.*On Hold.*{name}.*metal found"):
		plant.ship("FLOUR", 1, "F1")
	release(name)
	assert plant.ship("FLOUR", 1, "F1").docstatus == 1


def test_other_batches_go_on_and_are_named(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.receive("FLOUR", 10, "F2")
	hold("F1")
	plant.ship("FLOUR", 1, "F2")
	with refused(r"Usable instead.*F2"):
		plant.ship("FLOUR", 1, "F1")


def test_releasing_one_hold_leaves_the_other(plant):
	plant.receive("FLOUR", 10, "F1")
	first, second = hold("F1"), hold("F1", reason="label wrong")
	release(first)
	assert status_of("F1") == "On Hold"
	reasons = status.batch_status("F1")["reasons"]
	assert [(r["name"], r["text"], r["owner"]) for r in reasons] == [(second, "label wrong", "Administrator")]
	with refused(second):
		plant.ship("FLOUR", 1, "F1")
	release(second)
	assert status_of("F1") == "Released"


def test_a_hold_in_one_warehouse_leaves_the_rest(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.transfer("FLOUR", "F1", 4)
	hold("F1", warehouse=STORES)
	assert (status_of("F1", STORES), status_of("F1", GOODS)) == ("On Hold", "Released")
	plant.ship("FLOUR", 1, "F1", warehouse=GOODS)
	with refused():
		plant.ship("FLOUR", 1, "F1")


def test_a_hold_is_evidence(plant):
	plant.receive("FLOUR", 10, "F1")
	doc = frappe.get_doc("Batch Hold", hold("F1"))
	with pytest.raises(frappe.ValidationError, match="Release it instead"):
		doc.cancel()
	doc.reload()
	doc.details = "never mind"
	with pytest.raises(frappe.ValidationError, match="Release it instead"):
		doc.save()
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Batch Hold", doc.name, force=True)


def test_a_release_is_signed(plant):
	plant.receive("FLOUR", 10, "F1")
	name = hold("F1")
	with pytest.raises(frappe.ValidationError, match="signature"):
		status.release(name, "fine")
	assert status_of("F1") == "On Hold"
	release(name)
	[signature] = frappe.get_all(
		"Electronic Signature", {"reference_name": name}, ["signer", "meaning", "reason"]
	)
	assert signature == {
		"signer": "Administrator",
		"meaning": "Release of hold",
		"reason": "checked, no metal",
	}


def test_what_was_made_of_it_is_held_with_its_cause(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("DOUGH", "D1", 5)])
	plant.repack([("DOUGH", "D1", 5)], [("BREAD", "B1", 4)])
	plant.repack([("FLOUR", "F1", 1)], [("CAKE", "C1", 1)])
	cause = hold("F1", include_descendants=1)
	[derived] = frappe.get_all("Batch Hold", {"caused_by": cause}, pluck="name")
	rows = frappe.get_all("Batch Hold Batch", {"parent": derived}, ["batch", "cause_batch"], order_by="batch")
	assert [(row.batch, row.cause_batch) for row in rows] == [("B1", "F1"), ("C1", "F1")], "D1 is used up"
	with refused(derived):
		plant.ship("BREAD", 1, "B1")
	release(cause)
	assert status_of("B1") == "On Hold"
	release(derived)
	assert status_of("B1") == "Released"


def test_releasing_the_cause_with_what_it_caused(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("BREAD", "B1", 5)])
	cause = hold("F1", include_descendants=1)
	assert len(release(cause, include_derived=1)) == 2
	assert (status_of("F1"), status_of("B1")) == ("Released", "Released")


def test_what_is_made_later_is_held_too(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("DOUGH", "D1", 5)])
	cause = hold("F1", include_descendants=1)
	[derived] = frappe.get_all("Batch Hold", {"caused_by": cause}, pluck="name")
	release(derived)  # the dough may be used, what is made of it is asked about again
	plant.repack([("DOUGH", "D1", 5)], [("BREAD", "B1", 5)])
	assert status_of("B1") == "On Hold"


def test_a_hold_named_twice_or_on_a_group_is_refused(plant):
	plant.receive("FLOUR", 10, "F1")
	group = frappe.db.get_value("Warehouse", {"is_group": 1, "company": plant.company})
	with pytest.raises(frappe.ValidationError, match="is a group"):
		hold("F1", warehouse=group)
	doc = frappe.get_doc(doctype="Batch Hold", reason="x", batches=[{"batch": "F1"}, {"batch": "F1"}])
	with pytest.raises(frappe.ValidationError, match="is listed twice"):
		doc.insert()


def test_a_refused_voucher_cannot_be_committed_by_whoever_catches_the_refusal(plant):
	plant.receive("FLOUR", 10, "F1")
	hold("F1")
	with pytest.raises(BatchStopped):
		plant.ship("FLOUR", 1, "F1")
	with pytest.raises(BatchStopped):
		frappe.db.commit()  # runs what stands before a commit


def test_cancelling_and_landed_cost_are_not_stopped(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	shipped = plant.ship("FLOUR", 3, "F1")
	hold("F1")
	frappe.get_doc(shipped.doctype, shipped.name).cancel()
	frappe.get_doc(receipt.doctype, receipt.name).cancel()


def test_the_preview_writes_nothing(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("BREAD", "B1", 5)])
	plant.ship("BREAD", 2, "B1")
	before = frappe.db.count("Batch Hold")
	told = status.preview_hold(["F1"], include_descendants=1)
	assert frappe.db.count("Batch Hold") == before
	assert [(row["batch"], row["quantity"], row["cause_batch"]) for row in told["batches"]] == [
		("F1", 5, ""),
		("B1", 3, "F1"),
	]
	assert told["value"] > 0
	assert [(row["customer"], row["batch"]) for row in told["shipped"]] == [("Test Market", "B1")]


def test_the_preview_names_drafts(plant):
	plant.receive("FLOUR", 10, "F1")
	row = {"item_code": "FLOUR", "qty": 2, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	note = frappe.get_doc(
		doctype="Delivery Note",
		company=plant.company,
		customer="Test Market",
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()
	told = status.preview_hold(["F1"])["promises"]
	assert [(row["doctype"], row["name"], row["quantity"], row["is_draft"]) for row in told] == [
		("Delivery Note", note.name, 2, True)
	]


def test_the_preview_of_one_warehouse_names_what_is_taken_there(plant):
	plant.receive("FLOUR", 10, "F1")
	row = {"item_code": "FLOUR", "qty": 1, "s_warehouse": STORES, "t_warehouse": GOODS, "batch_no": "F1"}
	transfer = frappe.get_doc(
		doctype="Stock Entry",
		company=plant.company,
		stock_entry_type="Material Transfer",
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()
	told = {place: status.preview_hold(["F1"], warehouse=place)["promises"] for place in (STORES, GOODS)}
	assert [row["name"] for row in told[STORES]] == [transfer.name]
	assert told[GOODS] == []


def test_the_preview_of_one_warehouse_names_drafts_of_what_was_made_wherever_they_take_it(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("BREAD", "B1", 5, GOODS)])
	row = {"item_code": "BREAD", "qty": 1, "rate": 2, "warehouse": GOODS, "batch_no": "B1"}
	note = frappe.get_doc(
		doctype="Delivery Note",
		company=plant.company,
		customer="Test Market",
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()
	told = status.preview_hold(["F1"], include_descendants=1, warehouse=STORES)["promises"]
	assert [row["name"] for row in told] == [note.name]


def test_a_policy_stops_what_nobody_has_released(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	assert status_of("F1") == "Quarantine"
	with refused(r"Quarantine.*Ask QA to release"):
		plant.ship("FLOUR", 1, "F1")
	decide("Released", "F1")
	plant.ship("FLOUR", 1, "F1")

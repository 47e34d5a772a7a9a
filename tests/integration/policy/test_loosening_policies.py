"""Policies, settings and permits that let batches go: only by whoever may release, confirmed, named and kept as evidence."""

from __future__ import annotations

import frappe
import pytest
from frappe.model.rename_doc import rename_doc

from batch_trace.api import loosening
from batch_trace.api.signatures import signatures
from batch_trace.control.loosening.permission import LooseningNotConfirmed
from batch_trace.control.signatures.signing_lock import SignatureRefused
from tests.integration.support.bakery import reader
from tests.integration.support.qa import PASSWORD, control, hold, refused, status_of
from tests.integration.support.signers import signer

SETTINGS = "Batch Trace Settings"
QUALITY = ("quality-manager-alone@example.com", "Quality Manager")
MANAGER = ("trace-manager-alone@example.com", "Batch Trace Manager")
RELEASING = (
	"releasing-manager@example.com",
	PASSWORD,
	"Quality Manager",
	"Batch Trace Manager",
	"Batch QA Releaser",
)


@pytest.fixture
def policy(once):
	return once(govern_flour)


def govern_flour(plant):
	"""A policy with a batch in stock on which QA has not decided."""
	plant.receive("FLOUR", 10, "F1")
	return control("FLOUR", status_after_receipt="Quarantine")


def changes(doctype: str) -> list[frappe._dict]:
	"""Return the Batch Control Changes of a doctype, the last one first."""
	return frappe.get_all(
		"Batch Control Change", {"changed_doctype": doctype}, ["*"], order_by="creation desc, name desc"
	)


def milder(doctype: str, name: str, **values: object) -> dict:
	"""Return a stored document with other values, as a form sends it."""
	return frappe.get_doc(doctype, name).as_dict() | values


@pytest.mark.parametrize(
	("field", "value"),
	[
		("default_status", "Released"),
		("status_after_receipt", "Released"),
		("added_goods_stop", "That Warehouse"),
		("floor_stock", "Allowed"),
		("deciding_result", "Newest Result"),
		("late_entry_days", 3),
		("requires_certificate", 0),
		("minimum_shelf_life_at_shipment", 0),
		("sample_limit", 100),
	],
)
def test_who_may_not_release_may_not_loosen_a_policy(policy, field, value):
	frappe.db.set_value(
		"Batch Control Policy",
		policy,
		{"requires_certificate": 1, "minimum_shelf_life_at_shipment": 30, "sample_limit": 5},
	)
	frappe.clear_document_cache("Batch Control Policy", policy)
	frappe.set_user(reader(*QUALITY))
	with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
		frappe.client.set_value("Batch Control Policy", policy, field, value)


def test_a_policy_is_not_merged_into_a_milder_one(policy):
	loose = control(default_status="Released", status_after_receipt="Released")
	frappe.set_user(reader(*QUALITY))
	with pytest.raises(frappe.PermissionError, match=r"(?s)F1.*Batch QA Releaser"):
		rename_doc("Batch Control Policy", policy, loose, merge=True)
	rename_doc("Batch Control Policy", policy, f"{policy} renamed")
	assert status_of("F1") == "Quarantine"


def test_a_policy_in_use_is_not_deleted(policy):
	frappe.set_user(reader(*QUALITY))
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Batch Control Policy", policy)


def test_a_stricter_policy_and_one_without_stock_are_free(policy):
	frappe.set_user(reader(*QUALITY))
	frappe.client.set_value("Batch Control Policy", policy, "requires_certificate", 1)
	unused = control()
	frappe.client.set_value("Batch Control Policy", unused, "default_status", "Released")
	assert changes("Batch Control Policy") == []


def test_a_releaser_confirms_with_reason_and_signature_and_it_is_kept(policy):
	frappe.set_user(signer(*RELEASING))
	wanted = milder(
		"Batch Control Policy", policy, default_status="Released", status_after_receipt="Released"
	)
	frappe.db.savepoint("before_loosening")
	with pytest.raises(LooseningNotConfirmed, match=r"(?s)1 batches in stock.*F1"):
		frappe.get_doc(wanted).save()
	with pytest.raises(SignatureRefused):
		loosening.save(wanted, "supplier is certified", "wrong")
	frappe.db.rollback(save_point="before_loosening")
	with pytest.raises(frappe.ValidationError, match="reason"):
		loosening.save(wanted, " ", PASSWORD)
	loosening.save(wanted, "supplier is certified", PASSWORD)
	kept = changes("Batch Control Policy")[0]
	assert (kept.changed_document, kept.user, kept.batches, kept.batches_freed, kept.reason) == (
		policy, RELEASING[0], "F1", 1, "supplier is certified",
	)  # fmt: skip
	assert "Quarantine → Released" in kept.changes
	assert [row["is_intact"] for row in signatures("Batch Control Change", kept.name)] == [True]
	with pytest.raises(frappe.PermissionError):
		frappe.delete_doc("Batch Control Change", kept.name)


def test_without_signatures_a_reason_is_enough(policy):
	frappe.db.set_single_value(SETTINGS, "require_signatures", 0)
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	frappe.set_user(signer(*RELEASING))
	loosening.save(milder("Batch Control Policy", policy, default_status="Released"), "trial")
	assert changes("Batch Control Policy")[0].reason == "trial"


def permit(**values: object) -> dict:
	"""Return the settings with one row in the table of permits."""
	row = {"status": "On Hold", "movement": "Shipment", "action": "Allow", **values}
	return milder(SETTINGS, SETTINGS, permits=[row])


@pytest.mark.parametrize(
	"values",
	[
		{"enforcement": "Warn Only"},
		{"allow_overrides": 1},
		{"require_signatures": 0},
		{"segregation_of_duties": 0},
		{"signature_attempts": 50},
		{"signature_lock_minutes": 1},
		{"time_tolerance": "1"},
		{"permits": [{"status": "On Hold", "movement": "Shipment", "action": "Warn"}]},
	],
	ids=lambda values: next(iter(values)),
)
@pytest.mark.parametrize("is_new", [0, 1], ids=["stored", "as if new"])
def test_settings_that_weaken_control_need_the_right_to_release(plant, values, is_new):
	frappe.db.set_single_value(SETTINGS, "segregation_of_duties", 1)
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	frappe.set_user(reader(*MANAGER))
	with pytest.raises(frappe.PermissionError, match=r"(?s)F1.*Batch QA Releaser"):
		frappe.get_doc(milder(SETTINGS, SETTINGS, **values, __islocal=is_new)).save()
	with refused("On Hold"):
		frappe.set_user("Administrator")
		plant.ship("FLOUR", 1, "F1")


def test_a_signed_permit_frees_and_is_kept(plant):
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	frappe.set_user(signer(*RELEASING))
	loosening.save(permit(), "agreed with QA", PASSWORD)
	kept = changes(SETTINGS)[0]
	assert (kept.batches, kept.reason) == ("F1", "agreed with QA")
	assert "On Hold, Shipment: Stop → Allow" in kept.changes
	frappe.client.set_value(SETTINGS, SETTINGS, "permits", [])
	assert len(changes(SETTINGS)) == 1


def test_only_documents_whose_change_can_loosen_are_saved_there(plant):
	with pytest.raises(frappe.ValidationError, match="Only these documents"):
		loosening.save({"doctype": "User", "name": "Administrator"}, "why not")

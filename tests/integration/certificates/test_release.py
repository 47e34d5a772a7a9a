"""An accepted certificate for every supplier's batch of a batch is a criterion of its release; a rejected one stops it."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import corrections, status
from batch_trace.control.decisions import criteria
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.certificates import CERTIFICATE, accept, draft, reject, review, specify
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import SUPPLIER, make
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold, refused, status_of
from tests.integration.support.signers import signer

OTHER_SUPPLIER = "Other Grain Trader"


@pytest.fixture
def waiting(plant, once):
	"""Flour whose policy asks for a certificate, and then releases by itself, came as the supplier's batch L-1."""
	once(received)
	return plant


def received(plant) -> None:
	specify()
	control("FLOUR", status_after_receipt="Quarantine", requires_certificate=1, release_mode="Automatic")
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")


def certificate_of(batch: str = "F1"):
	"""Return the criterion of the certificate."""
	[found] = [each for each in criteria.of_batches([batch])[batch] if each.name == "Certificate"]
	return found


def test_a_batch_waits_for_the_certificate_and_goes_when_it_is_accepted(waiting):
	assert status_of("F1") == "Quarantine"
	assert certificate_of() == ("Certificate", False, "none for supplier's batch L-1")
	draft()
	assert status_of("F1") == "Quarantine"
	name = accept().name
	assert status_of("F1") == "Released"
	assert certificate_of() == ("Certificate", True, f"{name} (Accepted)")
	[evidence] = frappe.get_all("Batch Disposition Evidence", fields=["reference_doctype", "reference_name"])
	assert (evidence.reference_doctype, evidence.reference_name) == (CERTIFICATE, name)
	waiting.ship("FLOUR", 1, "F1")


def test_a_certificate_that_came_before_the_goods_releases_them_on_arrival(waiting):
	accept("L-2")
	waiting.receive("FLOUR", 10, "F2", supplier_batch="l-2 ")
	assert status_of("F2") == "Released"


def test_each_suppliers_batch_needs_one(waiting):
	waiting.receive("FLOUR", 10, "F1", supplier_batch="L-2")
	first = accept("L-1").name
	assert status_of("F1") == "Quarantine"
	assert not certificate_of().is_met
	assert certificate_of().told == f"{first} (Accepted), none for supplier's batch L-2"
	accept("L-2")
	assert status_of("F1") == "Released"


def test_one_certificate_is_for_all_batches_of_a_suppliers_batch(waiting):
	waiting.receive("FLOUR", 10, "F2", supplier_batch="L 1")
	waiting.receive("FLOUR", 10, "F3", supplier_batch="L-1")
	accept("L-1")
	assert [status_of(name) for name in ("F1", "F2", "F3")] == ["Released", "Quarantine", "Released"]


def test_a_certificate_for_one_of_our_batches_is_for_no_other(waiting):
	waiting.receive("FLOUR", 10, "F2", supplier_batch="L-1")
	accept(batch="F2")
	assert (status_of("F1"), status_of("F2")) == ("Quarantine", "Released")


@pytest.mark.parametrize("other", ["supplier", "item", "number"])
def test_the_certificate_of_other_goods_releases_nothing(waiting, other):
	if other == "supplier":
		make("Supplier", supplier_name=OTHER_SUPPLIER, supplier_group="All Supplier Groups")
		accept(supplier=OTHER_SUPPLIER)
	elif other == "item":
		review(draft(item="SUGAR", readings=(), reason="compared on paper"))
	else:
		accept("L-10")
	assert not certificate_of().is_met
	assert status_of("F1") == "Quarantine"


def test_a_rejected_certificate_stops_what_was_released(waiting):
	decide("Released", "F1")
	frappe.clear_messages()
	name = reject().name
	assert status_of("F1") == "Quarantine"
	assert certificate_of() == ("Certificate", False, f"{name} (Rejected)")
	assert any("F1" in str(m) and name in str(m) for m in frappe.local.message_log)
	with refused("Quarantine"):
		waiting.ship("FLOUR", 1, "F1")


def test_a_rejected_certificate_beside_an_accepted_one_decides(waiting):
	accept()
	reject()
	assert status_of("F1") == "Quarantine"
	assert not certificate_of().is_met


def test_a_certificate_that_replaces_the_rejected_one_counts_alone(waiting):
	first = reject()
	accept(replaces=first.name)
	assert certificate_of().is_met
	assert status_of("F1") == "Released"


def test_a_rejection_that_replaces_the_acceptance_stops_the_batch(waiting):
	first = accept()
	reject(replaces=first.name)
	assert status_of("F1") == "Quarantine"


def test_a_certificate_that_was_cancelled_in_the_database_does_not_count(waiting):
	name = accept().name
	frappe.db.set_value(CERTIFICATE, name, "docstatus", 2)
	assert not certificate_of().is_met


def test_goods_that_come_with_a_rejected_certificate_are_stopped_on_arrival(plant):
	specify()
	control("FLOUR")
	reject()
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	assert status_of("F1") == "Quarantine"
	decide("Released", "F1")
	plant.receive("FLOUR", 5, "F1", supplier_batch="L-1")
	assert status_of("F1") == "Released"


def test_where_none_is_required_only_a_rejected_one_matters(plant):
	specify()
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	assert certificate_of() == ("Certificate", True, "not required")
	rejected = reject()
	inspect(receipt, "F1")
	assert status_of("F1") == "Quarantine"
	accept(replaces=rejected.name)
	assert status_of("F1") == "Released"


def test_other_criteria_still_have_to_be_met(waiting):
	hold("F1")
	accept()
	assert frappe.db.get_value("Batch", "F1", "quality_status") == "Quarantine"


def test_the_one_click_release_names_the_certificate_as_evidence(plant):
	specify()
	control("FLOUR", status_after_receipt="Quarantine", requires_certificate=1, release_mode="One Click")
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	assert not status.batch_status("F1")["is_offered"]
	name = accept().name
	assert status.batch_status("F1")["is_offered"]
	give_password()
	decision = status.release_offered("F1", "as certified", PASSWORD)
	evidence = frappe.get_all("Batch Disposition Evidence", {"parent": decision}, pluck="reference_name")
	assert evidence == [name]


def test_goods_without_a_suppliers_batch_wait_for_qa(waiting):
	receipt = waiting.receive("FLOUR", 10, "F2")
	assert certificate_of("F2") == ("Certificate", False, f"no supplier's batch on {receipt.name}")


def test_a_receipt_without_a_number_is_not_covered_by_that_of_another_receipt(waiting):
	make("Supplier", supplier_name=OTHER_SUPPLIER, supplier_group="All Supplier Groups")
	row = waiting.bought("FLOUR", "F1", 10)
	receipt = waiting.submit("Purchase Receipt", supplier=OTHER_SUPPLIER, items=[row])
	accept()
	assert not certificate_of().is_met
	assert f"no supplier's batch on {receipt.name}" in certificate_of().told


def test_stock_without_a_receipt_is_certified_only_by_a_certificate_that_names_our_batch(waiting):
	waiting.batch("FLOUR", "F2", supplier=SUPPLIER, supplier_batch="L-2")
	waiting.stock(("FLOUR", "F2", 10))
	accept("L-2")
	assert status_of("F2") == "Quarantine"
	assert "no supplier's receipt names L-2" in certificate_of("F2").told
	accept("L-2", batch="F2")
	assert status_of("F2") == "Released"


def test_a_number_that_is_typed_on_the_batch_later_certifies_nothing(waiting):
	accept("L-2")
	waiting.receive("FLOUR", 10, "F2")
	as_user(reader("coa-typist@example.com", "Stock User", "Item Manager"))
	frappe.client.set_value("Batch", "F2", "supplier_batch", "L-2")
	frappe.set_user("Administrator")
	assert not certificate_of("F2").is_met
	give_password()
	corrections.correct("F2", {"supplier_batch": "L-3"}, "the label says so", PASSWORD)
	assert certificate_of("F2").told == "none for supplier's batch L-3"
	accept("L-3")
	assert status_of("F2") == "Released"


def test_a_number_that_is_typed_before_a_split_is_not_the_one_of_its_source(waiting):
	accept("L-2")
	decide("Released", "F1")
	waiting.batch("FLOUR", "F1-A", supplier=SUPPLIER, supplier_batch="L-2")
	waiting.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-A", 4)])
	assert certificate_of("F1-A").told == "none for supplier's batch L-1"


def test_a_batch_that_was_split_and_put_back_has_the_origin_of_the_first(waiting):
	decide("Released", "F1")
	waiting.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-A", 4)])
	waiting.repack([("FLOUR", "F1-A", 2)], [("FLOUR", "F1-B", 2)])
	waiting.repack([("FLOUR", "F1-B", 1)], [("FLOUR", "F1-A", 1)])
	accept()
	assert [certificate_of(name).is_met for name in ("F1-A", "F1-B")] == [True, True]


def test_a_batch_that_was_made_of_two_suppliers_batches_has_not_the_origin_of_one(waiting):
	waiting.receive("FLOUR", 10, "F2", supplier_batch="L-2")
	decide("Released", "F1", "F2")
	waiting.batch("FLOUR", "F3", supplier=SUPPLIER, supplier_batch="L-1")
	waiting.repack([("FLOUR", "F1", 1), ("FLOUR", "F2", 9)], [("FLOUR", "F3", 10)])
	accept()
	assert not certificate_of("F3").is_met


@pytest.mark.parametrize("supplier", [None, OTHER_SUPPLIER])
def test_goods_without_a_receipt_are_stopped_by_a_rejected_certificate_of_their_number(plant, supplier):
	specify()
	control("FLOUR")
	make("Supplier", supplier_name=OTHER_SUPPLIER, supplier_group="All Supplier Groups")
	plant.batch("FLOUR", "F1", supplier=supplier, supplier_batch="L-1")
	plant.stock(("FLOUR", "F1", 10))
	rejected = reject()
	assert status_of("F1") == "Quarantine"
	plant.batch("FLOUR", "F2", supplier=supplier, supplier_batch="l-1")
	plant.stock(("FLOUR", "F2", 10))
	assert status_of("F2") == "Quarantine"
	assert certificate_of("F2") == ("Certificate", False, f"{rejected.name} (Rejected)")
	decide("Released", "F2")
	plant.stock(("FLOUR", "F2", 10))
	assert status_of("F2") == "Released"


def test_a_rejected_certificate_of_another_supplier_stops_no_goods_with_a_receipt(plant):
	specify()
	control("FLOUR")
	make("Supplier", supplier_name=OTHER_SUPPLIER, supplier_group="All Supplier Groups")
	reject(supplier=OTHER_SUPPLIER)
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	assert status_of("F1") == "Released"


def test_a_cancelled_receipt_asks_for_nothing(waiting):
	receipt = waiting.receive("FLOUR", 10, "F1", supplier_batch="L-2")
	receipt.cancel()
	accept("L-1")
	assert certificate_of().is_met


def test_a_corrected_number_is_the_one_that_counts(waiting):
	give_password()
	corrections.correct("F1", {"supplier_batch": "L-9"}, "the label says so", PASSWORD)
	accept("L-1")
	assert certificate_of().told == "none for supplier's batch L-9"
	accept("L-9")
	assert status_of("F1") == "Released"


def test_a_batch_that_was_split_goes_with_the_certificate_of_its_source(waiting):
	name = accept().name
	waiting.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-A", 4)])
	decide("Quarantine", "F1-A")
	assert certificate_of("F1-A") == ("Certificate", True, f"{name} (Accepted)")
	reject()
	assert not certificate_of("F1-A").is_met


def test_what_was_made_of_certified_goods_has_no_certificate_of_its_own(waiting):
	control("DOUGH", status_after_production="Quarantine", requires_certificate=1, release_mode="Automatic")
	accept()
	waiting.repack([("FLOUR", "F1", 4)], [("DOUGH", "D1", 4)])
	assert not certificate_of("D1").is_met
	assert status_of("D1") == "Quarantine"


def test_who_accepts_needs_no_other_right_to_release_by_policy(waiting):
	as_user(signer("coa-only@example.com", PASSWORD, "Batch QA Releaser"))
	accept_as_clerk_entered()
	frappe.set_user("Administrator")
	assert status_of("F1") == "Released"


def accept_as_clerk_entered() -> None:
	user = frappe.session.user
	as_user(reader("coa-clerk@example.com", "Stock User"))
	doc = draft()
	as_user(user)
	review(frappe.get_doc(CERTIFICATE, doc.name))

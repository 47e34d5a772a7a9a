"""A bundle stands for what one row moves: named by two rows, its batches would leave twice and be counted once."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.guard.shared_bundles import BundleShared
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES, make


@pytest.fixture
def flour(plant):
	"""Two batches of ten kilograms."""
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	return plant


def issued(bundle: str) -> dict:
	return {"item_code": "FLOUR", "qty": 4, "s_warehouse": STORES, "serial_and_batch_bundle": bundle}


def sold(bundle: str) -> dict:
	return {
		"item_code": "FLOUR",
		"qty": 4,
		"rate": 2,
		"warehouse": STORES,
		"serial_and_batch_bundle": bundle,
	}


def test_two_rows_of_an_issue_cannot_name_one_bundle(flour):
	bundle = flour.bundle("FLOUR", {"F1": 4})
	with pytest.raises(BundleShared, match=rf"(?s){bundle}.*F1.*2 rows.*bundle of its own"):
		flour.stock_entry("Material Issue", rows=[issued(bundle), issued(bundle)])


def test_two_rows_of_a_delivery_cannot_name_one_bundle(flour):
	bundle = flour.bundle("FLOUR", {"F1": 4}, voucher_type="Delivery Note")
	with pytest.raises(frappe.ValidationError, match=bundle):
		flour.submit("Delivery Note", customer=CUSTOMER, items=[sold(bundle), sold(bundle)])


def test_two_deliveries_cannot_name_one_bundle(flour):
	bundle = flour.bundle("FLOUR", {"F1": 4}, voucher_type="Delivery Note")
	notes = [
		make("Delivery Note", company=flour.company, customer=customer, items=[sold(bundle)])
		for customer in (CUSTOMER, OTHER_CUSTOMER)
	]
	with pytest.raises(frappe.ValidationError, match=bundle):
		for note in notes:
			note.reload().submit()


def test_a_bundle_taken_over_from_a_submitted_delivery_is_refused(flour):
	first = flour.ship("FLOUR", 4, "F1")
	bundle = frappe.db.get_value("Delivery Note Item", first.items[0].name, "serial_and_batch_bundle")
	second = make("Delivery Note", company=flour.company, customer=OTHER_CUSTOMER, items=[sold("")])
	frappe.db.set_value("Delivery Note Item", second.items[0].name, "serial_and_batch_bundle", bundle)
	frappe.db.set_value("Serial and Batch Bundle", bundle, "voucher_no", second.name)
	with pytest.raises(frappe.ValidationError, match=bundle):
		second.reload().submit()


def test_two_rows_of_a_till_sale_cannot_name_one_bundle(flour):
	flour.open_till()
	bundle = flour.bundle("FLOUR", {"F1": 4}, voucher_type="POS Invoice")
	with pytest.raises(frappe.ValidationError, match=bundle):
		flour.submit(
			"POS Invoice",
			customer=CUSTOMER,
			is_pos=1,
			update_stock=1,
			pos_profile=flour.profile,
			items=[sold(bundle), sold(bundle)],
			payments=[{"mode_of_payment": "Cash", "amount": 16}],
		)


def test_rows_with_bundles_of_their_own_pass(flour):
	bundles = [flour.bundle("FLOUR", {batch: 4}) for batch in ("F1", "F2")]
	assert flour.stock_entry("Material Issue", rows=[issued(bundle) for bundle in bundles]).docstatus == 1

"""Whoever had a part in a batch does not release it, and a signature says what is decided."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status
from tests.integration.support.bakery import reader
from tests.integration.support.plant import STORES, SUPPLIER
from tests.integration.support.qa import PASSWORD, control, give_password, status_of


def set_rule(value: int) -> None:
	"""Set the rule that duties are apart."""
	frappe.db.set_single_value("Batch Trace Settings", "segregation_of_duties", value)
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")


def test_whoever_wrote_the_receipt_does_not_release_what_came(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	set_rule(1)
	plant.batch("FLOUR", "F1")
	maker = reader("maker@example.com", "Stock User", "Purchase User", "Batch QA Releaser", "Item Manager")
	give_password(maker)
	frappe.set_user(maker)
	row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	receipt = frappe.get_doc(
		doctype="Purchase Receipt",
		company=plant.company,
		supplier=SUPPLIER,
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()
	frappe.set_user("Administrator")
	frappe.get_doc(receipt.doctype, receipt.name).submit()
	frappe.set_user(maker)
	with pytest.raises(frappe.PermissionError, match=f"F1.*{receipt.name}.*Somebody else"):
		status.dispose("F1", "Released", "fine", PASSWORD)
	set_rule(0)
	status.dispose("F1", "Released", "fine", PASSWORD)
	assert status_of("F1") == "Released"


def test_a_signature_means_what_is_decided(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 1, "F1")
	give_password()
	doc = frappe.get_doc(
		doctype="Batch Disposition", decision="Released", reason="fine", batches=[{"batch": "F1"}]
	).insert()
	with pytest.raises(frappe.ValidationError, match=r"Rejected.*decides.*Released"):
		status.sign_and_submit("Batch Disposition", doc.name, "Rejected", PASSWORD)
	assert status_of("F1") == "Quarantine"
	assert not frappe.db.exists("Electronic Signature", {"reference_name": doc.name})
	status.sign_and_submit("Batch Disposition", doc.name, "Released", PASSWORD)
	assert status_of("F1") == "Released"

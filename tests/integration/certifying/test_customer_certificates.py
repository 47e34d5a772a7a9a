"""A certificate to a customer: accepted results only, those that the customer has chosen, and kept as it was issued."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import certificates
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.certificates import accept, reject, specify
from tests.integration.support.findings import problems
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER
from tests.integration.support.qa import control, decide, hold

ISSUED = "Customer Certificate"


@pytest.fixture
def released(plant, once):
	"""Released flour with an accepted inspection of its moisture and an accepted certificate of its supplier's batch."""
	once(received)
	return plant


def received(plant):
	specify()
	control("FLOUR")
	receipt = plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	accept()
	return inspect(receipt, "F1", reading="11.9").name


def issue(batch: str = "F1", customer: str = CUSTOMER):
	return frappe.get_doc(ISSUED, certificates.issue(batch, customer))


def choose(*parameters: str, customer: str = CUSTOMER, item: str | None = None):
	return frappe.get_doc(
		doctype="Customer Certificate Choice",
		customer=customer,
		item_code=item,
		parameters=[{"parameter": parameter} for parameter in parameters],
	).insert()


def results(doc) -> list[tuple[str, str, str]]:
	return [(row.parameter, row.result, row.source_doctype) for row in doc.results]


def test_our_own_results_go_before_what_the_supplier_certified(released):
	doc = issue()
	assert sorted(results(doc)) == [
		("Colour", "white", "Certificate of Analysis"),
		("Moisture", "11.9", "Quality Inspection"),
		("Protein", "11,5", "Certificate of Analysis"),
	]
	assert (doc.docstatus, doc.customer, doc.batch, doc.item_code) == (1, CUSTOMER, "F1", "FLOUR")
	assert problems() == []


def test_the_customer_gets_what_it_has_chosen_in_its_order(released):
	choose("Protein", "Moisture")
	assert [row[0] for row in results(issue())] == ["Protein", "Moisture"]
	choose("Moisture", item="FLOUR")
	assert [row[0] for row in results(issue())] == ["Moisture"]
	assert len(issue(customer=OTHER_CUSTOMER).results) == 3


def test_what_the_batch_does_not_have_is_said(released):
	frappe.get_doc(doctype="Quality Inspection Parameter", parameter="Ash").insert()
	choose("Moisture", "Ash")
	with pytest.raises(frappe.ValidationError, match=r"does not have: Ash\. Inspect the batch"):
		issue()


@pytest.mark.parametrize("stop", [lambda: hold("F1"), lambda: decide("Rejected", "F1"), reject])
def test_only_a_released_batch_is_certified(released, stop):
	stop()
	with pytest.raises(frappe.ValidationError, match="released batches only"):
		issue()


def test_a_batch_without_results_is_not_certified(released):
	released.receive("FLOUR", 10, "F2", supplier_batch="L-2")
	with pytest.raises(frappe.ValidationError, match="has no accepted results"):
		issue("F2")


def test_what_was_rejected_is_not_certified(released):
	reject("L-3")
	released.receive("FLOUR", 10, "F3", supplier_batch="L-3")
	decide("Released", "F3")
	with pytest.raises(frappe.ValidationError, match="has no accepted results"):
		issue("F3")


def test_the_print_names_the_results_and_not_the_supplier(released):
	doc = issue()
	html = frappe.get_print(ISSUED, doc.name)
	assert "Certificate of Analysis" in html
	assert "11.9" in html and "F1" in html and CUSTOMER in html
	assert "L-1" not in html and "Test Grain Co-op" not in html


def test_what_was_issued_stays(released):
	doc = issue()
	with pytest.raises(frappe.ValidationError, match="was issued to"):
		doc.cancel()
	doc.reload().expiry_date = "2040-01-01"
	with pytest.raises(frappe.ValidationError):
		doc.save()
	row = doc.reload().results[0]
	with pytest.raises(frappe.ValidationError):
		frappe.client.set_value(row.doctype, row.name, "result", "0")
	frappe.db.set_value(row.doctype, row.name, "result", "0", update_modified=False)
	assert problems() == [("document_differs", doc.name)]


def test_an_inspection_can_still_be_cancelled(released, once):
	doc = issue()
	frappe.get_doc("Quality Inspection", once(received)).cancel()
	assert frappe.get_doc(ISSUED, doc.name).results[0].source_name


def test_nobody_makes_one_up(released):
	as_user(reader("makes-up@example.com", "Batch QA Releaser"))
	with pytest.raises(frappe.PermissionError, match="Certificates are made from results"):
		frappe.get_doc(
			doctype=ISSUED, customer=CUSTOMER, batch="F1", results=[{"parameter": "Moisture", "result": "1"}]
		).insert()


def test_qa_issues_and_sales_does_not(released):
	as_user(reader("issues@example.com", "Batch QA Reviewer"))
	assert issue().docstatus == 1
	as_user(reader("sells@example.com", "Sales User"))
	with pytest.raises(frappe.PermissionError):
		issue()


def test_another_company_neither_issues_nor_reads_them(released):
	doc = issue()
	as_user(reader("far-issuer@example.com", "Batch QA Releaser", company=other_company()))
	assert frappe.client.get_list(ISSUED) == []
	assert frappe.client.get_list("Customer Certificate Result", ["result"], parent=ISSUED) == []
	assert not doc.has_permission("read")
	with pytest.raises(frappe.PermissionError, match="only in warehouses that you may not read"):
		issue()


def test_a_customer_chooses_once_for_the_same_items(released):
	choose("Moisture")
	with pytest.raises(frappe.DuplicateEntryError, match="already has the choice"):
		choose("Protein")

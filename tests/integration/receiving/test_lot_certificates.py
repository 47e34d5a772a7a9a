"""While a delivery is entered, the clerk sees which of its lots have a certificate, and begins those that are missing."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.receiving import begin_certificate, certificates, open_rows
from batch_trace.control.receiving.rows import CannotReceive
from tests.integration.receiving.test_lots import draft, material_receipt
from tests.integration.support import certificates as coa
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import make
from tests.integration.support.qa import control


@pytest.fixture
def receipt(plant):
	coa.specify()
	return draft()


def states(doc, *numbers: str) -> dict[str, str]:
	found = certificates(doc.doctype, doc.name, doc.items[0].name, list(numbers))
	return {number: each["state"] for number, each in found.items()}


def begin(doc, **lot: object) -> str:
	return begin_certificate(doc.doctype, doc.name, doc.items[0].name, lot)


def test_each_lot_shows_what_its_certificate_waits_for(receipt):
	coa.accept("L-1")
	coa.reject("L-2")
	coa.draft("L-3")
	begin(receipt, supplier_batch="L-4")
	assert states(receipt, "l-1", "L-1", "L-2", "L-3", "L-4", "L-5") == {
		"l-1": "Accepted",
		"L-1": "Accepted",
		"L-2": "Rejected",
		"L-3": "To Review",
		"L-4": "No File",
	}


def test_another_supplier_s_or_item_s_certificate_is_not_shown(receipt):
	other = make("Supplier", supplier_name="Another Mill", supplier_group="All Supplier Groups").name
	coa.accept("L-1", supplier=other)
	coa.draft("L-2", item="SUGAR")
	assert states(receipt, "L-1", "L-2") == {}


def test_one_that_was_replaced_does_not_count_and_a_rejection_goes_first(receipt):
	bad = coa.reject("L-1")
	coa.draft("L-1")
	assert states(receipt, "L-1") == {"L-1": "Rejected"}
	coa.accept("L-1", replaces=bad.name)
	assert states(receipt, "L-1") == {"L-1": "Accepted"}


def test_a_draft_is_begun_once_with_what_the_line_says(receipt):
	name = begin(receipt, supplier_batch="L-9", expiry_date="2028-05-31", quantity=5)
	made = frappe.get_doc(coa.CERTIFICATE, name)
	assert (made.supplier, made.item_code, made.supplier_batch) == (receipt.supplier, "FLOUR", "L-9")
	assert (str(made.expiry_date), made.docstatus) == ("2028-05-31", 0)
	assert begin(receipt, supplier_batch="l-9") == name


def test_without_a_supplier_or_its_batch_there_is_no_certificate(receipt):
	with pytest.raises(CannotReceive, match="Supplier Batch first"):
		begin(receipt, quantity=5)
	found = material_receipt()
	with pytest.raises(CannotReceive, match="supplier"):
		begin(found, supplier_batch="L-1")
	assert states(found, "L-1") == {}


def test_the_rights_are_those_of_the_user(receipt):
	coa.draft("L-3")
	as_user(reader("buys-only@example.com", "Purchase User"))
	assert states(receipt, "L-3") == {}
	with pytest.raises(frappe.PermissionError):
		begin(receipt, supplier_batch="L-4")


def test_the_row_says_whether_its_policy_waits_for_one(receipt):
	assert not open_rows(receipt.doctype, receipt.name)[0]["needs_certificate"]
	control("FLOUR", requires_certificate=1)
	assert open_rows(receipt.doctype, receipt.name)[0]["needs_certificate"]

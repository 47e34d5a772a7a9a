"""What is read from a certificate's file are proposals: a person confirms each, or the certificate is not submitted."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import certificates
from batch_trace.control.signatures import evidence_files
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.certificates import CERTIFICATE, attach, draft, reading, review, specify

FILE = """Certificate of Analysis;
Certificate No.;COA-77
Date of issue;2026-11-06
Batch;L-1
Manufacturing date;2026-10-31
Best before;2028-10-31

Test;Unit;Specification;Result;Method
Moisture;%;max. 14.0;12.5;ISO 712
Protein;%;10.0 - 13.0;11.50;Kjeldahl
Colour;;White;White;Visual
Ash;%;max. 0.6;< 0.55;ISO 2171
"""
PARAMETERS = ["Moisture", "Protein", "Colour", "Ash"]


@pytest.fixture
def specified(plant, once):
	once(lambda _plant: specify())
	return plant


def with_file(content: str = FILE, number: str = "L-1", name: str = "coa.csv", **values: object):
	"""Return a draft without results, whose file has this content and a comment that makes it one of its own."""
	file = attach(f"{content}\nPrinted;{frappe.generate_hash(length=8)}\n", name)
	values = {"readings": (), "certificate_no": None, "file": file.file_url, **values}
	return draft(number, **values)


def read(doc):
	certificates.read(doc.name)
	return doc.reload()


def confirm(doc, *, heading: bool = True) -> None:
	for row in doc.readings:
		row.confirmed = 1
		if row.verdict == "For a Person":
			row.judgement = "Not Needed"
	doc.heading_confirmed = int(heading)


def test_the_file_is_read_as_proposals(specified):
	doc = read(with_file())
	assert [row.parameter for row in doc.readings] == PARAMETERS
	assert {row.proposed_from for row in doc.readings} == {doc.sha256}
	assert not any(row.confirmed for row in doc.readings)
	moisture, ash = reading(doc, "Moisture"), reading(doc, "Ash")
	assert (moisture.number, moisture.unit, moisture.method, moisture.verdict) == (
		12.5,
		"%",
		"ISO 712",
		"Pass",
	)
	assert (moisture.claimed, moisture.certificate_spec) == ("Pass", "max. 14.0")
	assert (ash.operator, ash.number, ash.verdict) == ("<", 0.55, "For a Person")
	assert (doc.certificate_no, str(doc.issue_date), str(doc.expiry_date)) == (
		"COA-77",
		"2026-11-06",
		"2028-10-31",
	)
	assert "COA-77" in doc.heading_proposed


@pytest.mark.parametrize(
	("product", "question"), [("flour", ""), ("Rye flour, fine", "Is Rye flour, fine the item")]
)
def test_a_product_is_asked_about_where_it_has_another_name_than_the_item(specified, product, question):
	doc = read(with_file(FILE.replace("Batch;", f"Product;{product}\nBatch;")))
	assert question in doc.questions
	assert bool(question) == bool(doc.questions)


def test_what_nobody_confirmed_stops_the_submission_in_words(specified):
	doc = read(with_file())
	with pytest.raises(frappe.ValidationError, match="number, dates and result were read from its file"):
		review(doc)
	doc.reload().heading_confirmed = 1
	with pytest.raises(
		frappe.ValidationError, match=r"nobody has confirmed them: 1 \(Moisture\), 2 \(Protein\)"
	):
		review(doc)
	confirm(doc.reload())
	reading(doc, "Protein").confirmed = 0
	with pytest.raises(frappe.ValidationError, match=r"nobody has confirmed them: 2 \(Protein\)\."):
		review(doc)
	confirm(doc.reload())
	assert review(doc).docstatus == 1


def test_it_is_noted_who_confirmed(specified):
	doc = read(with_file())
	as_user(reader("coa-confirms@example.com", "Stock User"))
	doc = frappe.get_doc(CERTIFICATE, doc.name)
	doc.readings[0].confirmed = 1
	doc.save()
	assert [row.confirmed_by for row in doc.readings[:2]] == ["coa-confirms@example.com", None]
	frappe.set_user("Administrator")
	doc = frappe.get_doc(CERTIFICATE, doc.name)
	doc.save()
	assert doc.readings[0].confirmed_by == "coa-confirms@example.com"
	doc.readings[0].value = "12.6"
	doc.save()
	assert doc.readings[0].confirmed_by == "Administrator"


def test_that_a_row_is_a_proposal_is_not_taken_from_a_request(specified):
	doc = read(with_file())
	for row in doc.readings:
		row.proposed_from = None
	doc.save()
	assert {row.proposed_from for row in doc.readings} == {doc.sha256}


def test_reading_again_keeps_what_a_person_typed_or_confirmed(specified):
	doc = read(with_file(readings=[("Taste", "good")]))
	reading(doc, "Moisture").update({"confirmed": 1, "note": "seen"})
	doc.save()
	assert certificates.read(doc.name) == 3
	doc.reload()
	assert sorted(row.parameter for row in doc.readings) == sorted(["Taste", *PARAMETERS])
	assert (reading(doc, "Moisture").confirmed, reading(doc, "Moisture").note) == (1, "seen")


def test_what_a_person_entered_in_the_heading_is_kept_and_asked_about(specified):
	doc = read(with_file(certificate_no="COA-78"))
	assert doc.certificate_no == "COA-78"
	assert "Certificate Number: the file says COA-77" in doc.questions


def test_the_file_of_another_batch_is_refused(specified):
	doc = with_file(number="L-9")
	with pytest.raises(frappe.ValidationError, match=r"The file is about.*L-1.*supplier's batch.*L-9"):
		certificates.read(doc.name)


def test_rows_of_another_file_are_not_submitted(specified):
	doc = read(with_file())
	confirm(doc)
	doc.file = attach(f"{FILE}\nPrinted;anew", "coa.csv").file_url
	doc.save()
	doc.heading_confirmed = 1
	with pytest.raises(frappe.ValidationError, match=r"nobody has confirmed|another file"):
		review(doc)


def test_another_file_is_read_and_confirmed_anew(specified):
	doc = read(with_file())
	confirm(doc)
	doc.file = attach(f"{FILE.replace('12.5', '12.9')}\nPrinted;again", "coa.csv").file_url
	doc.save()
	read(doc)
	assert (reading(doc, "Moisture").value, len(doc.readings)) == ("12.9", 4)
	assert not doc.heading_confirmed and not any(row.confirmed for row in doc.readings)
	with pytest.raises(frappe.ValidationError, match="number, dates and result were read from its file"):
		review(doc)


def test_a_file_that_cannot_be_read_says_why(specified):
	doc = with_file("Dear customer", name="letter.txt")
	with pytest.raises(frappe.ValidationError, match=r"letter.*cannot be read: no test results were found"):
		certificates.read(doc.name)


def test_a_replaced_file_is_not_read(specified):
	doc = with_file()
	with open(evidence_files._path(doc.file), "wb") as file:
		file.write(FILE.encode())
	with pytest.raises(frappe.ValidationError, match="was replaced"):
		certificates.read(doc.name)


def test_who_may_not_write_it_reads_nothing_into_it(specified):
	doc = with_file()
	as_user(reader("coa-auditor@example.com", "Batch Auditor"))
	with pytest.raises(frappe.PermissionError):
		certificates.read(doc.name)


def test_nothing_is_read_into_a_reviewed_certificate(specified):
	doc = review(with_file(), reason="compared on paper")
	with pytest.raises(frappe.ValidationError, match="was reviewed already"):
		certificates.read(doc.name)


def test_what_a_file_says_is_text(specified):
	doc = read(with_file(FILE.replace("Visual", "<b>Visual</b>").replace("COA-77", "<i>77</i>")))
	said = [doc.certificate_no, doc.heading_proposed, *(row.method for row in doc.readings)]
	assert not [text for text in said if text and ("<b" in text or "<i" in text)]

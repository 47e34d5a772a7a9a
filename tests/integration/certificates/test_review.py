"""QA's review: its right and signature, what must be clear before, and what is accepted only with a reason."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status
from batch_trace.control.signatures import evidence_files
from batch_trace.control.signatures.signing_lock import SignatureRefused
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.certificates import (
	CERTIFICATE,
	GOOD,
	accept,
	attach,
	draft,
	reading,
	reject,
	review,
	specify,
)
from tests.integration.support.findings import problems
from tests.integration.support.qa import PASSWORD, control
from tests.integration.support.signers import signer

CLERK = ("clerk-goods-in@example.com", "Stock User")
RELEASER = "certificate-releaser@example.com"


@pytest.fixture
def specified(plant, once):
	once(lambda _plant: specify())
	return plant


def test_an_accepted_certificate_is_signed_and_keeps_its_file(specified):
	doc = accept()
	[signature] = status.submission.signing.signatures_of(CERTIFICATE, doc.name)
	assert (doc.docstatus, signature["meaning"], signature["is_intact"]) == (1, "Accepted", True)
	assert evidence_files.recorded(doc) == {doc.file: doc.sha256}
	assert doc.sha256 == evidence_files.content_of(doc.file)
	assert problems() == []


def test_the_clerk_enters_and_qa_decides(specified):
	as_user(reader(*CLERK))
	doc = draft()
	with pytest.raises(frappe.PermissionError):
		review(doc)
	as_user(signer(RELEASER, PASSWORD, "Batch QA Releaser"))
	assert review(frappe.get_doc(CERTIFICATE, doc.name)).docstatus == 1


def test_a_reviewer_prepares_and_does_not_submit(specified):
	as_user(reader("coa-reviewer@example.com", "Batch QA Reviewer"))
	doc = draft(readings=[("Feuchte", "12")])
	doc.readings[0].our_parameter = "Moisture"
	doc.save()
	doc.decision = "Accepted"
	with pytest.raises(frappe.PermissionError):
		doc.submit()


def test_a_wrong_password_submits_nothing(specified):
	doc = draft(decision="Accepted")
	with pytest.raises(SignatureRefused):
		status.sign_and_submit(CERTIFICATE, doc.name, "Accepted", "wrong")
	assert frappe.db.get_value(CERTIFICATE, doc.name, "docstatus") == 0


def test_the_desks_submit_button_does_not_pass_without_a_signature(specified):
	doc = draft(decision="Accepted")
	with pytest.raises(frappe.ValidationError, match="needs your signature"):
		doc.submit()


def test_the_signature_means_the_decision(specified):
	doc = draft(decision="Accepted")
	with pytest.raises(frappe.ValidationError, match=r"meaning of the signature.*Rejected.*Accepted"):
		status.sign_and_submit(CERTIFICATE, doc.name, "Rejected", PASSWORD)


def test_without_a_decision_nothing_is_submitted(specified):
	with pytest.raises(frappe.ValidationError, match="Choose Accepted or Rejected"):
		draft().submit()


def test_the_person_who_received_does_not_accept_where_duties_are_segregated(specified):
	control("FLOUR")
	specified.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	frappe.db.set_single_value("Batch Trace Settings", "segregation_of_duties", 1)
	with pytest.raises(frappe.PermissionError, match=r"You received or made batch.*F1"):
		accept()
	assert reject("L-1").docstatus == 1


@pytest.mark.parametrize(
	("values", "match"),
	[
		({"readings": (*GOOD[:2], ("Colour", "white"), ("Moisture", "15"))}, "Moisture failed"),
		({"readings": GOOD[1:]}, "Moisture is missing"),
		({"overall_claim": "Fail"}, "own result is Fail"),
		({"readings": ()}, "has no results"),
	],
	ids=["failed", "missing", "claim", "empty"],
)
def test_what_speaks_against_it_is_accepted_only_with_a_reason(specified, values, match):
	doc = draft(**values)
	with pytest.raises(frappe.ValidationError, match=f"only with a reason: .*{match}"):
		review(doc)
	assert review(doc.reload(), reason="Agreed with production").docstatus == 1


def test_a_row_judged_as_failed_needs_a_reason_too(specified):
	doc = draft(readings=[*GOOD, ("Ash", "0.5")])
	with pytest.raises(frappe.ValidationError, match=r"for a person to judge: 4 \(Ash\)"):
		review(doc)
	reading(doc.reload(), "Ash").judgement = "Fail"
	with pytest.raises(frappe.ValidationError, match="Ash failed"):
		review(doc)
	reading(doc.reload(), "Ash").judgement = "Not Needed"
	assert review(doc).docstatus == 1


def test_only_who_may_submit_judges_what_is_for_a_person(specified):
	as_user(reader("coa-judging-clerk@example.com", "Stock User"))
	doc = draft(readings=[*GOOD, ("Ash", "0.5", {"judgement": "Pass", "judged_by": "Administrator"})])
	assert (reading(doc, "Ash").judgement, reading(doc, "Ash").judged_by) == (None, None)
	frappe.set_user("Administrator")
	doc = frappe.get_doc(CERTIFICATE, doc.name)
	reading(doc, "Ash").judgement = "Not Needed"
	doc.save()
	as_user("coa-judging-clerk@example.com")
	doc = frappe.get_doc(CERTIFICATE, doc.name)
	doc.certificate_no = "COA 4712"
	doc.save()
	assert reading(doc.reload(), "Ash").judged_by == "Administrator"
	reading(doc, "Ash").value = "0.9"
	doc.save()
	assert reading(doc.reload(), "Ash").judgement is None
	frappe.set_user("Administrator")
	with pytest.raises(frappe.ValidationError, match="for a person to judge"):
		review(frappe.get_doc(CERTIFICATE, doc.name))


def test_a_rejection_needs_a_reason_and_no_judgement(specified):
	doc = draft(readings=[("Ash", "0.5")])
	with pytest.raises(frappe.ValidationError, match="reason for which certificate"):
		review(doc, "Rejected")
	assert review(doc.reload(), "Rejected", reason="Not our goods").docstatus == 1


def test_a_certificate_without_a_file_is_not_submitted(specified):
	with pytest.raises(frappe.ValidationError, match="has no file"):
		review(draft(file=None))


def test_a_file_that_was_replaced_is_refused(specified):
	doc = draft()
	with open(evidence_files._path(doc.file), "wb") as file:
		file.write(b"other content")
	for change in (lambda: doc.save(), lambda: review(doc)):
		with pytest.raises(frappe.ValidationError, match=r"was replaced: its content is not what"):
			change()
		doc.reload()
	doc.file = attach("the right one").file_url
	assert review(doc).sha256 == evidence_files.content_of(doc.file)


def test_the_hash_is_not_taken_from_a_request(specified):
	doc = draft(sha256="0" * 64)
	assert doc.sha256 == evidence_files.content_of(doc.file)


@pytest.mark.parametrize(
	("url", "match"),
	[("/private/files/none.pdf", "is missing"), ("https://example.com/c.pdf", "another server")],
)
def test_a_file_that_is_not_here_is_refused(specified, url, match):
	with pytest.raises(frappe.ValidationError, match=match):
		draft(file=url)


def test_a_file_that_the_clerk_may_not_read_is_refused(specified):
	url = attach("salaries").file_url
	as_user(reader(*CLERK))
	with pytest.raises(frappe.PermissionError, match="You may not read file"):
		draft(file=url)


def test_a_reviewed_certificate_stays_as_it_is(specified):
	doc = accept()
	with pytest.raises(frappe.ValidationError, match="evidence"):
		doc.cancel()
	doc.reload().remarks = "x"
	with pytest.raises(frappe.ValidationError, match="evidence"):
		doc.save()
	with pytest.raises(frappe.ValidationError, match="cannot be deleted"):
		frappe.delete_doc(CERTIFICATE, doc.name)
	with pytest.raises(frappe.ValidationError, match="cannot be"):
		frappe.delete_doc("File", frappe.db.get_value("File", {"file_url": doc.file}))


def test_rows_stay_with_their_certificate(specified):
	doc, other = accept(), draft("L-2")
	row = doc.readings[0]
	for change in (
		lambda: frappe.get_doc(row.doctype, row.name).save(),
		lambda: frappe.delete_doc(row.doctype, row.name),
		lambda: frappe.client.set_value(row.doctype, row.name, "verdict", "Fail"),
	):
		with pytest.raises(frappe.ValidationError):
			change()
	other.readings[0].name = row.name
	with pytest.raises(frappe.ValidationError):
		other.save()


def test_the_check_finds_what_was_changed_in_the_database(specified):
	doc = accept()
	frappe.db.set_value(doc.readings[0].doctype, doc.readings[0].name, "value", "1", update_modified=False)
	assert problems() == [("document_differs", doc.name)]


def test_a_certificate_that_replaces_another_is_of_the_same_goods(specified):
	first = accept()
	with pytest.raises(frappe.ValidationError, match="cannot replace"):
		draft("L-2", replaces=first.name)
	with pytest.raises(frappe.ValidationError, match="cannot replace"):
		draft(replaces=draft().name)
	assert draft("l - 1", replaces=first.name).replaces == first.name


def test_our_batch_is_of_the_certificates_item(specified):
	specified.batch("SUGAR", "S1")
	with pytest.raises(frappe.ValidationError, match=r"S1.*is of item.*SUGAR"):
		draft(batch="S1")


def test_drafts_can_be_deleted(specified):
	as_user(reader(*CLERK))
	frappe.delete_doc(CERTIFICATE, draft().name)


def test_what_is_typed_is_text(specified):
	doc = draft("L<3", readings=[("Sieve < 75 um", "< 5")], remarks="a<b")
	doc.update({"supplier_batch": "L<b>1", "remarks": '{"a": "<i>x</i>"}'})
	doc.readings[0].value = '["<script>1</script>"]'
	doc.save()
	said = (doc.supplier_batch, doc.remarks, doc.readings[0].value, doc.readings[0].parameter)
	assert not [text for text in said if "<b" in text or "<i" in text or "<s" in text]
	assert doc.readings[0].parameter == "Sieve < 75 um"

"""Files that evidence was submitted with stay as they are, and the check and the signatures find those that did not."""

from __future__ import annotations

import os

import frappe
import pytest
from frappe.utils.password import update_password

from batch_trace.api import status
from batch_trace.api.signatures import signatures
from batch_trace.control.signatures import evidence_files
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.findings import problems
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold

pytestmark = pytest.mark.usefixtures("plant")
DECISION = "Batch Disposition"


@pytest.fixture
def flour(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	return plant


def file(content: str, *attached_to: str, name: str = "coa.txt", **values: object):
	doctype, docname = attached_to or (None, None)
	attached = {"attached_to_doctype": doctype, "attached_to_name": docname}
	facts = {"file_name": f"{frappe.generate_hash(length=6)}-{name}", "is_private": 1, "content": content}
	return frappe.get_doc(doctype="File", **facts, **attached, **values).insert()


def draft(doctype: str = DECISION):
	doc = frappe.get_doc(doctype=doctype, decision="Released", reason="laboratory report")
	doc.append("batches", {"batch": "F1"})
	return doc.insert()


def signed(doc) -> str:
	give_password()
	status.sign_and_submit(DECISION, doc.name, "Released", PASSWORD, "laboratory report")
	return doc.name


def is_intact(name: str) -> bool:
	[signature] = signatures(DECISION, name)
	return signature["is_intact"]


@pytest.fixture
def decision(flour):
	"""A signed decision with an attached file that is named as evidence, too."""
	doc = draft()
	coa = file("moisture 20", DECISION, doc.name)
	doc.append("evidence", {"file": coa.file_url, "note": "moisture"})
	doc.save()
	return signed(doc), coa


def test_the_content_of_a_file_is_signed_and_recorded(decision):
	name, coa = decision
	[url] = evidence_files.recorded(frappe.get_doc(DECISION, name))
	assert url == coa.file_url
	assert is_intact(name)
	assert problems() == []


def test_a_file_of_evidence_is_not_deleted(decision):
	name, coa = decision
	with pytest.raises(frappe.ValidationError, match=rf"(?s)evidence.*{name}|{name}.*evidence.*further file"):
		frappe.delete_doc("File", coa.name)
	assert os.path.exists(coa.get_full_path())
	for other in frappe.get_all("File", {"file_url": coa.file_url}, pluck="name"):
		with pytest.raises(frappe.ValidationError, match=name):
			frappe.delete_doc("File", other)
	assert os.path.exists(coa.get_full_path())


@pytest.mark.parametrize(
	"change",
	[{"is_private": 0}, {"file_url": "/private/files/other.txt"}, {"attached_to_name": "DISP-0"}],
	ids=str,
)
def test_a_file_of_evidence_is_not_changed(decision, change):
	name, coa = decision
	coa.reload()
	coa.update(change)
	with pytest.raises(frappe.ValidationError, match=name):
		coa.save()
	assert is_intact(name)


@pytest.mark.parametrize("way", ["other content", "missing"])
def test_a_swapped_file_is_found(decision, way):
	name, coa = decision
	if way == "missing":
		os.remove(coa.get_full_path())
	else:
		with open(coa.get_full_path(), "w") as swapped:
			swapped.write("moisture 10")
	assert not is_intact(name)
	assert problems() == [("document_differs", name)]


def test_a_further_file_may_be_attached_and_taken_away(decision):
	name, _coa = decision
	frappe.delete_doc("File", file("retest", DECISION, name).name)
	assert is_intact(name)


def test_a_file_that_is_swapped_in_a_draft_is_signed_as_it_is(flour):
	doc = draft()
	frappe.delete_doc("File", file("first", DECISION, doc.name).name)
	coa = file("second", DECISION, doc.name)
	assert evidence_files.recorded(frappe.get_doc(DECISION, signed(doc))).keys() == {coa.file_url}


def test_a_file_of_another_document_stays_with_the_decision(flour):
	coa = file("moisture 20", "Item", "FLOUR")
	name = decide("Released", "F1", evidence=[{"file": coa.file_url}])
	frappe.delete_doc("File", coa.name)
	assert os.path.exists(coa.get_full_path())
	assert is_intact(name)
	[kept] = frappe.get_all("File", {"attached_to_name": name}, pluck="name")
	with pytest.raises(frappe.ValidationError, match=name):
		frappe.delete_doc("File", kept)


def test_a_file_that_is_attached_to_nothing_is_not_deleted(flour):
	coa = file("moisture 20")
	name = decide("Released", "F1", evidence=[{"file": coa.file_url}])
	with pytest.raises(frappe.ValidationError, match=name):
		frappe.delete_doc("File", coa.name)


def test_remote_files_are_recorded_as_such(flour):
	name = decide("Released", "F1", evidence=[{"file": "https://example.com/coa.pdf"}])
	doc = frappe.get_doc(DECISION, name)
	assert evidence_files.recorded(doc) == {"https://example.com/coa.pdf": None}
	assert is_intact(name)
	assert problems() == []


def test_a_file_is_known_by_the_address_of_the_site(flour):
	coa = file("moisture 20")
	address = f"{frappe.utils.get_url()}{coa.file_url}?fid={coa.name}"
	name = decide("Released", "F1", evidence=[{"file": address}])
	assert evidence_files.recorded(frappe.get_doc(DECISION, name))[coa.file_url]


@pytest.mark.parametrize(
	"url", ["/private/files/nothing.txt", "private/files/x.txt", "/files/../../site_config.json"]
)
def test_a_file_that_is_not_there_is_no_evidence(flour, url):
	with pytest.raises(frappe.ValidationError, match="missing"):
		decide("Released", "F1", evidence=[{"file": url}])


def test_a_file_that_the_user_may_not_read_is_no_evidence(flour):
	secret = file("wages")
	user = reader("qa-reads@example.com", "Quality Manager", "Batch QA Releaser", "Stock User")
	update_password(user, PASSWORD)
	as_user(user)
	with pytest.raises(frappe.PermissionError, match="may not read file"):
		status.dispose("F1", "Released", "report", PASSWORD, evidence=[{"file": secret.file_url}])


def test_files_of_holds_are_evidence(flour):
	doc = draft("Batch Hold")
	coa = file("metal", "Batch Hold", doc.name)
	doc.submit()
	with pytest.raises(frappe.ValidationError, match=doc.name):
		frappe.delete_doc("File", coa.name)
	with open(coa.get_full_path(), "w") as swapped:
		swapped.write("no metal")
	assert problems() == [("document_differs", doc.name)]


def test_other_files_are_deleted_as_before(flour):
	hold("F1")
	path = (other := file("nothing of evidence")).get_full_path()
	other.delete()
	assert not os.path.exists(path)

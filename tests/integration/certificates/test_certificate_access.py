"""A user of one company sees no certificate of batches that only another company has, neither in lists nor by its rows."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import certificates
from batch_trace.control.signatures import evidence_files
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.certificates import CERTIFICATE, accept, attach, draft, specify
from tests.integration.support.plant import COMPANY
from tests.integration.support.qa import control

READING = "Certificate of Analysis Reading"


@pytest.fixture
def stock(plant):
	"""Flour came as L-1, and a certificate for it and one for goods that have not come yet were entered."""
	specify()
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	return accept("l -1"), draft("L-2")


def listed() -> list[str]:
	return [row.name for row in frappe.client.get_list(CERTIFICATE)]


def far() -> None:
	as_user(reader("far-coa@example.com", "Batch QA Releaser", "Stock User", company=other_company()))


def test_certificates_of_the_other_companys_batches_are_out_of_sight(stock):
	here, coming = stock
	far()
	assert listed() == [coming.name]
	assert not here.has_permission("read")
	assert coming.has_permission("read")
	assert {row.parent for row in frappe.client.get_list(READING, ["parent"], parent=CERTIFICATE)} == {
		coming.name
	}


def test_a_certificate_that_names_the_other_companys_batch_is_out_of_sight(stock):
	named = draft("L-3", batch="F1")
	far()
	assert named.name not in listed()
	assert not named.has_permission("read")


def test_they_enter_and_submit_none_for_them(stock):
	open_one = draft("L-1")
	far()
	with pytest.raises(frappe.PermissionError):
		draft("L-1")
	open_one.decision = "Accepted"
	with pytest.raises(frappe.PermissionError):
		open_one.submit()


def test_they_do_not_take_one_over_with_another_number(stock):
	open_one = draft("L-1")
	given = open_one.as_dict()
	far()
	for change in ({"supplier_batch": "MINE"}, {"item_code": "SUGAR"}, {"item_code": ""}):
		with pytest.raises(frappe.PermissionError):
			frappe.client.save(frappe.as_json({**given, **change}))
		with pytest.raises(frappe.PermissionError):
			frappe.client.set_value(CERTIFICATE, open_one.name, change)
	frappe.set_user("Administrator")
	assert open_one.reload().supplier_batch == "L-1"


def test_a_batch_in_sight_shows_its_certificate(stock):
	here, _coming = stock
	as_user(reader("near-coa@example.com", "Batch QA Releaser", company=COMPANY))
	assert here.name in listed()
	assert here.has_permission("read")


SPELLINGS = (
	"{0}",
	"/private/files/./{1}",
	"/private/files//{1}",
	"/private/files/x/../{1}",
	"{0}?fid=1",
	"{0}#x",
)


@pytest.mark.parametrize("spelling", [*SPELLINGS, "/files/../private/files/{1}"])
def test_a_private_file_of_somebody_else_is_read_by_no_spelling_of_its_url(plant, spelling):
	file = attach("Batch;L-1\n\nTest;Result\nMoisture;12.5\n", f"secret-{frappe.generate_hash(length=6)}.csv")
	url = spelling.format(file.file_url, file.file_url.rsplit("/", 1)[-1])
	as_user(reader("coa-nosy@example.com", "Stock User", company=COMPANY))
	with pytest.raises(frappe.ValidationError if "#" in spelling else frappe.PermissionError):
		draft("L-1", (), file=url)


def test_a_file_without_a_record_of_who_may_read_it_is_not_read(plant):
	doc = draft("L-1", ())
	frappe.db.delete("File", {"file_url": doc.file})
	with pytest.raises(frappe.ValidationError, match="is missing"):
		certificates.read(doc.name)


@pytest.mark.parametrize(
	"url", ["/files/a.pdf", "/private/files/a b.pdf", "https://example.com/files/../a.pdf"]
)
def test_the_url_of_a_file_stays_as_it_is(plant, url):
	assert evidence_files.of_site(url) == url

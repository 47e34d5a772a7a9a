"""A certificate on the desk: goods inward enters it with that role alone, QA signs it with theirs alone, also on a phone."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in, on_the_site, open_page
from tests.integration.support.bakery import reader
from tests.integration.support.certificates import CERTIFICATE, draft, specify
from tests.integration.support.qa import PASSWORD, control, give_password

CLERK, RELEASER = "desk-clerk@example.com", "desk-releaser@example.com"
ITEM = "TIN"


@pytest.fixture(scope="module")
def users(browser) -> dict[str, dict]:
	"""The cookies of the clerk and of the releaser."""
	with on_the_site():
		for email, role in ((CLERK, "Stock User"), (RELEASER, "Batch QA Releaser")):
			reader(email, role)
			give_password(email)
	return {email: log_in(browser, email, PASSWORD) for email in (CLERK, RELEASER)}


@pytest.fixture
def certificate(bakery) -> tuple[str, str]:
	"""A batch that waits for its certificate, and a draft of it that the clerk has entered."""
	with on_the_site():
		number = frappe.generate_hash(length=6).upper()
	with on_the_site() as plant:
		specify(ITEM)
		control(ITEM, status_after_receipt="Quarantine", requires_certificate=1, release_mode="Automatic")
		batch = plant.batch(ITEM, f"{ITEM}-{number}")
		plant.receive(ITEM, 10, batch, supplier_batch=f"L-{number}")
		rows = [
			("Moisture", "12.5", {"unit": "%", "method": "ISO 712"}),
			("Protein", "11,5"),
			("Colour", "white"),
			("Ash", "0.55"),
		]
		doc = draft(f"L-{number}", rows, ITEM)
		doc.readings[3].judgement = "Not Needed"
		doc.decision = "Accepted"
		doc.save()
		doc.db_set("owner", CLERK)
	yield doc.name, batch
	with on_the_site():
		frappe.db.set_value("Item", ITEM, "batch_control_policy", None)


def opened(page, name: str):
	page.goto(f"/app/certificate-of-analysis/{name}")
	page.wait_for_function(
		"name => window.cur_frm?.docname === name && cur_frm.$wrapper.is(':visible')", arg=name
	)
	return page


@pytest.mark.parametrize("width", [1400, 400])
def test_the_clerk_sees_the_verdicts_and_cannot_submit(browser, users, certificate, width):
	name, _batch = certificate
	for page in open_page(browser, users[CLERK], width, 900):
		opened(page, name)
		expect(page.locator(".grid-body .grid-row").first).to_contain_text("Moisture")
		assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
		expect(page.get_by_role("button", name="Sign and Submit", exact=True)).to_have_count(0)
		expect(page.get_by_role("button", name="Submit", exact=True)).to_have_count(0)
		page.evaluate("cur_frm.set_value('remarks', 'the pallet was wet')")
		page.get_by_role("button", name="Save", exact=True).first.click()
		page.wait_for_function("() => !cur_frm.is_dirty()")
	with on_the_site():
		assert frappe.db.get_value(CERTIFICATE, name, "remarks") == "the pallet was wet"


@pytest.mark.parametrize("width", [1400, 400])
def test_qa_signs_it_and_the_batch_is_released(browser, users, certificate, width):
	name, batch = certificate
	for page in open_page(browser, users[RELEASER], width, 900):
		opened(page, name)
		page.get_by_role("button", name="Sign and Submit", exact=True).click()
		dialog = page.locator(".modal-dialog:visible").last
		dialog.locator("input[type=password]").fill(PASSWORD)
		dialog.locator(".btn-modal-primary:visible, .btn-primary:visible").last.click()
		page.wait_for_function("() => cur_frm.doc.docstatus === 1")
		expect(page.locator(".batch-trace-signatures:visible")).to_contain_text("Accepted")
	with on_the_site():
		assert frappe.db.get_value("Batch", batch, "quality_status") == "Released"

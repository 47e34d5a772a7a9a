"""The form of a batch that is only in warehouses of another company."""

from __future__ import annotations

import pytest
from frappe.utils.password import update_password
from playwright.sync_api import expect

from tests.browser.conftest import log_in, on_the_site, open_page
from tests.integration.support.access import other_company
from tests.integration.support.bakery import reader

FAR, PASSWORD = "far@example.com", "rye-and-spelt-31"
ROLES = ("Stock User", "Batch QA Releaser")


@pytest.fixture
def far(browser, bakery):
	"""Somebody of another company."""
	with on_the_site():
		user = reader(FAR, *ROLES, company=other_company())
		update_password(user, PASSWORD)
	yield from open_page(browser, log_in(browser, FAR, PASSWORD), 1400, 900)


def test_it_opens_without_a_message(far, bakery):
	page = far
	page.goto(f"/app/batch/{bakery.flour}")
	page.wait_for_function("name => window.cur_frm?.docname === name && !cur_frm.is_new()", arg=bakery.flour)
	page.wait_for_load_state("networkidle")
	expect(page.locator(".msgprint-dialog:visible, .modal.show")).to_have_count(0)
	expect(page.locator(".batch-trace-banner")).to_have_count(0)

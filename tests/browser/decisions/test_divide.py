"""QA divides a batch on the form: the parts while they are typed, and what follows with and without the right to Stock Entries."""

from __future__ import annotations

import re

import frappe
import pytest
from frappe.utils.password import update_password
from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in, on_the_site, open_page
from tests.integration.support.bakery import reader
from tests.integration.support.plant import ABBR, STORES, warehouse
from tests.integration.support.qa import control

SCRAP = "Tins for Scrap"
PASSWORD = "Wheat-and-Rye-77"
ONLY_QA, WITH_STOCK = "only-qa@example.com", "qa-with-stock@example.com"
TYPE = """async ([outcome, qty, warehouse]) => {
	const row = cur_frm.add_child("parts");
	await frappe.model.set_value(row.doctype, row.name, { outcome, qty, warehouse });
	cur_frm.refresh_field("parts");
}"""


@pytest.fixture(scope="module")
def waiting(bakery) -> list[str]:
	"""Two batches of a hundred tins that wait for QA, and the users."""
	names = [f"TINS-{frappe.generate_hash(length=6).upper()}" for _screen in ("wide", "phone")]
	with on_the_site() as plant:
		control("TIN", status_after_receipt="Quarantine", rejects_go_to="Scrap Warehouse")
		warehouse(SCRAP, batch_quality_use="Scrap")
		for name in names:
			plant.receive("TIN", 100, name)
		reader(ONLY_QA, "Batch QA Releaser")
		reader(WITH_STOCK, "Batch QA Releaser", "Stock User")
		for user in (ONLY_QA, WITH_STOCK):
			update_password(user, PASSWORD)
	return names


@pytest.fixture(params=[ONLY_QA, WITH_STOCK])
def user(request) -> str:
	return request.param


@pytest.fixture(params=[(1400, 900), (400, 850)], ids=["wide", "phone"])
def page(request, browser, waiting, user):
	width, height = request.param
	yield from open_page(browser, log_in(browser, user, PASSWORD), width, height)


def prepare(page: Page, batch: str) -> None:
	"""Open a decision that releases the batch, and let it propose the parts."""
	page.goto(f"/app/batch/{batch}")
	page.wait_for_function(
		"cur_frm && cur_frm.doctype === 'Batch' && typeof batch_trace.decide === 'function'"
	)
	page.evaluate("batch => batch_trace.decide([batch])", batch)
	page.wait_for_function(
		"cur_frm && cur_frm.doctype === 'Batch Disposition' && cur_frm.doc.batches?.length === 1"
	)
	page.evaluate("cur_frm.set_value({ decision: 'Released', reason: 'all looked at' })")
	page.wait_for_function("Boolean(cur_frm.custom_buttons['Divide by Quantity'])")
	page.evaluate("cur_frm.custom_buttons['Divide by Quantity'].click()")
	page.wait_for_function("cur_frm.doc.parts?.length === 1")


def test_dividing_by_quantity(page, waiting, user):
	wide = page.viewport_size["width"] > 1000
	batch = waiting[0 if wide else 1]
	prepare(page, batch)
	page.evaluate(
		"async () => frappe.model.set_value(cur_frm.doc.parts[0].doctype, cur_frm.doc.parts[0].name, 'qty', 60)"
	)
	page.evaluate(TYPE, ["Rework", 30, STORES])
	rest = page.locator(".batch-trace-rest")
	expect(rest).to_contain_text(f"{STORES}: 10.000 not in any part yet")
	page.evaluate(TYPE, ["Reject", 10, STORES])
	page.wait_for_function(
		"place => cur_frm.doc.parts[2].target_warehouse === place", arg=f"{SCRAP} - {ABBR}"
	)
	page.evaluate("cur_frm.save()")
	page.wait_for_function("!cur_frm.is_new() && !cur_frm.is_dirty()")
	assert page.evaluate("cur_frm.doc.parts.map((row) => row.batch)") == [batch, f"{batch}-1", f"{batch}-2"]
	assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
	page.get_by_role("button", name=re.compile("Sign")).first.click()
	page.locator(".modal.show input[type=password]").fill(PASSWORD)
	page.locator(".modal.show .btn-primary").first.click()
	if user == ONLY_QA:
		expect(page.locator(".modal.show").last).to_contain_text("which you may not make")
		return
	page.wait_for_function("cur_frm.doc.docstatus === 1")
	expect(page.locator(".msgprint:visible")).to_have_count(0)
	assert page.evaluate("cur_frm.doc.stock_entry")

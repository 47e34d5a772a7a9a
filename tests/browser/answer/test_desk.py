"""What people see: the button, the tree, the phone, the settings."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.integration.support.plant import CUSTOMER, SUPPLIER


def tree(page: Page):
	return page.locator(".report-wrapper .dt-scrollable")


def test_from_a_batch_to_its_supplier_and_its_customer(desk, bakery):
	desk.goto(f"/app/batch/{bakery.dough}")
	desk.get_by_role("button", name="Trace", exact=True).click()
	for name in (bakery.dough, "Made from", bakery.flour, SUPPLIER, "Used in", bakery.bread, CUSTOMER):
		expect(tree(desk)).to_contain_text(name)
	expect(desk.locator(".report-summary")).to_contain_text("2 customers")


def test_from_a_receipt_forward(desk, bakery):
	desk.goto(f"/app/purchase-receipt/{bakery.receipt}")
	desk.get_by_role("button", name="Trace", exact=True).click()
	for name in (bakery.flour, bakery.dough, bakery.cake, CUSTOMER):
		expect(tree(desk)).to_contain_text(name)


def test_an_unknown_batch_gives_a_hint(desk, bakery):
	desk.goto("/app/query-report/Batch%20Trace?start_type=Batch&start=NO-SUCH-BATCH")
	expect(desk.locator(".page-content:visible")).to_contain_text("There is no batch")


def test_the_tree_fits_a_phone(phone, bakery):
	phone.goto(f"/app/query-report/Batch%20Trace?start_type=Batch&start={bakery.dough}")
	expect(tree(phone)).to_contain_text(bakery.flour)
	assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_settings_tell_how_far_the_history_is_read(desk, bakery):
	desk.goto("/app/batch-trace-settings")
	expect(desk.get_by_role("button", name="Gaps")).to_be_visible()
	expect(desk.locator(".page-head .indicator-pill:visible")).to_contain_text("Complete")

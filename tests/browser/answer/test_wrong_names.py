"""A wrong name in a filter of a report opens no new document, and a batch is found by what it is."""

from __future__ import annotations

from playwright.sync_api import expect

SECOND = 1000


def test_a_wrong_name_opens_no_new_batch(desk, bakery):
	desk.goto("/app/query-report/Batch%20Trace")
	start = desk.locator("[data-fieldname=start] input").first
	start.click()
	start.press_sequentially("SQ-CN-2629-41")
	desk.wait_for_timeout(2 * SECOND)
	start.press("Tab")
	desk.wait_for_timeout(SECOND)
	assert desk.locator(".modal-dialog:visible").count() == 0
	start.click()
	start.fill("")
	start.press_sequentially(bakery.bread)
	option = desk.locator("[role=option]:visible").filter(has_text=bakery.bread).first
	expect(option).to_contain_text("BREAD")
	expect(desk.locator("[role=option]:visible").filter(has_text="Create a new")).to_have_count(0)

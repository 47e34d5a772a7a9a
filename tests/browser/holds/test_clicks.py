"""A double click places one hold, and a wrong password loses nothing that was typed."""

from __future__ import annotations

import frappe
from playwright.sync_api import expect

from tests.browser.conftest import on_the_site
from tests.browser.holds.test_control import PASSWORD, banner, dialog, hold, open_batch


def holds_because(reason: str) -> int:
	with on_the_site():
		return frappe.db.count("Batch Hold", {"reason": reason, "caused_by": ["is", "not set"]})


def test_a_double_click_places_one_hold(desk, bakery):
	reason = f"clicked twice {frappe.generate_hash(length=6)}"
	open_batch(desk, bakery.cake)
	desk.get_by_role("button", name="Hold", exact=True).dblclick()
	expect(desk.locator(".modal-dialog:visible")).to_have_count(1)
	box = dialog(desk)
	expect(box.get_by_role("checkbox", name="Include everything made from it")).to_be_checked()
	box.locator("[data-fieldname=reason] input").fill(reason)
	box.get_by_role("button", name="Put on Hold").dblclick()
	expect(banner(desk)).to_contain_text(reason)
	assert holds_because(reason) == 1


def test_a_wrong_password_keeps_the_dialog(desk, bakery):
	errors = []
	desk.on("pageerror", lambda error: errors.append(str(error)))
	open_batch(desk, bakery.sugar)
	name = hold(desk, bakery.sugar, "to be released after a wrong password")
	desk.reload()
	button = banner(desk).locator(f"[data-release='{name}']")
	button.click()
	signing = desk.locator(".modal-dialog").filter(has_text="My signature means")
	signing.locator("[data-fieldname=reason] textarea").fill("sieved twice")
	signing.locator("input[type=password]").fill("not the password")
	signing.get_by_role("button", name="Sign", exact=True).click()
	refused = desk.locator(".modal-dialog").filter(has_text="The Password is wrong")
	expect(refused).to_be_visible()
	refused.locator(".btn-modal-close").click()
	expect(signing).to_be_visible()
	expect(signing.locator("[data-fieldname=reason] textarea")).to_have_value("sieved twice")
	expect(signing.locator("input[type=password]")).to_have_value("")
	signing.locator("input[type=password]").fill(PASSWORD)
	signing.get_by_role("button", name="Sign", exact=True).click()
	expect(signing).to_have_count(0)
	expect(button).to_have_count(0)
	assert not errors

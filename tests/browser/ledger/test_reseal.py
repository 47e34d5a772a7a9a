"""Re-seal on the gap that says that evidence cannot be verified."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import on_the_site


@pytest.fixture
def gap(bakery) -> str:
	"""An open gap of a site that lost its secret."""
	with on_the_site():
		doc = frappe.get_doc(
			doctype="Trace Gap",
			code="seal_key_unknown",
			severity="error",
			status="Open",
			message="3 records cannot be verified",
		)
		doc.flags.found = True
		return doc.insert(ignore_permissions=True).name


def test_a_gap_has_a_title_that_people_read(desk, gap):
	desk.goto(f"/app/trace-gap/{gap}")
	title = "Record sealed with an unknown key"
	expect(desk.locator(".title-text:visible")).to_contain_text(title)
	expect(desk.locator("[data-fieldname=code] .control-value:visible")).to_have_text(title)
	expect(desk.locator("[data-fieldname=severity] .control-value:visible")).to_have_text("Error")
	desk.goto("/app/trace-gap/view/list")
	expect(desk.locator(".result").get_by_text(title).first).to_be_visible()


def test_a_lost_secret_is_answered_with_a_signed_order(desk, gap):
	desk.goto(f"/app/trace-gap/{gap}")
	desk.get_by_role("button", name="Re-seal", exact=True).click()
	dialog = desk.locator(".modal-dialog:visible")
	expect(dialog).to_contain_text("Compare the site with a backup first")
	dialog.locator("[data-fieldname=reason] textarea").fill(
		"restored on another machine, compared with its backup"
	)
	dialog.locator("[data-fieldname=password] input").fill("admin")
	dialog.get_by_role("button", name="Sign", exact=True).click()
	said = desk.locator(".msgprint-dialog:visible")
	expect(said).to_contain_text("records who ordered it and why")
	with on_the_site():
		order = frappe.get_last_doc("Batch Control Change")
		assert order.reason.startswith("restored on another machine")
		assert frappe.db.exists("Electronic Signature", {"reference_name": order.name})

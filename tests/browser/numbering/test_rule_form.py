"""A quality manager writes a numbering rule and sees at once what number it gives."""

from __future__ import annotations

import os
import re

import frappe
import pytest
from frappe.utils.password import update_password
from playwright.sync_api import expect

from tests.browser.conftest import log_in, on_the_site, open_page
from tests.integration.support.bakery import reader
from tests.integration.support.numbering import COUNT, text
from tests.integration.support.plant import make

PASSWORD = "Wheat-and-Rye-77"


@pytest.fixture
def page(browser, bakery):
	"""The desk of a user who is a quality manager and nothing else."""
	with on_the_site():
		user = reader("numbers@example.com", "Quality Manager", "Batch QA Releaser")
		update_password(user, PASSWORD)
		for rule in frappe.get_all("Batch Numbering Rule", {"rule_name": ["like", "Seen %"]}, pluck="name"):
			frappe.db.set_value("Batch Numbering Rule", rule, {"disabled": 1, "item_code": None})
	yield from open_page(browser, log_in(browser, user, PASSWORD), 1200, 950)


def segment(page, **values: object) -> None:
	"""Add a row as a user's entries do."""
	page.evaluate(
		"""async (values) => {
			const row = cur_frm.add_child("segments");
			for (const [field, value] of Object.entries(values)) await frappe.model.set_value(row.doctype, row.name, field, value);
			cur_frm.refresh_field("segments");
		}""",
		values,
	)


def test_the_number_is_shown_as_the_rule_is_written(page):
	page.goto("/app/batch-numbering-rule/new")
	page.wait_for_function("window.cur_frm && cur_frm.doctype === 'Batch Numbering Rule'")
	page.evaluate("cur_frm.clear_table('segments'); cur_frm.set_value('rule_name', 'Seen ' + Date.now())")
	preview = page.locator("[data-fieldname=preview]").first
	segment(page, kind="Text", text="Müsli")
	expect(preview).to_contain_text("which is not allowed")
	page.evaluate(
		"frappe.model.set_value(cur_frm.doc.segments[0].doctype, cur_frm.doc.segments[0].name, 'text', 'FL-')"
	)
	segment(page, kind="Date", date_form="YJJJ")
	segment(page, kind="Text", text="-")
	segment(page, kind="Sequence", width=3)
	segment(page, kind="Check Character")
	expect(preview.locator(".batch-number")).to_have_text(re.compile(r"^FL-\d{4}-001\w$"))
	expect(preview).to_contain_text("12 of at most 20 characters")
	page.evaluate("cur_frm.set_value('item_code', 'FLOUR')")
	if where := os.environ.get("PICTURE"):
		page.evaluate("frappe.hide_msgprint(); $('#alert-container, #dialog-container').remove()")
		page.evaluate("window.scrollTo(0, $('[data-fieldname=segments]').offset().top - 120)")
		page.wait_for_timeout(1500)
		page.evaluate("$('#alert-container').remove()")
		page.screenshot(path=where)
	page.evaluate("() => void cur_frm.save()")
	page.wait_for_function("!cur_frm.is_new() && !cur_frm.is_dirty()")


def test_a_new_batch_needs_no_number(page):
	name = f"Seen on Batch {frappe.generate_hash(length=6)}"
	with on_the_site():
		make("Batch Numbering Rule", rule_name=name, item_code="TIN", segments=[text("TIN-R"), COUNT])
		frappe.get_doc("User", "numbers@example.com").add_roles("Item Manager")
	page.goto("/app/batch/new")
	page.wait_for_function("window.cur_frm && cur_frm.doctype === 'Batch'")
	page.evaluate("cur_frm.set_value('item', 'TIN')")
	expect(page.locator("[data-fieldname=batch_id]").first).to_contain_text("TIN-R")
	page.evaluate("() => void cur_frm.save()")
	page.wait_for_function("!cur_frm.is_new() && cur_frm.doc.name.startsWith('TIN-R')")
	with on_the_site():
		frappe.db.set_value("Batch Numbering Rule", name, {"disabled": 1, "item_code": None})

"""A batch that has moved is corrected with a signature: from its button, and from the refusal to save a change."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import on_the_site
from tests.browser.holds.test_control import PASSWORD
from tests.integration.support.qa import control


@pytest.fixture
def batch(bakery) -> str:
	"""A batch under control, received with a supplier's batch that was misread."""
	with on_the_site() as plant:
		control("TIN")
		name = plant.batch("TIN", f"TIN-{frappe.generate_hash(length=6)}")
		plant.receive("TIN", 10, name, supplier_batch="L-WRONG")
	yield name
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)


def sign(page) -> None:
	"""Enter reason and password in the dialog on top."""
	dialog = page.locator(".modal-dialog:visible").last
	dialog.locator("[data-fieldname=reason] textarea").fill("the label was misread")
	dialog.locator("input[type=password]").fill(PASSWORD)
	dialog.locator(".btn-modal-primary:visible, .btn-primary:visible").last.click()
	expect(page.locator(".modal-dialog:visible")).to_have_count(0)


def corrected_to(page, value: str) -> None:
	"""Wait until the form says it, and look into the database."""
	page.wait_for_function("value => cur_frm.doc.supplier_batch === value", arg=value)
	name = page.evaluate("cur_frm.doc.name")
	with on_the_site():
		assert frappe.db.get_value("Batch", name, "supplier_batch") == value
		assert frappe.db.exists("Batch Correction", {"batch": name, "new_supplier_batch": value})


def test_the_button_asks_what_is_right_and_why(desk, batch):
	desk.goto(f"/app/batch/{batch}")
	desk.get_by_role("button", name="Correct", exact=True).click()
	dialog = desk.locator(".modal-dialog:visible").last
	dialog.locator("input[data-fieldname=supplier_batch]").fill("L-RIGHT")
	dialog.get_by_role("button", name="Continue", exact=True).click()
	expect(desk.locator(".modal-title:visible").last).to_have_text("Sign and Correct")
	sign(desk)
	corrected_to(desk, "L-RIGHT")
	with on_the_site():
		record = frappe.db.get_value("Batch Correction", {"batch": batch}, "name")
	desk.goto(f"/app/batch-correction/{record}")
	expect(desk.locator(".batch-trace-signatures:visible")).to_contain_text("the label was misread")
	expect(desk.locator(".title-text:visible")).to_contain_text(batch)


def test_the_refusal_of_a_change_offers_the_correction(desk, batch):
	desk.goto(f"/app/batch/{batch}")
	desk.wait_for_function("name => window.cur_frm?.docname === name", arg=batch)
	desk.evaluate("cur_frm.set_value('supplier_batch', 'L-TYPED')")
	desk.get_by_role("button", name="Save", exact=True).click()
	message = desk.locator(".modal-dialog:visible").last
	expect(message).to_contain_text("L-WRONG")
	message.locator(".btn-primary:visible").last.click()
	expect(desk.locator(".modal-title:visible").last).to_have_text("Sign and Correct")
	sign(desk)
	corrected_to(desk, "L-TYPED")

"""The button of a refusal makes the draft that moves stopped goods out of the way."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import on_the_site
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, make, warehouse
from tests.integration.support.qa import control, hold


@pytest.fixture(scope="module")
def note(bakery) -> str:
	"""The draft of a delivery of a held batch."""
	with on_the_site() as plant:
		warehouse("Quarantine", batch_quality_use="Quarantine")
		batch = plant.batch("TIN")
		control("TIN")
		plant.stock(("TIN", batch, 9))
		row = {"item_code": "TIN", "qty": 2, "rate": 2, "warehouse": STORES, "batch_no": batch}
		draft = make(
			"Delivery Note",
			company=COMPANY,
			customer=CUSTOMER,
			items=[{**row, "use_serial_batch_fields": 1}],
		)
		hold(batch)
	yield draft.name
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)


@pytest.mark.parametrize("step", ["Save", "Submit"])
def test_what_is_stopped_is_moved_to_quarantine_with_one_button(desk, note, step):
	desk.goto(f"/app/delivery-note/{note}")
	desk.wait_for_function("name => window.cur_frm?.docname === name && cur_frm.is_dirty()", arg=note)
	desk.get_by_role("button", name="Save", exact=True).click()
	message = desk.locator(".modal-dialog:visible").last
	expect(message).to_contain_text("On Hold")
	if step == "Submit":
		message.locator(".btn-modal-close:visible").click()
		expect(desk.locator(".modal-dialog:visible")).to_have_count(0)
		desk.get_by_role("button", name="Submit", exact=True).click()
		desk.locator(".modal-dialog:visible").last.get_by_role("button", name="Yes", exact=True).click()
		expect(desk.locator(".modal-title:visible").last).to_have_text("Batch may not move")
		message = desk.locator(".modal-dialog:visible").last
	message.get_by_role("button", name="Move to Quarantine").click()
	desk.wait_for_function("window.cur_frm?.doctype === 'Stock Entry'")
	expect(desk.locator("[data-fieldname=items] .grid-row").nth(1)).to_contain_text("TIN")
	expect(desk.locator(".modal-dialog:visible")).to_have_count(0)

"""What policies ask for is marked on the Delivery Note, a proof of delivery is entered on it, and a return is put in its place."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import on_the_site
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, make, warehouse
from tests.integration.support.qa import control

LOADED = {
	"vehicle_no": "HB-T 123",
	"driver_name": "Ann Driver",
	"dispatch_seals": "4711, 4712",
	"dispatch_temperature": "4.5 °C",
	"dispatch_consignee": "Cold Store North",
}


@pytest.fixture
def chilled(bakery):
	"""A batch of an item whose policy asks for vehicle, seal and temperature."""
	with on_the_site() as plant:
		asked = {
			"requires_vehicle": 1,
			"requires_seal": 1,
			"lowest_temperature": "2",
			"highest_temperature": "8",
		}
		control("TIN", **asked, status_after_return="Quarantine")
		batch = plant.batch("TIN", f"TIN-{frappe.generate_hash(length=6)}")
		plant.stock(("TIN", batch, 9))
	yield batch
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)


def note(batch: str, qty: float = 2, is_submitted: bool = False, **values) -> str:
	with on_the_site():
		row = {"item_code": "TIN", "qty": qty, "rate": 2, "warehouse": STORES, "batch_no": batch}
		row["use_serial_batch_fields"] = 1
		doc = make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row], **values)
		if is_submitted:
			doc.submit()
	return doc.name


def opened(page: Page, name: str) -> None:
	page.goto(f"/app/delivery-note/{name}")
	page.wait_for_function("name => window.cur_frm?.docname === name", arg=name)
	page.wait_for_load_state("networkidle")


def test_what_the_policy_asks_for_is_marked_and_the_draft_is_saved_without_it(desk, chilled):
	opened(desk, note(chilled))
	desk.get_by_role("tab", name="More Info").click()
	seals = desk.locator(".frappe-control[data-fieldname=dispatch_seals]:visible")
	expect(seals.locator(".batch-trace-asked")).to_contain_text("Required by policy")
	star = "e => getComputedStyle(e.querySelector('.control-label'), '::after').content"
	assert "*" in seals.evaluate(star)
	expect(desk.locator(".frappe-control[data-fieldname=vehicle_no] .batch-trace-asked")).to_be_visible()
	expect(
		desk.locator(".frappe-control[data-fieldname=dispatch_temperature] .batch-trace-asked")
	).to_contain_text("2 °C to 8 °C")
	expect(desk.locator(".frappe-control[data-fieldname=driver_name] .batch-trace-asked")).to_have_count(0)
	seals.locator("input").fill("4711")
	seals.locator("input").press("Tab")
	desk.keyboard.press("Control+s")
	desk.wait_for_function("!cur_frm.is_dirty() && cur_frm.doc.dispatch_seals === '4711'")
	expect(seals.locator(".batch-trace-asked")).to_have_count(1)


def test_a_proof_of_delivery_is_entered_on_the_submitted_note_and_is_on_the_trace(desk, chilled):
	name = note(chilled, is_submitted=True, **LOADED)
	opened(desk, name)
	desk.get_by_role("button", name="Create", exact=True).click()
	desk.get_by_role("link", name="Proof of Delivery").click()
	dialog = desk.locator(".modal-dialog:visible")
	dialog.locator("[data-fieldname=received_by] input").fill("Bo Keeper")
	dialog.locator("[data-fieldname=arrival_temperature] input").fill("6")
	dialog.locator("[data-fieldname=remarks] textarea").fill("all boxes dry")
	dialog.get_by_role("button", name="Keep").click()
	expect(desk.locator(".modal-dialog:visible")).to_have_count(0)
	with on_the_site():
		kept = frappe.get_all(
			"Dispatch Record",
			{"voucher_no": name, "kind": "Delivered"},
			["received_by", "arrival_temperature"],
		)
	assert kept == [{"received_by": "Bo Keeper", "arrival_temperature": "6 °C"}]
	desk.goto(f"/app/query-report/Batch Trace?start_type=Batch&start={chilled}&direction=Forward")
	expect(desk.locator(".dt-scrollable")).to_contain_text("Driver: Ann Driver")
	expect(desk.locator(".dt-scrollable")).to_contain_text("by Bo Keeper")


def test_a_return_is_received_apart_with_one_button(desk, chilled):
	with on_the_site():
		apart = warehouse("Quarantine", batch_quality_use="Quarantine")
	sent = note(chilled, is_submitted=True, **LOADED)
	with on_the_site():
		from erpnext.controllers.sales_and_purchase_return import make_return_doc

		back = make_return_doc("Delivery Note", sent)
		back.items[0].warehouse = STORES
		back.insert()
	opened(desk, back.name)
	desk.evaluate("cur_frm.dirty()")
	desk.get_by_role("button", name="Save", exact=True).click()
	message = desk.locator(".modal-dialog:visible").last
	expect(message).to_contain_text("is put on hold there")
	message.get_by_role("button", name=f"Receive into {apart}").click()
	desk.wait_for_function(
		"place => !cur_frm.is_dirty() && cur_frm.doc.items[0].warehouse === place", arg=apart
	)

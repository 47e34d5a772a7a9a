"""QA corrects on the voucher itself which batch it moved, and what the labels of a receipt say."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import on_the_site
from tests.browser.corrections.test_correct import sign
from tests.integration.support.plant import make_item
from tests.integration.support.qa import control


@pytest.fixture
def moved(bakery) -> dict[str, str]:
	"""Two batches of jars; both are in stock, and some of the first was shipped."""
	key = frappe.generate_hash(length=6)
	with on_the_site() as plant:
		item = make_item(f"JAR-{key}", has_batch_no=1).name
		control(item)
		names = [plant.batch(item, f"JAR-{letter}-{key}") for letter in "AB"]
		receipts = [plant.receive(item, 10, name, supplier_batch=f"L-{name}") for name in names]
		note = plant.ship(item, 4, names[0])
	return {"wrong": names[0], "right": names[1], "note": note.name, "receipt": receipts[0].name}


def choose(page, action: str) -> None:
	page.get_by_role("button", name="Correct", exact=True).click()
	page.locator(".dropdown-menu:visible a", has_text=action).click()


def test_a_delivery_was_of_another_batch(desk, moved):
	desk.goto(f"/app/delivery-note/{moved['note']}")
	choose(desk, "Batches")
	dialog = desk.locator(".modal-dialog:visible").last
	row = dialog.locator(".grid-body .grid-row").first
	expect(row).to_contain_text(moved["wrong"])
	also = dialog.locator("select[data-fieldname=also]")
	also.select_option(f"Purchase Receipt {moved['receipt']}")
	expect(dialog.locator(".grid-body .grid-row")).to_have_count(2)
	row.locator("[data-fieldname=right_batch]").click()
	row.locator("input[data-fieldname=right_batch]").fill(moved["right"])
	desk.get_by_role("option", name=moved["right"]).first.click()
	dialog.get_by_role("button", name="Continue", exact=True).click()
	expect(desk.locator(".modal-title:visible").last).to_have_text("Sign and Correct")
	sign(desk)
	expect(desk.locator(".new-timeline")).to_contain_text("were batch")
	with on_the_site():
		from batch_trace.api.trace import trace

		assert [row["voucher_no"] for row in trace(moved["right"])["customers"]] == [moved["note"]]
		assert trace(moved["wrong"])["customers"] == []


def test_a_receipts_labels_are_corrected_together(desk, moved):
	desk.goto(f"/app/purchase-receipt/{moved['receipt']}")
	choose(desk, "What the Labels Say")
	dialog = desk.locator(".modal-dialog:visible").last
	row = dialog.locator(".grid-body .grid-row").first
	row.locator("[data-fieldname=supplier_batch]").click()
	row.locator("input[data-fieldname=supplier_batch]").fill("L-RIGHT")
	dialog.get_by_role("button", name="Continue", exact=True).click()
	sign(desk)
	with on_the_site():
		assert frappe.db.get_value("Batch", moved["wrong"], "supplier_batch") == "L-RIGHT"

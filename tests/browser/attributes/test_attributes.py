"""The lab enters what it has measured on the Batch, on a desk and on a phone, with a role of QA alone."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
import pytest
from playwright.sync_api import Page, expect

from batch_trace.control.policy import attribute_values
from tests.browser.conftest import log_in, on_the_site, open_page
from tests.browser.holds.test_control import FIT, dialog
from tests.integration.support.attributes import asks, enter, make_attributes, values
from tests.integration.support.qa import control
from tests.integration.support.signers import signer

LAB, PASSWORD = "lab-alone@example.com", "Wheat-and-Rye-77"
CONDITIONS = (
	("Potency", "At Least", "95"),
	("Organic", "Only", "Yes"),
	("Country",),
	("Allergens", "None of", "Nuts"),
)


@pytest.fixture(scope="module")
def batch(bakery) -> Iterator[str]:
	"""A batch that was repacked from one whose lab values are there in part."""
	with on_the_site() as plant:
		make_attributes()
		control("TIN", attributes=asks(*CONDITIONS), attributes_only_warn=1)
		number = frappe.generate_hash(length=4).upper()
		first, made = f"TIN-{number}", f"TIN-{number}-A"
		plant.stock(("TIN", first, 100))
		enter(first, organic="Yes", allergens="Milk, Soy", country="Germany")
		plant.repack([("TIN", first, 40)], [("TIN", made, 40)])
		signer(LAB, PASSWORD, "Batch QA Reviewer")
	yield made
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)
		for doctype in (attribute_values.VALUE, "Batch Attribute Requirement", attribute_values.ATTRIBUTE):
			frappe.db.delete(doctype)


@pytest.fixture(scope="module")
def lab(browser, batch) -> dict:
	return log_in(browser, LAB, PASSWORD)


@pytest.fixture
def lab_desk(browser, lab) -> Iterator[Page]:
	yield from open_page(browser, lab, 1400, 900)


@pytest.fixture
def lab_phone(browser, lab) -> Iterator[Page]:
	yield from open_page(browser, lab, 400, 844)


def attributes(page: Page):
	return page.locator(".batch-trace-attributes")


def test_the_lab_enters_what_it_has_measured(lab_desk, batch):
	lab_desk.goto(f"/app/batch/{batch}")
	expect(attributes(lab_desk)).to_contain_text("Milk, Soy")
	expect(attributes(lab_desk)).to_contain_text("at least 95 % is required")
	lab_desk.get_by_role("button", name="Attributes", exact=True).click()
	expect(dialog(lab_desk)).to_contain_text("Potency (%)")
	dialog(lab_desk).locator("input[data-fieldname=value_0]").fill("98,5")
	dialog(lab_desk).locator("select[data-fieldname=origin]").select_option("Measured")
	dialog(lab_desk).get_by_role("button", name="Save", exact=True).click()
	expect(dialog(lab_desk)).to_contain_text("98,5 is not a number")
	lab_desk.locator(".msgprint-dialog:visible .btn-modal-close").last.click()
	expect(lab_desk.locator(".modal-dialog:visible")).to_have_count(1)
	dialog(lab_desk).locator("input[data-fieldname=value_0]").fill("98.5")
	dialog(lab_desk).get_by_role("button", name="Save", exact=True).click()
	expect(attributes(lab_desk)).to_contain_text("98.5 %")
	expect(attributes(lab_desk)).to_contain_text("Measured")
	with on_the_site():
		assert values(batch)["Potency"] == "98.5 %"
		assert values(batch)["Allergens"] == "Milk, Soy"


def test_attributes_fit_a_phone(lab_phone, batch):
	lab_phone.goto(f"/app/batch/{batch}")
	expect(attributes(lab_phone)).to_contain_text("Germany")
	assert lab_phone.evaluate(FIT)

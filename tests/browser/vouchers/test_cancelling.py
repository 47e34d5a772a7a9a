"""Cancel, pressed by people who may not cancel holds, decisions or reservations."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils.password import update_password
from playwright.sync_api import expect

from tests.browser.conftest import log_in, on_the_site, open_page
from tests.integration.support.bakery import reader
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import make_return
from tests.integration.support.qa import control
from tests.integration.support.reserving import order, reserve

CLERK, PASSWORD = "clerk@example.com", "rye-and-spelt-31"
ROLES = ("Stock User", "Sales User", "Quality Manager")


@pytest.fixture(scope="module")
def named(bakery) -> dict[str, str]:
	"""A return that placed a hold, an inspection that is evidence, an order with a reservation: name by doctype."""
	with on_the_site() as plant:
		update_password(reader(CLERK, *ROLES), PASSWORD)
		batch = plant.batch("TIN")
		control(
			"TIN",
			status_after_receipt="Quarantine",
			status_after_return="Quarantine",
			inspection_required=1,
			release_mode="Automatic",
		)
		receipt = plant.receive("TIN", 20, batch)
		inspection = inspect(receipt, batch, item="TIN")
		so = order("TIN", 3)
		reserve("Sales Order", so.name, (batch, 3))
		back = make_return(plant.ship("TIN", 2, batch), -1)
		assert frappe.db.exists("Batch Hold", {"voucher_no": back.name, "docstatus": 1})
		assert frappe.db.exists("Batch Disposition Evidence", {"reference_name": inspection.name})
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)
	return {doc.doctype: doc.name for doc in (so, back, inspection)}


@pytest.fixture
def clerk(browser, named):
	"""A page of somebody who works in stores, sales and quality."""
	yield from open_page(browser, log_in(browser, CLERK, PASSWORD), 1400, 900)


@pytest.mark.parametrize("doctype", ["Sales Order", "Delivery Note", "Quality Inspection"])
def test_the_voucher_alone_is_cancelled(clerk, named, doctype):
	clerk.goto(f"/app/{frappe.scrub(doctype).replace('_', '-')}/{named[doctype]}")
	clerk.get_by_role("button", name="Cancel", exact=True).click()
	asked = clerk.locator(".modal-dialog:visible").last
	expect(asked).to_contain_text("Permanently Cancel")
	asked.get_by_role("button", name="Yes", exact=True).click()
	expect(clerk.locator(".page-head .indicator-pill:visible")).to_contain_text("Cancelled")

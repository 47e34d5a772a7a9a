"""The button of a refusal makes the draft that is the way out."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import on_the_site
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, WIP, make, warehouse
from tests.integration.support.qa import control, hold


@pytest.fixture(scope="module")
def note(bakery) -> str:
	"""The draft of a delivery of a held batch."""
	with on_the_site() as plant:
		warehouse("Quarantine", batch_quality_use="Quarantine")
		batch = new_batch(plant)
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
	desk.wait_for_function("name => window.cur_frm?.docname === name", arg=note)
	desk.wait_for_load_state("networkidle")
	desk.evaluate("cur_frm.dirty()")
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


@pytest.fixture
def order(bakery):
	"""A Work Order to which a batch was brought, under control; and another batch in the stores."""
	with on_the_site() as plant:
		warehouse("Quarantine", batch_quality_use="Quarantine")
		control("TIN", late_entry_days=7)
		batch, other = new_batch(plant), new_batch(plant)
		plant.stock(("TIN", batch, 10), ("TIN", other, 10))
		work = plant.work_order("DOUGH", 10, {"TIN": 1})
		plant.transfer_for(work, 10, {"TIN": batch})
	yield work, batch
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)


def new_batch(plant) -> str:
	"""Make a batch of which no earlier test has anything."""
	return plant.batch("TIN", f"TIN-{frappe.generate_hash(length=6)}")


def draft(**values: object) -> str:
	"""Save a Stock Entry and return its name."""
	return make("Stock Entry", company=COMPANY, **values).name


def press(page, name: str, label: str):
	"""Submit a draft, and press the button of the refusal."""
	page.goto(f"/app/stock-entry/{name}")
	page.wait_for_function("name => window.cur_frm?.docname === name", arg=name)
	page.evaluate("() => void cur_frm.savesubmit()")
	page.locator(".modal-dialog:visible").last.get_by_role("button", name="Yes", exact=True).click()
	message = page.locator(".modal-dialog:visible").last
	message.get_by_role("button", name=label, exact=True).click()


def test_held_material_of_an_order_is_returned_and_replaced_with_one_button(desk, order):
	work, batch = order
	with on_the_site() as plant:
		from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

		entry = frappe.get_doc(make_stock_entry(work.name, "Manufacture", 10))
		made = plant.batch("DOUGH", f"DOUGH-{frappe.generate_hash(length=6)}")
		entry.items[-1].update({"batch_no": made, "use_serial_batch_fields": 1})
		entry.insert()
		hold(batch)
	press(desk, entry.name, "Return to Quarantine and Replace")
	desk.wait_for_function("name => cur_frm?.docname !== name && cur_frm.doc.is_return", arg=entry.name)
	row = desk.evaluate("cur_frm.doc.items[0]")
	assert (row["batch_no"], row["qty"], row["s_warehouse"]) == (batch, 10, WIP)
	assert row["t_warehouse"].startswith("Quarantine")
	expect(desk.locator("#alert-container")).to_contain_text("Submit this one, and then")


def test_what_is_left_of_an_order_is_returned_with_one_button(desk, order):
	work, batch = order
	row = {"item_code": "TIN", "qty": 3, "s_warehouse": WIP, "t_warehouse": STORES, "batch_no": batch}
	with on_the_site():
		name = draft(stock_entry_type="Material Transfer", items=[{**row, "use_serial_batch_fields": 1}])
	press(desk, name, "Return from the Order")
	desk.wait_for_function("name => cur_frm?.docname !== name && cur_frm.doc.is_return", arg=name)
	assert desk.evaluate("cur_frm.doc.work_order") == work.name
	assert desk.evaluate("cur_frm.doc.items[0].qty") == 3


def test_a_late_entry_is_signed_from_its_refusal(desk, bakery):
	with on_the_site() as plant:
		control("TIN", late_entry_days=7)
		batch = new_batch(plant)
		old = {"set_posting_time": 1, "posting_date": plant.later(-20)}
		plant.stock_entry("Material Receipt", [], [("TIN", batch, 10)], **old)
		frappe.db.set_value("Batch", batch, "expiry_date", plant.later(-1))
		made = f"DOUGH-{frappe.generate_hash(length=6)}"
		rows = [plant._row("TIN", batch, 2, source=True), plant._row("DOUGH", made, 2, source=False)]
		name = draft(
			stock_entry_type="Repack",
			set_posting_time=1,
			posting_date=plant.later(-5),
			items=[rows[0], {**rows[1], "set_basic_rate_manually": 1}],
		)
	press(desk, name, "Sign the Late Entry")
	desk.wait_for_function("cur_frm?.doctype === 'Batch Override'")
	made = desk.evaluate("({ voucher: cur_frm.doc.voucher_no, batch: cur_frm.doc.batch })")
	assert made == {"voucher": name, "batch": batch}
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)

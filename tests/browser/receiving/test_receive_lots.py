"""Lots are entered with the keyboard and by pasting, on a desk's screen and on a phone's."""

from __future__ import annotations

import frappe
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import on_the_site
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make
from tests.integration.support.qa import control

MANY = 50


@pytest.fixture
def receipt(bakery) -> str:
	"""A draft whose policy asks for the supplier's batch and the expiry date."""
	with on_the_site():
		control("TIN", requires_supplier_batch=1, requires_expiry_date=1)
		row = {"item_code": "TIN", "qty": 1, "rate": 1, "warehouse": STORES}
		name = make("Purchase Receipt", company=COMPANY, supplier=SUPPLIER, items=[row]).name
	yield name
	with on_the_site():
		frappe.db.set_value("Item", "TIN", "batch_control_policy", None)


def opened(page: Page, receipt: str) -> None:
	page.goto(f"/app/purchase-receipt/{receipt}")
	page.wait_for_function("name => window.cur_frm?.docname === name", arg=receipt)


def press_receive(page: Page) -> None:
	page.get_by_role("button", name="Receive Lots").click()
	expect(page.locator(".batch-trace-lots tbody tr")).to_have_count(1)


def received(receipt: str) -> list[tuple]:
	with on_the_site():
		doc = frappe.get_doc("Purchase Receipt", receipt)
		doc.submit()
		fields = ["supplier_batch", "batch", "qty"]
		events = frappe.get_all("Trace Event", {"voucher_no": receipt}, pluck="name")
		entries = frappe.get_all(
			"Trace Entry", {"event": ["in", events]}, fields, order_by="name", as_list=True
		)
	return [tuple(entry) for entry in entries]


def saved(page: Page) -> None:
	page.locator(".modal-dialog:visible .btn-modal-primary").click()
	expect(page.locator(".modal-dialog:visible")).to_have_count(0)


def test_two_lots_with_the_keyboard_alone(desk, receipt):
	key = frappe.generate_hash(length=6)
	opened(desk, receipt)
	desk.get_by_role("button", name="Receive Lots").focus()
	desk.keyboard.press("Enter")
	expect(desk.locator("input[name=supplier_batch]")).to_be_focused()
	typed = [f"S1-{key}", "500", "31052027", "", f"O1-{key}", "20", "Germany", "", ""]
	for value in typed:
		desk.keyboard.type(value)
		desk.keyboard.press("Tab")
	expect(desk.locator(".batch-trace-lots tbody tr")).to_have_count(2)
	desk.keyboard.type(f"S2-{key}")
	desk.keyboard.press("Tab")
	desk.keyboard.press("Control+d")
	desk.keyboard.press("Tab")
	desk.keyboard.press("Control+d")
	for value in ("", "", f"O2-{key}"):
		desk.keyboard.press("Tab") if value == "" else desk.keyboard.type(value)
	expect(desk.locator(".batch-trace-lots-total")).to_contain_text("1,000 Kg")
	saved(desk)
	assert received(receipt) == [(f"S1-{key}", f"O1-{key}", 500.0), (f"S2-{key}", f"O2-{key}", 500.0)]
	with on_the_site():
		assert str(frappe.db.get_value("Batch", f"O2-{key}", "expiry_date")) == "2027-05-31"


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_fifty_lots_pasted_from_a_spreadsheet(request, screen, receipt):
	page, key = request.getfixturevalue(screen), frappe.generate_hash(length=6)
	opened(page, receipt)
	if screen == "phone":
		page.wait_for_function("cur_frm.custom_buttons['Receive Lots']")
		page.evaluate("cur_frm.custom_buttons['Receive Lots'].click()")
		expect(page.locator(".batch-trace-lots tbody tr")).to_have_count(1)
	else:
		press_receive(page)
	lines = "\n".join(f"S{n}-{key}\t{n}\t2027-05-31\t\tO{n}-{key}" for n in range(1, MANY + 1))
	page.locator("input[name=supplier_batch]").focus()
	page.evaluate(
		"""text => {
			const clipboardData = new DataTransfer();
			clipboardData.setData("text", text);
			document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
		}""",
		lines,
	)
	expect(page.locator(".batch-trace-lots tbody tr")).to_have_count(MANY)
	saved(page)
	assert received(receipt) == [(f"S{n}-{key}", f"O{n}-{key}", float(n)) for n in range(1, MANY + 1)]


def test_what_the_policy_asks_for_is_marked_and_a_refusal_keeps_the_dialog(desk, receipt):
	opened(desk, receipt)
	press_receive(desk)
	expect(desk.locator(".batch-trace-lots th.reqd")).to_have_text(
		["Supplier Batch", "Quantity", "Expiry Date", "Our Batch"]
	)
	desk.fill("input[name=quantity]", "5")
	expect(desk.locator("input.batch-trace-missing")).to_have_count(3)
	desk.locator(".modal-dialog:visible .btn-modal-primary").click()
	expect(desk.locator(".msgprint")).to_contain_text("Line 1: the batch number is missing")
	desk.locator(".modal-dialog:visible").last.locator(".btn-modal-close").click()
	expect(desk.locator("input[name=quantity]")).to_have_value("5")


def test_a_certificate_is_begun_from_the_line_and_shown_on_it(desk, receipt):
	key = frappe.generate_hash(length=6)
	opened(desk, receipt)
	press_receive(desk)
	desk.locator("input[name=supplier_batch]").fill(f"S1-{key}")
	aside = desk.locator(".batch-trace-lots-aside")
	with desk.context.expect_page() as opening:
		aside.get_by_role("button", name="Add").click()
	tab = opening.value
	tab.wait_for_function("window.cur_frm?.doctype === 'Certificate of Analysis'")
	assert tab.evaluate("cur_frm.doc.supplier_batch") == f"S1-{key}"
	tab.close()
	expect(aside.get_by_role("link", name="No File")).to_be_visible()


def test_one_file_fills_several_rows(desk, bakery):
	key = frappe.generate_hash(length=6)
	with on_the_site():
		rows = [{"item_code": item, "qty": 1, "rate": 1, "warehouse": STORES} for item in ("TIN", "SUGAR")]
		name = make("Purchase Receipt", company=COMPANY, supplier=SUPPLIER, items=rows).name
	opened(desk, name)
	press_receive(desk)
	content = f"Item;Lot;Qty\nTIN;T-{key};5\nSUGAR;S-{key};7\nSALT;X-{key};1\n".encode()
	file = {"name": "lots.csv", "mimeType": "text/csv", "buffer": content}
	desk.locator(".batch-trace-lots-foot input[type=file]").set_input_files(file)
	questions = desk.locator(".batch-trace-lots-questions li")
	expect(questions).to_have_count(2)
	expect(questions.first).to_contain_text("Row 2, SUGAR: lots proposed: 1")
	expect(questions.last).to_contain_text("of item SALT")
	batch = desk.locator("input[name=batch]").last
	batch.fill(f"OT-{key}")
	desk.locator(".modal-dialog:visible .btn-modal-primary").click()
	expect(desk.locator("input[name=supplier_batch]").first).to_have_value(f"S-{key}")
	desk.locator("input[name=batch]").first.fill(f"OS-{key}")
	saved(desk)
	assert received(name) == [(f"T-{key}", f"OT-{key}", 5.0), (f"S-{key}", f"OS-{key}", 7.0)]


def test_the_rows_of_a_receipt_in_turn_and_back_to_the_first(desk, receipt):
	"""What the first row has received is there again with the numbers of its batches, and the heading says the row once."""
	key = frappe.generate_hash(length=6)
	with on_the_site():
		doc = frappe.get_doc("Purchase Receipt", receipt)
		doc.append("items", {"item_code": "TIN", "qty": 7, "rate": 1, "warehouse": STORES})
		doc.save()
	opened(desk, receipt)
	press_receive(desk)
	expect(desk.locator(".batch-trace-lots-row")).to_be_hidden()
	expect(desk.locator(".batch-trace-lots-total")).to_have_text("The row says 1 Kg.")
	enter = {
		"supplier_batch": f"S-{key}",
		"quantity": "5",
		"expiry_date": "31-05-2027",
		"batch": f"O-{key}",
	}
	for field, value in enter.items():
		desk.fill(f"input[name={field}]", value)
	expect(desk.locator(".batch-trace-lots-total")).to_contain_text("1 lot, 5 Kg.")
	desk.locator(".modal-dialog:visible .btn-modal-primary").click()
	expect(desk.locator(".desk-alert")).to_contain_text([f"1 lot entered: O-{key}"])
	expect(desk.locator(".batch-trace-lots-total")).to_have_text("The row says 7 Kg.")
	desk.locator(".modal-dialog:visible select").select_option(index=0)
	expect(desk.locator("input[name=batch]")).to_have_value(f"O-{key}")
	expect(desk.locator(".modal-dialog:visible select option:checked")).to_contain_text("5 Kg")

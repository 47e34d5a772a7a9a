"""The lists of batches on forms that are not saved yet: nothing that may not go, and a line below that can be read."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.browser.allocation.test_allocation import stock
from tests.browser.holds.test_control import hold

NEW = """async ([doctype, values]) => {
	await frappe.model.with_doctype(doctype);
	const doc = Object.assign(frappe.model.get_new_doc(doctype), values);
	await frappe.set_route("Form", doctype, doc.name);
}"""
ROW = """([table, values]) => {
	const grid = cur_frm.fields_dict[table].grid;
	cur_frm.clear_table(table);
	Object.assign(cur_frm.add_child(table), values);
	cur_frm.refresh_field(table);
	grid.grid_rows[0].toggle_view(true);
}"""
COMPANY = "Trace Test Mill"


def offered(page: Page, doctype: str, values: dict, table: str, row: dict, field: str):
	"""Open a new form, and return what the list of batches in its first row shows."""
	page.evaluate(NEW, [doctype, values])
	page.wait_for_function("doctype => cur_frm?.doctype === doctype && cur_frm.doc.__islocal", arg=doctype)
	page.wait_for_load_state("networkidle")
	page.evaluate(ROW, [table, row])
	options = page.locator("[role=option]:visible")
	_open(page.locator(f".grid-row-open [data-fieldname={field}] input"), options)
	expect(options.filter(has_text="may not make this movement")).to_have_count(1)
	expect(options.filter(has_text="[object")).to_have_count(0)
	return options


def _open(link: Locator, options: Locator) -> None:
	"""Open the list of a link; a form that is still being drawn for the first time closes it again."""
	for _ in range(6):
		link.blur()
		link.click()
		try:
			return options.first.wait_for(timeout=8_000)
		except TimeoutError:
			continue


def test_a_new_form_offers_nothing_that_is_held(desk, bakery):
	made = stock(desk)
	item, held, usable = made["item"], made["early"], made["late"]
	hold(desk, held, "metal found")
	issue = {"stock_entry_type": "Material Issue", "purpose": "Material Issue", "company": COMPANY}
	options = offered(
		desk,
		"Stock Entry",
		issue,
		"items",
		{"item_code": item, "qty": 1, "use_serial_batch_fields": 1},
		"batch_no",
	)
	expect(options.filter(has_text=usable)).to_have_count(1)
	expect(options.filter(has_text=held)).to_have_count(0)
	wanted = {"company": COMPANY, "reserved_for": "Customer", "item_code": item}
	row = {"warehouse": "Stores - TTM"}
	options = offered(desk, "Batch Reservation", wanted, "batches", row, "batch")
	expect(options.filter(has_text=usable)).to_have_count(1)
	expect(options.filter(has_text=held)).to_have_count(0)

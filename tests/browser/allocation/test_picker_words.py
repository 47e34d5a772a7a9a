"""The line below the batches that a voucher's field offers is a sentence, not the names of our filters."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.allocation.test_allocation import open_draft, stock


def test_the_line_below_the_batches_can_be_read(desk, bakery):
	item = stock(desk)["item"]
	open_draft(desk, item, None)
	desk.evaluate("cur_frm.fields_dict.items.grid.grid_rows[0].doc.use_serial_batch_fields = 1")
	desk.evaluate("cur_frm.fields_dict.items.grid.grid_rows[0].show_form()")
	field = desk.locator(".form-in-grid [data-fieldname=batch_no] input").first
	field.scroll_into_view_if_needed()
	field.click()
	options = desk.locator("[role=option]:visible")
	expect(options.filter(has_text="may not make this movement are left out")).to_be_visible()
	expect(options.filter(has_text="[object Object]")).to_have_count(0)

"""What stores see of the order of batches: what comes first before they submit, and the button that names them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

FIT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
STOCKED = """async () => {
	const insert = (doc) => frappe.xcall("frappe.client.insert", {doc});
	const key = frappe.utils.get_random(6);
	const item = `YOGURT-${key}`, policy = `Fresh ${key}`;
	const released = Object.fromEntries(
		["receipt", "production", "return", "split"].map((event) => [`status_after_${event}`, "Released"]));
	await insert({doctype: "Batch Control Policy", policy_name: policy, ...released});
	await insert({doctype: "Item", item_code: item, item_group: "All Item Groups", stock_uom: "Kg", is_stock_item: 1,
		has_batch_no: 1, batch_control_policy: policy});
	const batches = {late: `${item}-1`, early: `${item}-2`};
	for (const [when, batch] of Object.entries(batches)) {
		const expiry_date = frappe.datetime.add_days(frappe.datetime.get_today(), when === "late" ? 90 : 30);
		await insert({doctype: "Batch", batch_id: batch, item, expiry_date});
		const entry = await insert({doctype: "Stock Entry", stock_entry_type: "Material Receipt", purpose: "Material Receipt",
			company: "Trace Test Mill", items: [{item_code: item, qty: 10, t_warehouse: "Stores - TTM", basic_rate: 1,
			batch_no: batch, use_serial_batch_fields: 1}]});
		await frappe.xcall("frappe.client.submit", {doc: entry});
	}
	return {item, policy, ...batches};
}"""
DRAFT = """async ([item, batch]) => {
	const row = {item_code: item, qty: 4, s_warehouse: "Stores - TTM", basic_rate: 1};
	if (batch) Object.assign(row, {batch_no: batch, use_serial_batch_fields: 1});
	const doc = await frappe.xcall("frappe.client.insert", {doc: {doctype: "Stock Entry", purpose: "Material Issue",
		stock_entry_type: "Material Issue", company: "Trace Test Mill", items: [row]}});
	return doc.name;
}"""


def dialog(page: Page) -> Locator:
	return page.locator(".modal-dialog:visible").last


def title(page: Page) -> Locator:
	return page.locator(".modal-title:visible").last


def stock(page: Page) -> dict[str, str]:
	"""Make an item of which the batch that came last goes first, from any page of the desk."""
	page.goto("/app/batch-trace-settings")
	page.wait_for_function("window.cur_frm?.doctype === 'Batch Trace Settings'")
	return page.evaluate(STOCKED)


def open_draft(page: Page, item: str, batch: str | None, *, is_late: bool = True) -> None:
	"""Open a draft and save it again, as some versions of ERPNext's form add to it at once; what saving says is closed."""
	name = page.evaluate(DRAFT, [item, batch])
	page.goto(f"/app/stock-entry/{name}")
	page.wait_for_function("name => window.cur_frm?.docname === name", arg=name)
	page.wait_for_load_state("networkidle")
	page.evaluate("cur_frm.dirty(); cur_frm.save()")
	page.wait_for_function("!cur_frm.is_dirty()")
	if batch and is_late:
		expect(dialog(page)).to_contain_text("another batch comes first")
		dialog(page).locator(".btn-modal-close:visible").click()
		expect(page.locator(".modal-dialog:visible")).to_have_count(0)


def submit(page: Page) -> None:
	page.get_by_role("button", name="Submit", exact=True).click()
	dialog(page).get_by_role("button", name="Yes", exact=True).click()
	expect(title(page)).to_have_text("Another Batch Comes First")


def submitted(page: Page) -> dict:
	"""Return the entry as the server has it, once it is submitted."""
	page.wait_for_function("cur_frm.doc.docstatus === 1")
	return page.evaluate("frappe.db.get_doc(cur_frm.doctype, cur_frm.docname)")


def test_the_batches_in_order_are_taken_and_submitted(desk, bakery):
	made = stock(desk)
	open_draft(desk, made["item"], made["late"])
	submit(desk)
	expect(dialog(desk)).to_contain_text(made["early"])
	dialog(desk).get_by_role("button", name="Take the Batches in Order").click()
	entry = submitted(desk)
	used = desk.evaluate("args => frappe.xcall('frappe.client.get_list', args)", picks(entry["name"]))
	assert used == [{"batch": made["early"], "in_order": 1, "reason": ""}]


def test_the_server_is_not_asked_where_no_policy_asks(desk, bakery):
	made = stock(desk)
	open_draft(desk, made["item"], made["early"], is_late=False)
	asked = []
	desk.on(
		"request", lambda request: asked.append(request.url) if "fefo.out_of_turn" in request.url else None
	)
	assert desk.evaluate("frappe.boot.batch_trace.asks_about_order")
	desk.evaluate("frappe.boot.batch_trace.asks_about_order = false")
	desk.get_by_role("button", name="Submit", exact=True).click()
	dialog(desk).get_by_role("button", name="Yes", exact=True).click()
	submitted(desk)
	assert asked == []


def test_another_batch_goes_with_a_reason(desk, bakery):
	made = stock(desk)
	open_draft(desk, made["item"], made["late"])
	submit(desk)
	dialog(desk).get_by_role("button", name="Submit with This Reason").click()
	expect(title(desk)).to_have_text("Another Batch Comes First")
	dialog(desk).locator("[data-fieldname=reason] textarea").fill("the first one stands behind it")
	dialog(desk).get_by_role("button", name="Submit with This Reason").click()
	entry = submitted(desk)
	used = desk.evaluate("args => frappe.xcall('frappe.client.get_list', args)", picks(entry["name"]))
	assert used == [{"batch": made["late"], "in_order": 0, "reason": "the first one stands behind it"}]


def test_the_button_names_batches_and_says_why_on_a_phone(phone, bakery):
	made = stock(phone)
	open_draft(phone, made["item"], None)
	phone.wait_for_function("cur_frm.custom_buttons['Pick Batches in Order']")
	phone.evaluate("cur_frm.custom_buttons['Pick Batches in Order'].click()")
	expect(dialog(phone)).to_contain_text("First to expire")
	expect(dialog(phone)).to_contain_text(made["early"])
	assert phone.evaluate(FIT)
	assert phone.evaluate("cur_frm.doc.items.map(row => row.batch_no)") == [made["early"]]


def test_a_stop_leaves_one_way_on_a_phone(phone, bakery):
	made = stock(phone)
	change = "name => frappe.xcall('frappe.client.set_value', {doctype: 'Batch Control Policy', name, fieldname: {when_order_is_broken: 'Stop'}})"
	phone.evaluate(change, made["policy"])
	open_draft(phone, made["item"], made["late"])
	submit(phone)
	expect(dialog(phone).get_by_role("button", name="Take the Batches in Order")).to_be_visible()
	expect(dialog(phone).get_by_role("button", name="Submit with This Reason")).to_be_hidden()
	assert phone.evaluate(FIT)


def picks(voucher: str) -> dict:
	return {
		"doctype": "Batch Pick",
		"filters": {"voucher_no": voucher},
		"fields": ["batch", "in_order", "reason"],
	}

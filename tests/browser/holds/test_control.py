"""What QA and stores do in the desk: hold a batch, release it signed, say what each status allows."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PASSWORD = "admin"
FIT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def dialog(page: Page) -> Locator:
	return page.locator(".modal-dialog:visible").last


def banner(page: Page) -> Locator:
	return page.locator(".batch-trace-banner")


def hold(page: Page, batch: str, reason: str) -> str:
	"""Place a hold without a screen, on the page that is open."""
	args = {"batches": [batch], "reason": reason}
	return page.evaluate("args => frappe.xcall('batch_trace.api.status.hold', args)", args)


def open_batch(page: Page, batch: str) -> None:
	page.goto(f"/app/batch/{batch}")
	expect(page.get_by_role("button", name="Decide", exact=True)).to_be_visible()


def test_a_hold_shows_before_what_it_stops(desk, bakery):
	open_batch(desk, bakery.bread)
	expect(banner(desk)).to_have_count(0)
	open_batch(desk, bakery.flour)
	desk.get_by_role("button", name="Hold", exact=True).click()
	shown = dialog(desk).locator("[data-fieldname=consequences] details").first
	descendants = dialog(desk).get_by_role("checkbox", name="Include everything made from it")
	expect(shown).to_contain_text(bakery.flour)
	expect(shown).to_contain_text(bakery.bread)
	descendants.uncheck()
	expect(shown).not_to_contain_text(bakery.bread)
	expect(dialog(desk)).to_contain_text("Not held:")
	descendants.check()
	reason = dialog(desk).locator("[data-fieldname=reason] input")
	reason.fill("metal found")
	expect(shown).to_contain_text(bakery.bread)
	expect(reason).to_have_value("metal found")
	dialog(desk).get_by_role("button", name="Put on Hold").click()
	expect(banner(desk)).to_contain_text("On Hold")
	expect(banner(desk)).to_contain_text("metal found")
	open_batch(desk, bakery.bread)
	expect(banner(desk)).to_contain_text("caused by")


def test_a_release_asks_for_the_password(desk, bakery):
	open_batch(desk, bakery.sugar)
	name = hold(desk, bakery.sugar, "lumps <b>found</b>")
	desk.reload()
	expect(banner(desk)).to_contain_text("lumps < b>found< /b>")
	banner(desk).get_by_role("button", name="Release Hold").click()
	dialog(desk).locator("[data-fieldname=reason] textarea").fill("sieved")
	dialog(desk).locator("input[type=password]").fill(PASSWORD)
	dialog(desk).get_by_role("button", name="Sign", exact=True).click()
	expect(banner(desk)).to_have_count(0)
	desk.goto(f"/app/batch-hold/{name}")
	expect(desk.locator(".batch-trace-signatures")).to_contain_text("sieved")
	expect(desk.get_by_role("button", name="Release", exact=True)).to_have_count(0)


def test_the_table_of_permits_keeps_what_differs(desk, bakery):
	def cell() -> Locator:
		return desk.locator(".batch-trace-matrix select[data-status=Quarantine][data-kind=Transfer]")

	def save() -> None:
		desk.get_by_role("button", name="Save", exact=True).click()
		expect(desk.locator(".page-head .indicator-pill:visible")).not_to_contain_text("Not Saved")

	desk.goto("/app/batch-trace-settings")
	expect(cell()).to_have_value("Warn")
	cell().select_option("Stop")
	save()
	desk.reload()
	expect(cell()).to_have_value("Stop")
	rows = desk.evaluate("cur_frm.doc.permits.map(row => [row.status, row.movement, row.action])")
	assert rows == [["Quarantine", "Transfer", "Stop"]]
	cell().select_option("Warn")
	desk.get_by_role("button", name="Save", exact=True).click()
	desk.get_by_role("button", name="Sign and Save").click()  # the refusal of what loosens control
	dialog(desk).locator("[data-fieldname=reason] textarea").fill("agreed with QA")
	dialog(desk).locator("input[type=password]").fill(PASSWORD)
	dialog(desk).get_by_role("button", name="Sign", exact=True).click()
	expect(desk.locator(".page-head .indicator-pill:visible")).not_to_contain_text("Not Saved")
	desk.reload()
	expect(cell()).to_have_value("Warn")
	assert not desk.evaluate("cur_frm.doc.permits?.length")


def test_banner_and_table_fit_a_phone(phone, bakery):
	phone.goto(f"/app/batch/{bakery.dough}")
	phone.wait_for_function("window.cur_frm?.doctype === 'Batch'")
	hold(phone, bakery.dough, "a reason long enough to need more than one line on the screen of a phone")
	phone.reload()
	expect(banner(phone)).to_contain_text("On Hold")
	assert phone.evaluate(FIT)
	phone.goto("/app/batch-trace-settings")
	expect(phone.locator(".batch-trace-matrix")).to_be_visible()
	assert phone.evaluate(FIT)

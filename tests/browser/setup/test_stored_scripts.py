"""Scripts in every text field, typed or stored past every filter: no page of the app runs them.

ERPNext's own forms, reports and prints show the names of items and parties as HTML; see docs/holds.md.
"""

from __future__ import annotations

import pytest
from frappe.utils.password import update_password

from tests.browser.conftest import on_the_site
from tests.browser.holds.test_control import PASSWORD
from tests.integration.support.scripts import store_raw, type_everywhere

OF_ERPNEXT = ("Item", "Delivery Note", "Stock Entry")
KIND = {
	"released hold": "Batch Hold",
	"released reservation": "Batch Reservation",
	"draft decision": "Batch Disposition",
}
REPORTS = {
	"Batch Trace": {"start_type": "Batch", "start": "{batch}", "direction": "Both"},
	"Batch Movements": {"batch": "{batch}"},
	"Batch Mass Balance": {"start_type": "Batch", "start": "{batch}", "direction": "Both"},
	"Batch Stock": {"item_code": "{item}"},
	"Expiry Forecast": {"item_code": "{item}"},
	"FEFO Compliance": {"item_code": "{item}"},
	"Usable Stock": {"item_code": "{item}"},
	"Waiting for QA": {"item_code": "{item}"},
	"Items without Batch Control": {},
	"Batch Control Health": {},
}
VISIT = """async (routes) => {
	const pause = (ms) => new Promise((done) => setTimeout(done, ms));
	const ran = [];
	for (const route of routes) {
		window.__xss = undefined;
		await frappe.set_route(...route);
		await pause(200);
		while (frappe.request.ajax_count) await pause(50);
		await pause(150);
		const images = document.querySelectorAll('img[src="x"]');
		if (window.__xss || images.length) ran.push(route.map((part) => JSON.stringify(part)).join(" / "));
		for (const image of images) image.remove();
		$(".modal:visible").modal("hide");
	}
	return ran;
}"""
ALL_TEXTS = """async (doctypes) => {
	for (const doctype of doctypes) {
		await frappe.model.with_doctype(doctype);
		const texts = frappe.get_meta(doctype).fields.filter(({ fieldtype }) => /Data|Text/.test(fieldtype));
		const fields = ["name", ...texts.map(({ fieldname }) => fieldname)].map((field) => [field, doctype]);
		frappe.model.user_settings[doctype] = { Report: { fields } };
	}
}"""


@pytest.fixture(scope="module")
def typed(bakery) -> dict[str, str]:
	"""The documents with the script, by kind."""
	with on_the_site() as plant:
		made = type_everywhere(plant)
		update_password("Administrator", PASSWORD)
	return made


@pytest.fixture(scope="module")
def stored_raw(typed) -> dict[str, str]:
	"""The same after the script was stored past Frappe."""
	with on_the_site():
		store_raw(typed)
	return typed


@pytest.fixture
def page(desk):
	"""A page of the desk that is ready to go elsewhere."""
	desk.goto("/app/batch-trace-settings")
	desk.wait_for_function("window.cur_frm?.doctype === 'Batch Trace Settings'")
	return desk


def doctypes(typed: dict[str, str]) -> list[str]:
	return [kind for kind in typed if kind not in KIND and kind not in OF_ERPNEXT]


def test_lists_reports_and_dialogs_run_nothing_that_was_typed(page, typed):
	page.evaluate(ALL_TEXTS, doctypes(typed))
	names = {"{batch}": typed["Batch"], "{item}": typed["Item"]}
	routes = [["List", doctype, "Report", {"name": typed[doctype]}] for doctype in doctypes(typed)]
	for report, filters in REPORTS.items():
		routes.append(
			["query-report", report, {field: names.get(value, value) for field, value in filters.items()}]
		)
	assert page.evaluate(VISIT, routes) == []
	page.evaluate(
		"async (batch) => batch_trace.load_forms().then(() => { batch_trace.hold_batches([batch]) })",
		typed["Batch"],
	)
	page.locator("[data-fieldname=consequences] .batch-trace-tile").first.wait_for()
	assert not page.evaluate("window.__xss || document.querySelectorAll('img[src=\"x\"]').length")


def test_forms_and_lists_run_nothing_that_was_stored(page, stored_raw):
	forms = [
		["Form", KIND.get(kind, kind), name] for kind, name in stored_raw.items() if kind not in OF_ERPNEXT
	]
	assert page.evaluate(VISIT, forms + [["List", doctype] for doctype in doctypes(stored_raw)]) == []


def test_prints_run_nothing_that_was_stored(page, stored_raw):
	ran = []
	for kind, name in stored_raw.items():
		if kind not in OF_ERPNEXT:
			page.goto(f"/printview?doctype={KIND.get(kind, kind)}&name={name}&trigger_print=0")
			if page.evaluate("window.__xss || document.querySelectorAll('img[src=\"x\"]').length"):
				ran.append(kind)
	assert ran == []

"""Completes ERPNext's setup for the demo company, as the setup wizard would."""

import frappe
from frappe import _
from frappe.desk.page.setup_wizard.setup_wizard import setup_complete
from frappe.utils import getdate, now_datetime

from batch_trace.setup.demo.calendar import ANCHOR
from batch_trace.setup.demo.places import ABBR, COMPANY, FLOOR, make_places

FIRST_YEAR = ANCHOR.year
WIZARD = {
	"language": "English",
	"country": "Ireland",
	"timezone": "Europe/Dublin",
	"currency": "EUR",
	"company_name": COMPANY,
	"company_abbr": ABBR,
	"chart_of_accounts": "Standard",
	"fy_start_date": f"{FIRST_YEAR}-01-01",
	"fy_end_date": f"{FIRST_YEAR}-12-31",
}

SETTINGS = {
	"Stock Settings": {
		"default_warehouse": "",
		"auto_insert_price_list_rate_if_missing": 0,
		"pick_serial_and_batch_based_on": "Expiry",
		"auto_indent": 0,
		"enable_serial_and_batch_no_for_item": 1,
	},
	"Manufacturing Settings": {
		"backflush_raw_materials_based_on": "Material Transferred for Manufacture",
		"material_consumption": 1,
		"get_rm_cost_from_consumption_entry": 1,
		"disable_capacity_planning": 1,
		"default_wip_warehouse": FLOOR,
	},
	"Buying Settings": {"maintain_same_rate": 0, "backflush_raw_materials_of_subcontract_based_on": "BOM"},
	"Selling Settings": {"maintain_same_sales_rate": 0},
	"POS Settings": {"invoice_type": "POS Invoice"},
}


def make_company() -> None:
	"""Run the wizard's steps on a site without a company, and change the settings for the plant."""
	if frappe.get_all("Company", limit=1):
		frappe.throw(_("The demo company needs a site of its own: this one already has a company."))
	setup_complete(dict(WIZARD))
	_let_jobs_begin()
	for template in ("Sales Taxes and Charges Template", "Purchase Taxes and Charges Template"):
		for name in frappe.get_all(template, pluck="name"):
			frappe.db.set_value(template, name, "is_default", 0)
	make_places()
	for doctype, values in SETTINGS.items():
		_set(doctype, values)
	_make_shop_till()
	_make_fiscal_years()


def _let_jobs_begin() -> None:
	"""Let scheduled jobs be due from now on, and the back-fill of the empty site be done by now.

	Frappe counts the first run of jobs from their creation, and both are hours ahead once the wizard has set the time zone.
	"""
	frappe.db.set_single_value(
		"Batch Trace Settings", "backfill_finished_at", now_datetime(), update_modified=False
	)
	ahead = {"creation": [">", now_datetime()]}
	for name in frappe.get_all("Scheduled Job Type", ahead, pluck="name", order_by="name"):
		frappe.db.set_value("Scheduled Job Type", name, "creation", now_datetime(), update_modified=False)


def _set(doctype: str, values: dict[str, object]) -> None:
	settings = frappe.get_doc(doctype)
	settings.update({field: value for field, value in values.items() if settings.meta.has_field(field)})
	settings.save()


def _make_shop_till() -> None:
	cash = frappe.get_doc("Mode of Payment", "Cash")
	if not any(row.company == COMPANY for row in cash.accounts):
		cash.append("accounts", {"company": COMPANY, "default_account": f"Cash - {ABBR}"})
	cash.save()


def _make_fiscal_years() -> None:
	"""Create the fiscal years up to today, because the till and the last split post today."""
	for year in range(FIRST_YEAR + 1, getdate().year + 1):
		frappe.get_doc(
			{
				"doctype": "Fiscal Year",
				"year": str(year),
				"year_start_date": f"{year}-01-01",
				"year_end_date": f"{year}-12-31",
			}
		).insert()

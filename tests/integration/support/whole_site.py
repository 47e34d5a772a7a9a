"""Run on a spare site: prints everything that an app could leave behind, as JSON."""

from __future__ import annotations

import json
import sys

import frappe

NAMED = (
	"Client Script",
	"Custom Field",
	"Custom HTML Block",
	"Dashboard Chart",
	"Desktop Icon",
	"DocType",
	"DocType Layout",
	"Form Tour",
	"List View Settings",
	"Module Def",
	"Module Onboarding",
	"Notification",
	"Number Card",
	"Onboarding Step",
	"Page",
	"Print Format",
	"Property Setter",
	"Report",
	"Role",
	"Scheduled Job Type",
	"Server Script",
	"User Type",
	"Web Form",
	"Workspace",
	"Workspace Sidebar",
)


def tables() -> list[str]:
	return [
		row[0]
		for row in frappe.db.sql(
			"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
		)
	]


def columns() -> list[str]:
	return [
		".".join(row)
		for row in frappe.db.sql(
			"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
		)
	]


def indexes() -> list[str]:
	return [
		".".join(row)
		for row in frappe.db.sql(
			"SELECT DISTINCT table_name, index_name FROM information_schema.statistics WHERE table_schema = DATABASE()"
		)
	]


def records() -> list[str]:
	existing_doctypes = [doctype for doctype in NAMED if frappe.db.exists("DocType", doctype)]
	name_fields = {"Scheduled Job Type": "method"}
	return [
		f"{doctype}: {name}"
		for doctype in existing_doctypes
		for name in frappe.get_all(doctype, pluck=name_fields.get(doctype, "name"), limit_page_length=0)
	]


def rights() -> list[str]:
	role_columns = [
		("Has Role", "role"),
		("DocPerm", "role"),
		("Custom DocPerm", "role"),
		("Custom DocPerm", "parent"),
		("Singles", "doctype"),
		("__global_search", "doctype"),
		("DefaultValue", "defkey"),
		("Scheduled Job Log", "scheduled_job_type"),
	]
	return [
		f"{table}: {row[0]}"
		for table, column in role_columns
		for row in frappe.db.sql(
			f"SELECT DISTINCT `{column}` FROM `{table if table.startswith('_') else 'tab' + table}`"
		)
	]


if len(sys.argv) > 1:
	frappe.flags.in_test = frappe.flags.mute_emails = True
	from tests.integration.support.plant import Plant, build_plant
	from tests.integration.support.voucher_entries import entries

	build_plant()
	receipt = Plant().receive("FLOUR", 10, "F1", supplier_batch="S-1")
	frappe.db.commit()
	print(json.dumps(entries(receipt.name)))
else:
	found = [tables(), columns(), indexes(), records(), rights()]
	print(
		json.dumps(
			{"apps": frappe.get_installed_apps(), "found": sorted(item for part in found for item in part)}
		)
	)

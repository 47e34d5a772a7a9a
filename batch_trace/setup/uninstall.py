"""Undoes the installation completely."""

from __future__ import annotations

import json

import frappe

from batch_trace.setup import field_properties, searching
from batch_trace.setup.custom_fields import CUSTOM_FIELDS
from batch_trace.setup.install import INDEXES
from batch_trace.setup.permissions import give_back

SEQUENCES = (
	"Batch Control Change",
	"Batch Correction",
	"Batch Pick",
	"Batch Reservation Use",
	"Corrected Movement",
	"Dispatch Record",
	"Electronic Signature",
	"Sealed State",
	"Submitted Row",
	"Trace Event",
	"Trace Entry",
	"Trace Gap Repair",
	"Trace Seal Block",
)
SETTINGS = "Batch Trace Settings"
SIGNING_PIN = "batch_trace_signing_pin"
LAYOUT = "Desktop Layout"


def before_uninstall() -> None:
	"""Remove the app's fields and roles, and what version 16 shows of it."""
	_remove_fields()
	searching.give_back()
	field_properties.give_all_back()
	_remove_roles()
	_remove_from_desktop()


def after_uninstall() -> None:
	"""Remove what remains after the app's doctypes are dropped: settings, PINs, scheduled jobs, sequences."""
	frappe.db.delete("Singles", {"doctype": SETTINGS})
	frappe.db.delete("__Auth", {"doctype": "User", "fieldname": SIGNING_PIN})
	_remove_jobs()
	_remove_indexes()
	for doctype in SEQUENCES:
		frappe.db.sql_ddl(f"DROP SEQUENCE IF EXISTS {frappe.scrub(doctype + '_id_seq')}")


def _remove_from_desktop() -> None:
	"""Remove icon and sidebar, which Frappe looks for by another name, and deletes after its last commit.

	Not as documents: in developer mode their deletion also deletes the app's own files.
	"""
	for doctype in ("Desktop Icon", "Workspace Sidebar"):
		if frappe.db.exists("DocType", doctype):
			for name in frappe.get_all(doctype, {"app": "batch_trace"}, pluck="name", order_by=None):
				for table in frappe.get_meta(doctype).get_table_fields():
					frappe.db.delete(table.options, {"parenttype": doctype, "parent": name})
				frappe.db.delete(doctype, {"name": name})
	if frappe.db.exists("DocType", LAYOUT):
		_remove_from_layouts()


def _remove_from_layouts() -> None:
	"""Take the icon off the desktops that users have arranged for themselves."""
	for name, layout in frappe.get_all(LAYOUT, fields=["name", "layout"], order_by=None, as_list=True):
		icons = json.loads(layout or "[]")
		kept = [icon for icon in icons if not (isinstance(icon, dict) and icon.get("app") == "batch_trace")]
		if len(kept) < len(icons):
			frappe.db.set_value(LAYOUT, name, "layout", json.dumps(kept))


def _remove_indexes() -> None:
	for name, (doctype, _fields) in INDEXES.items():
		if frappe.db.has_index(f"tab{doctype}", name):
			frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP INDEX `{name}`")


def _remove_jobs() -> None:
	for job in frappe.get_all(
		"Scheduled Job Type", {"method": ["like", "batch_trace.%"]}, pluck="name", order_by=None
	):
		frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": job})
		frappe.delete_doc("Scheduled Job Type", job, force=True, ignore_missing=True)


def _remove_fields() -> None:
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			name = frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": field["fieldname"]})
			if name:
				frappe.delete_doc("Custom Field", name, force=True, ignore_missing=True)
		frappe.clear_cache(doctype=doctype)


def _remove_roles() -> None:
	for row in frappe.get_file_json(frappe.get_app_path("batch_trace", "fixtures", "role.json")):
		for doctype in ("Has Role", "Custom DocPerm", "DocPerm"):
			frappe.db.delete(doctype, {"role": row["name"]})
		frappe.delete_doc("Role", row["name"], force=True, ignore_missing=True)
	give_back()

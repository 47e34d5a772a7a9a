"""What installing the app does to a site. Uninstalling undoes it, from the same tables."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from batch_trace.setup import supported
from batch_trace.setup.custom_fields import CUSTOM_FIELDS
from batch_trace.setup.permissions import let_qa_read_batches

SETTINGS = "Batch Trace Settings"
RELIED_ON = ("options", "depends_on", "mandatory_depends_on", "no_copy", "search_index")
"""What the app needs of its fields as it ships them."""


def before_install() -> None:
	"""Refuse what the app is not made for; then add the fields that capture reads, before the first voucher."""
	supported.check()
	make_fields()


def after_migrate() -> None:
	"""Add the fields and settings of a newer version of the app to a site that has an older one."""
	make_fields()
	settle_defaults()


def make_fields() -> None:
	"""Add the app's fields to ERPNext's doctypes, and bring those that stand up to date where the app relies on it.

	What a user changed besides (label, place, whether it is hidden) stays.
	"""
	lacking: dict[str, list[dict[str, object]]] = {}
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			if standing := _standing(doctype, field["fieldname"]):
				_bring_up_to_date(standing, {key: field.get(key) for key in RELIED_ON})
			else:
				lacking.setdefault(doctype, []).append(field)
	create_custom_fields(lacking, ignore_validate=True)


def _standing(doctype: str, fieldname: object) -> str | None:
	return frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": fieldname})


def _bring_up_to_date(custom_field: str, values: dict[str, object]) -> None:
	"""Set what differs of a field that stands; its kind and its name are never changed."""
	stands = frappe.get_doc("Custom Field", custom_field)
	if any((stands.get(key) or None) != (value or None) for key, value in values.items()):
		stands.update(values)
		stands.flags.ignore_validate = True
		stands.save()
		frappe.clear_cache(doctype=stands.dt)


def after_install() -> None:
	"""Let batches be used where ERPNext has a switch for them, and start on the site's history."""
	settle_defaults()
	let_qa_read_batches()
	_switch_batches_on()
	_start_on_history()


def settle_defaults() -> None:
	"""Store the default of each setting that has none stored: Frappe reads and shows what is not stored as 0."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.default is not None and field.fieldname not in stored:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default)


def _switch_batches_on() -> None:
	"""Recent ERPNext refuses batches altogether unless this setting is on."""
	field = "enable_serial_and_batch_no_for_item"
	if frappe.get_meta("Stock Settings").has_field(field):
		frappe.db.set_single_value("Stock Settings", field, 1)


def _start_on_history() -> None:
	from batch_trace.ledger import backfill

	if backfill.nothing_to_do():
		backfill.mark_complete()
	else:
		backfill.enqueue()

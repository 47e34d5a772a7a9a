"""What installing the app does to a site. Uninstalling undoes it, from the same tables."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from batch_trace.setup.custom_fields import CUSTOM_FIELDS

RELIED_ON = ("fieldname", "options", "depends_on", "mandatory_depends_on", "no_copy", "search_index")
"""What the app needs of its fields as it ships them."""


def before_install() -> None:
	"""Add the fields that capture reads, before the first voucher can be captured."""
	make_fields()


def after_migrate() -> None:
	"""Add the fields of a newer version of the app to a site that has an older one."""
	make_fields()


def make_fields() -> None:
	"""Add the app's fields to ERPNext's doctypes, and bring those that stand up to date where the app relies on it.

	What a user changed besides (label, place, whether it is hidden) stays.
	"""
	create_custom_fields(CUSTOM_FIELDS, ignore_validate=True, update=False)
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			_bring_up_to_date(doctype, {key: field.get(key) for key in RELIED_ON})


def _bring_up_to_date(doctype: str, field: dict[str, object]) -> None:
	"""Set what differs of a field that stands; its kind and its name are never changed."""
	stands = frappe.get_doc("Custom Field", {"dt": doctype, "fieldname": field["fieldname"]})
	if any((stands.get(key) or None) != (value or None) for key, value in field.items()):
		stands.update(field)
		stands.flags.ignore_validate = True
		stands.save()
		frappe.clear_cache(doctype=doctype)


def after_install() -> None:
	"""Let batches be used where ERPNext has a switch for them, and start on the site's history."""
	_switch_batches_on()
	_start_on_history()


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

"""The installation on a site; the uninstallation undoes it, from the same tables."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.modules import load_doctype_module

from batch_trace.ledger.sealing import keys, states
from batch_trace.setup import field_properties, permissions, supported
from batch_trace.setup.custom_fields import CUSTOM_FIELDS
from batch_trace.setup.searching import make_searchable

MODULE = "Batch Trace"
SETTINGS = "Batch Trace Settings"
INDEXES = {
	"batch_trace_expiry_date": ("Batch", ["expiry_date"]),
	"batch_trace_merged_sale": ("POS Invoice Reference", ["pos_invoice"]),
	"batch_trace_sale": ("Sales Invoice Item", ["pos_invoice"]),
	"batch_trace_voucher": ("Serial and Batch Bundle", ["voucher_no", "voucher_type"]),
}
"""Indexes on ERPNext's tables: the nightly look at dates reads only the batches that fall due; a cancelled voucher's batches are
found by its bundles, whose index for that version 16 has dropped; a till's sale is found in what it was merged into."""
RELIED_ON = ("options", "depends_on", "mandatory_depends_on", "no_copy", "search_index", "in_global_search")
"""Properties that the app's fields must have as shipped."""


def before_install() -> None:
	"""Refuse what the app is not made for; then add the fields that capture reads, before the first voucher."""
	supported.check()
	keys.make_if_missing()
	make_fields()


def after_migrate() -> None:
	"""Add the fields and settings of a newer version of the app to a site that has an older one."""
	keys.make_if_missing()
	make_fields()
	add_indexes()
	add_own_indexes()
	settle_defaults()
	permissions.give()
	make_searchable()
	field_properties.set_all()


def make_fields() -> None:
	"""Add the app's fields to ERPNext's doctypes, and update the properties of existing ones that the app relies on.

	Other changes by users (label, position, hidden) are kept.
	"""
	missing_fields: dict[str, list[dict[str, object]]] = {}
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			if existing := _existing_field(doctype, field["fieldname"]):
				_update_field(existing, {key: field.get(key) for key in RELIED_ON})
			else:
				missing_fields.setdefault(doctype, []).append(field)
	create_custom_fields(missing_fields, ignore_validate=True)


def _existing_field(doctype: str, fieldname: object) -> str | None:
	return frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": fieldname})


def _update_field(custom_field: str, values: dict[str, object]) -> None:
	"""Set the values of an existing field that differ; its type and name never change."""
	field = frappe.get_doc("Custom Field", custom_field)
	if any((field.get(key) or None) != (value or None) for key, value in values.items()):
		field.update(values)
		field.flags.ignore_validate = True
		field.save()
		frappe.clear_cache(doctype=field.dt)


def after_install() -> None:
	"""Enable batches where ERPNext has a setting for them, and start to read the site's history."""
	add_indexes()
	settle_defaults()
	permissions.give()
	make_searchable()
	field_properties.set_all()
	_switch_batches_on()
	states.seal_all()
	_start_on_history()


def add_indexes() -> None:
	"""Add the app's indexes to ERPNext's tables."""
	for name, (doctype, fields) in INDEXES.items():
		frappe.db.add_index(doctype, fields, name)


def add_own_indexes() -> None:
	"""Add the indexes of the app's own doctypes: Frappe passes over a doctype whose definition is the same, its index new or not."""
	for doctype in frappe.get_all("DocType", {"module": MODULE, "issingle": 0}, pluck="name"):
		if add := getattr(load_doctype_module(doctype, MODULE), "on_doctype_update", None):
			add()


def settle_defaults() -> None:
	"""Store the default of each setting without a stored value, which Frappe would read and show as 0."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.default is not None and field.fieldname not in stored:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default)
			states.keep(SETTINGS, [SETTINGS], states.ON_UPGRADE)


def _switch_batches_on() -> None:
	"""Enable batches in Stock Settings; otherwise recent versions of ERPNext refuse them and hide their fields."""
	field = "enable_serial_and_batch_no_for_item"
	if frappe.get_meta("Stock Settings").has_field(field):
		frappe.db.set_single_value("Stock Settings", field, 1)
		frappe.db.set_default(field, 1)


def _start_on_history() -> None:
	from batch_trace.ledger import backfill

	if backfill.nothing_to_do():
		backfill.mark_complete()
	else:
		backfill.enqueue()

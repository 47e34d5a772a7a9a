"""What installing the app does to a site. Uninstalling undoes it, from the same tables."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from batch_trace.setup.custom_fields import CUSTOM_FIELDS


def before_install() -> None:
	"""Add the fields that capture reads, before the first voucher can be captured."""
	make_fields()


def make_fields() -> None:
	"""Add the app's fields to ERPNext's doctypes; those that stand are left as they are."""
	create_custom_fields(CUSTOM_FIELDS, ignore_validate=True)


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

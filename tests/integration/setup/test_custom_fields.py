"""The app's fields on ERPNext's doctypes: complete after a migrate, without undoing what users changed."""

from __future__ import annotations

import frappe
import pytest
from frappe.model import no_value_fields

from batch_trace.core.control import statuses as st
from batch_trace.setup.custom_fields import CUSTOM_FIELDS
from batch_trace.setup.install import after_migrate

EVERY = [(doctype, field["fieldname"]) for doctype, fields in CUSTOM_FIELDS.items() for field in fields]


def custom_field(doctype: str, fieldname: str):
	return frappe.get_doc("Custom Field", {"dt": doctype, "fieldname": fieldname})


@pytest.mark.parametrize(("doctype", "fieldname"), EVERY)
def test_every_field_is_there(db, doctype, fieldname):
	field = frappe.get_meta(doctype).get_field(fieldname)
	assert field and (field.fieldtype in no_value_fields or frappe.db.has_column(doctype, fieldname))
	fields = [f.fieldname for f in frappe.get_meta(doctype).fields]
	before = custom_field(doctype, fieldname).insert_after
	assert fields.index(fieldname) == fields.index(before) + 1 or before in ("supplier", "item_name")


def test_a_field_that_an_older_version_lacked_comes_with_a_migrate(plant):
	frappe.db.delete("Custom Field", {"dt": "Warehouse", "fieldname": "batch_quality_use"})
	frappe.clear_cache(doctype="Warehouse")
	after_migrate()
	assert custom_field("Warehouse", "batch_quality_use").options == "\nQuarantine\nScrap\nSample"


def test_what_users_changed_stays_and_options_come_up_to_date(plant):
	changed = {"label": "Use", "hidden": 1, "options": "\nScrap", "description": "Ours"}
	frappe.db.set_value("Custom Field", custom_field("Warehouse", "batch_quality_use").name, changed)
	after_migrate()
	field = custom_field("Warehouse", "batch_quality_use")
	assert (field.label, field.hidden, field.description) == ("Use", 1, "Ours")
	assert field.options == "\nQuarantine\nScrap\nSample"


def test_statuses_that_are_no_decisions_cannot_be_decided(db):
	decided = set(custom_field("Batch", "quality_status").options.split("\n"))
	assert decided == {"", *st.BY_STRICTNESS} - {st.ON_HOLD, st.EXPIRED}
	assert set(custom_field("Batch", "effective_status").options.split("\n")) == {"", *st.BY_STRICTNESS}


def test_a_second_migrate_changes_nothing(plant):
	after_migrate()
	before = frappe.get_all("Custom Field", ["name", "modified"], order_by="name")
	after_migrate()
	assert frappe.get_all("Custom Field", ["name", "modified"], order_by="name") == before

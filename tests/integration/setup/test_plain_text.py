"""What users type is stored as text that starts no HTML, by whatever way it is typed."""

from __future__ import annotations

import re

import frappe
import pytest
from frappe.utils import strip_html

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.extends.plain_text import TEXTS
from tests.integration.support.scripts import SCRIPT, type_everywhere

TAG = re.compile(r"<(img|svg)")


def test_no_text_of_the_app_starts_html(plant):
	start = frappe.utils.now()
	made = type_everywhere(plant)
	stored = []
	for doctype in frappe.get_all("DocType", {"module": "Batch Trace", "issingle": 0}, pluck="name"):
		meta = frappe.get_meta(doctype)
		texts = [field.fieldname for field in meta.fields if field.fieldtype in TEXTS]
		for row in frappe.get_all(doctype, {"creation": [">=", start]}, ["name", *texts]) if texts else ():
			stored += [f"{doctype}.{field}" for field in texts if TAG.search(row[field] or "")]
	assert stored == []
	for doctype, name, field in (
		("Batch", made["Batch"], "supplier_batch"),
		("Batch", made["Batch"], "traceability_lot_code"),
		("Stock Entry", made["Stock Entry"], "batch_issue_details"),
		("Delivery Note", made["Delivery Note"], "batch_choice_reason"),
	):
		assert frappe.db.get_value(doctype, name, field).startswith('">< img')


def test_messages_quote_text_as_text(plant):
	made = type_everywhere(plant)
	frappe.db.delete("Batch Override")
	frappe.db.set_value("Batch Hold", made["Batch Hold"], "reason", SCRIPT)
	with pytest.raises(BatchStopped) as refusal:
		frappe.get_doc("Delivery Note", made["Delivery Note"]).submit()
	assert not TAG.search(str(refusal.value))
	assert "<img" in strip_html(str(refusal.value)).replace("&lt;", "<")

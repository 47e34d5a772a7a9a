"""The rows of holds and decisions come, change and go with their document only."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.signatures import signing
from tests.integration.support.qa import control, decide, hold, status_of

ROWS = {
	"Batch Hold Batch": ("Batch Hold", "batches", {"batch": "F2"}),
	"Batch Disposition Batch": ("Batch Disposition", "batches", {"batch": "F2"}),
	"Batch Disposition Evidence": (
		"Batch Disposition",
		"evidence",
		{"reference_doctype": "Batch", "reference_name": "F2"},
	),
}


@pytest.fixture(params=list(ROWS))
def row(request, plant):
	"""A row of a submitted document, and what would be one more."""
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 1, "F1")
	plant.receive("FLOUR", 1, "F2")
	parenttype, field, values = ROWS[request.param]
	if parenttype == "Batch Hold":
		parent = hold("F1")
	else:
		evidence = [{"reference_doctype": "Batch", "reference_name": "F1"}]
		parent = decide("Released", "F1", evidence=evidence)
	[name] = frappe.get_all(request.param, {"parent": parent}, pluck="name")
	more = {
		"doctype": request.param,
		"parent": parent,
		"parenttype": parenttype,
		"parentfield": field,
		**values,
	}
	return frappe.get_doc(request.param, name), more


def own_hook():
	"""Expect the refusal that says what the row is a part of."""
	return pytest.raises(frappe.ValidationError, match="part of Batch")


def test_a_row_is_not_added_on_its_own(row):
	_row, more = row
	with own_hook():
		frappe.get_doc(more).insert()
	with pytest.raises(frappe.ValidationError):
		frappe.client.insert(more)
	assert frappe.db.count(more["doctype"], {"parent": more["parent"]}) == 1
	assert signing_is_intact(more)


def signing_is_intact(more) -> bool:
	"""Tell whether what was signed is as it was."""
	return all(s["is_intact"] for s in signing.signatures_of(more["parenttype"], more["parent"]))


def test_a_row_is_not_changed_on_its_own(row):
	doc, more = row
	with own_hook():
		doc.save()
	doc.reload().docstatus = 2
	with own_hook():
		doc.save()
	doc.reload().update({key: value for key, value in more.items() if key in ("batch", "reference_name")})
	with pytest.raises(frappe.ValidationError):
		doc.save()
	with own_hook():
		doc.db_set("idx", 7)
	assert frappe.db.get_value(doc.doctype, doc.name, "idx") == 1


def test_a_row_is_not_deleted_on_its_own(row):
	doc, _more = row
	with own_hook():
		frappe.delete_doc(doc.doctype, doc.name, force=True)
	with pytest.raises(frappe.ValidationError):
		frappe.client.delete(doc.doctype, doc.name)
	assert frappe.db.exists(doc.doctype, doc.name)


def test_a_draft_is_edited_and_deleted_with_its_rows(plant):
	for name in ("F1", "F2"):
		plant.receive("FLOUR", 1, name)
	evidence = [{"reference_doctype": "Batch", "reference_name": "F1"}]
	for values in ({"doctype": "Batch Hold"}, {"doctype": "Batch Disposition", "decision": "Quarantine"}):
		extra = {"evidence": evidence} if "decision" in values else {}
		doc = frappe.get_doc({**values, "reason": "x", "batches": [{"batch": "F1"}], **extra}).insert()
		doc.append("batches", {"batch": "F2"})
		doc.save()
		doc.remove(doc.batches[0])
		doc.save()
		row = frappe.get_all(doc.batches[0].doctype, {"parent": doc.name}, pluck="name")[0]
		frappe.client.set_value(doc.batches[0].doctype, row, "batch", "F1")
		with own_hook():
			frappe.get_doc(doc.batches[0].doctype, row).save()
		frappe.client.delete(doc.doctype, doc.name)
		assert not frappe.db.exists(doc.batches[0].doctype, {"parent": doc.name})


def test_a_document_is_submitted_with_its_rows(plant):
	plant.receive("FLOUR", 1, "F1")
	hold("F1")
	assert status_of("F1") == "On Hold"

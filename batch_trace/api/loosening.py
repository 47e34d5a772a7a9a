"""Saves a change that loosens control, with a reason and a signature; the refusal of a plain save says what it frees."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.control.loosening import signature

SAVED = (
	"Batch Attribute",
	"Batch Control Policy",
	"Batch Trace Settings",
	"Item",
	"Item Group",
	"Sampling Plan",
	"Warehouse",
)
"""The documents whose change can loosen control."""
MADE = ("Sampling Plan",)
"""Those of them that loosen control when they are made."""


@frappe.whitelist(methods=["POST"])
def save(doc: str | dict[str, Any], reason: str, password: str | None = None) -> dict[str, Any]:
	"""Save a document whose change loosens control, with a reason and, if the site requires it, a signature.

	`doc` is the whole document as the form has it, with `modified`. Returns the saved document.
	"""
	why = text(reason, _("The reason")).strip()
	if not why:
		frappe.throw(_("Enter a reason: it is kept with the change."))
	changed = _document(doc)
	changed.check_permission("create" if changed.is_new() else "write")
	with signature.given(why, password):
		changed.save()
	return changed.as_dict()


def _document(doc: str | dict[str, Any]) -> Any:
	"""Return the stored document with the values of the request; the request decides nothing but field values."""
	values = frappe.parse_json(doc)
	if not isinstance(values, dict) or values.get("doctype") not in SAVED:
		frappe.throw(
			_("Only these documents are saved here: {0}. Save others as usual.").format(
				", ".join(map(_, SAVED))
			)
		)
	name = text(values.get("name") or values["doctype"], _("The document"))
	is_new = values["doctype"] in MADE and not frappe.db.exists(values["doctype"], name)
	stored = frappe.new_doc(values["doctype"]) if is_new else frappe.get_doc(values["doctype"], name)
	fields = {field.fieldname for field in stored.meta.fields if field.fieldname}
	stored.update({key: value for key, value in values.items() if key in fields | {"modified"}})
	return stored

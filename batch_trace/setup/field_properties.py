"""Properties of ERPNext's doctypes and their fields that the app sets, unless the site has decided for itself, and gives back."""

from __future__ import annotations

from typing import NamedTuple

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.utils import cstr


class Property(NamedTuple):
	"""A property of a field, or of the doctype itself (None), and the value that the app gives it."""

	doctype: str
	field: str | None
	key: str
	value: str = "1"
	kind: str = "Check"


WANTED = (
	Property("Batch", "expiry_date", "in_list_view"),
	Property("Batch", "manufacturing_date", "default", "", "Text"),
	Property("Batch", None, "search_fields", "supplier_batch", "Data"),
)
"""A column that lists need to answer what people look for in them; no manufacturing date that nobody has entered; and the number that
every field for a batch finds it by, besides our own."""


def set_all() -> None:
	"""Set the properties that the app needs."""
	for wanted in WANTED:
		set_one(wanted)


def give_all_back() -> None:
	"""Give the fields ERPNext's properties, as before the installation."""
	for wanted in WANTED:
		give_back(wanted)


def set_one(wanted: Property) -> bool:
	"""Set a property; return whether that was needed and the site had not decided on it."""
	meta = frappe.get_meta(wanted.doctype)
	field = meta.get_field(wanted.field) if wanted.field else meta
	if _setter(wanted) or not field or cstr(field.get(wanted.key) or "") == wanted.value:
		return False
	make_property_setter(
		wanted.doctype,
		wanted.field,
		wanted.key,
		wanted.value,
		wanted.kind,
		for_doctype=not wanted.field,
		validate_fields_for_doctype=False,
	)
	frappe.clear_cache(doctype=wanted.doctype)
	return True


def give_back(wanted: Property) -> None:
	"""Take the site's or the app's choice back."""
	if setter := _setter(wanted):
		frappe.delete_doc("Property Setter", setter, force=True)
	frappe.clear_cache(doctype=wanted.doctype)


def _setter(wanted: Property) -> str | None:
	asked = {"doc_type": wanted.doctype, "field_name": wanted.field, "property": wanted.key}
	return frappe.db.get_value("Property Setter", asked)

"""Properties of ERPNext's fields that the app sets, unless the site has decided for itself, and gives back."""

from __future__ import annotations

from typing import NamedTuple

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.utils import cstr


class Property(NamedTuple):
	"""A property of a field, and the value that the app gives it."""

	doctype: str
	field: str
	key: str
	value: str = "1"
	kind: str = "Check"


WANTED = (
	Property("Batch", "expiry_date", "in_list_view"),
	Property("Batch", "manufacturing_date", "default", "", "Text"),
)
"""A column that lists need to answer what people look for in them; and no manufacturing date that nobody has entered."""


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
	field = frappe.get_meta(wanted.doctype).get_field(wanted.field)
	if _setter(wanted) or not field or cstr(field.get(wanted.key) or "") == wanted.value:
		return False
	make_property_setter(
		wanted.doctype,
		wanted.field,
		wanted.key,
		wanted.value,
		wanted.kind,
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

"""Properties of ERPNext's fields that the app switches on, unless the site has decided for itself, and gives back."""

from __future__ import annotations

from typing import NamedTuple

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter


class Property(NamedTuple):
	"""A check property of a field."""

	doctype: str
	field: str
	key: str


IN_LISTS = (Property("Batch", "expiry_date", "in_list_view"),)
"""Columns that lists need to answer what people look for in them."""


def show_in_lists() -> None:
	"""Show the columns that lists need."""
	for wanted in IN_LISTS:
		switch_on(wanted)


def give_lists_back() -> None:
	"""Show the columns of ERPNext only, as before the installation."""
	for wanted in IN_LISTS:
		give_back(wanted)


def switch_on(wanted: Property) -> bool:
	"""Switch a property on; return whether that was needed and the site had not decided on it."""
	field = frappe.get_meta(wanted.doctype).get_field(wanted.field)
	if _setter(wanted) or not field or field.get(wanted.key):
		return False
	make_property_setter(
		wanted.doctype, wanted.field, wanted.key, 1, "Check", validate_fields_for_doctype=False
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

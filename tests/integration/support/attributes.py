"""Attributes of batches in the tests."""

from __future__ import annotations

import frappe

from batch_trace.control.policy import attribute_values
from batch_trace.control.policy.attribute_words import shown
from tests.integration.support.plant import CUSTOMER
from tests.integration.support.qa import control


def attribute(name: str, value_type: str = "Number", inheritance: str = "None", **values: object) -> str:
	"""Make an attribute."""
	values = {"value_type": value_type, "inheritance": inheritance, **values}
	return frappe.get_doc({"doctype": "Batch Attribute", "attribute_name": name, **values}).insert().name


def make_attributes() -> None:
	"""Make one attribute for each rule."""
	attribute("Potency", inheritance="By Share", unit="%", minimum="0", maximum="100")
	attribute("Strength", inheritance="Minimum")
	attribute("Age", "Date", "Maximum")
	attribute("Allergens", "Select", "Union", options="Milk\nNuts\nSoy")
	attribute("Country", "Text", "Union", inputs_without="Does Not Count")
	attribute("Organic", "Yes/No", "All of")
	attribute("Colour", "Text", "None")


ALL = ("Potency", "Strength", "Age", "Allergens", "Country", "Organic", "Colour")


def asks(*rows: tuple) -> list[dict]:
	"""Return rows of a policy or customer rule from (attribute, condition, value, default) or less."""
	fields = ("attribute", "condition", "value", "default_value")
	return [dict(zip(fields, row, strict=False)) for row in rows]


def has(*items: str, rows: tuple = (), **values: object) -> str:
	"""Give items a policy by which their batches have all attributes, with these conditions."""
	listed = asks(*((name,) for name in ALL if name not in {row[0] for row in rows}), *rows)
	return control(*items, attributes=listed, **values)


def enter(batch: str, **values: str) -> None:
	"""Enter values of a batch as a user does; names of attributes in lower case."""
	from batch_trace.api import attributes

	attributes.enter(batch, {name.capitalize(): value for name, value in values.items()})


def values(batch: str) -> dict[str, str]:
	"""Return the values of a batch as people read them, without those that are not there."""
	known = attribute_values.attributes()
	return {row.attribute: shown(known[row.attribute], row.known) for row in attribute_values.kept([batch])}


def origins(batch: str) -> dict[str, str]:
	"""Return where the values of a batch come from."""
	return {row.attribute: row.origin for row in attribute_values.kept([batch])}


def customer_asks(*rows: tuple, **values: object) -> str:
	"""Make a rule of the test customer."""
	rule = {"doctype": "Customer Batch Rule", "customer": CUSTOMER, "attributes": asks(*rows), **values}
	return frappe.get_doc(rule).insert().name

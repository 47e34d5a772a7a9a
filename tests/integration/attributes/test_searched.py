"""Batches are found by their attributes in Batch Stock."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import attributes
from batch_trace.batch_trace.report.batch_stock import batch_stock
from tests.integration.support.attributes import attribute, enter, has, make_attributes


def stock_some(plant) -> None:
	"""Flour of three batches; of the third, nothing is known."""
	make_attributes()
	has("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10), ("FLOUR", "F3", 10))
	enter("F1", potency="97.5", allergens="Nuts", organic="Yes")
	enter("F2", potency="98", allergens="None")


def found(**filters: object) -> list[str]:
	_columns, rows, *_rest = batch_stock.execute(frappe._dict(item_code="FLOUR", **filters))
	return [row["batch"] for row in rows]


def test_columns_for_what_batches_have(mill):
	columns, rows, *_rest = batch_stock.execute(frappe._dict(item_code="FLOUR"))
	shown = {each["label"]: each["fieldtype"] for each in columns}
	name = {each["label"]: each["fieldname"] for each in columns}
	assert (shown["Potency"], shown["Allergens"], shown["Organic"]) == ("Float", "Data", "Data")
	assert "Country" not in shown
	row = next(row for row in rows if row["batch"] == "F1")
	assert [row[name[label]] for label in ("Potency", "Allergens", "Organic")] == [97.5, "Nuts", "Yes"]


@pytest.mark.parametrize(
	("filters", "batches"),
	[
		(("Potency", "At Least", "98"), ["F2"]),
		(("Potency", "At Most", "97.5"), ["F1"]),
		(("Potency", "", ""), ["F1", "F2"]),
		(("Allergens", "None of", "Nuts"), ["F2"]),
		(("Organic", "Only", "yes"), ["F1"]),
	],
)
def test_a_condition_on_an_attribute(mill, filters, batches):
	assert found(**dict(zip(("attribute", "condition", "attribute_value"), filters, strict=True))) == batches


def test_a_condition_that_makes_no_sense_is_a_hint(mill):
	answer = batch_stock.execute(
		frappe._dict(item_code="FLOUR", attribute="Potency", condition="At Least", attribute_value="much")
	)
	assert answer[1] == []
	assert "much is not a number" in str(answer)


def test_groups_have_the_columns_too(mill):
	columns, rows, *_rest = batch_stock.execute(frappe._dict(item_code="FLOUR", group_by="Item"))
	[name] = [each["fieldname"] for each in columns if each["label"] == "Potency"]
	assert {row["batch"]: row.get(name) for row in rows if row.get("batch") in ("F1", "F2", "F3")} == {
		"F1": 97.5,
		"F2": 98,
		"F3": None,
	}


def test_a_percent_sign_in_a_name_hurts_nothing(plant):
	attribute("Fat % (dry)", inheritance="By Share")
	plant.stock(("FLOUR", "F9", 10))
	attributes.enter("F9", {"Fat % (dry)": "3.5"})
	assert found(attribute="Fat % (dry)", condition="At Least", attribute_value="3") == ["F9"]

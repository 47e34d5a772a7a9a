"""A batch that does not have what its policy asks is neither received nor made, or with a warning where the policy says so."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import attributes
from batch_trace.control.loosening.permission import LooseningNotConfirmed
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.control.policy import Policy
from batch_trace.ledger.sealing.states import last_states
from tests.integration.support.attributes import asks, enter, has, make_attributes, values
from tests.integration.support.qa import PASSWORD, control, give_password


def stock_some(plant) -> None:
	"""Organic flour with milk, conventional flour with nuts, flour of which nothing is known."""
	make_attributes()
	has("FLOUR", "SUGAR")
	plant.stock(("FLOUR", "F1", 100), ("FLOUR", "F2", 100), ("FLOUR", "F3", 100))
	enter("F1", potency="98", allergens="Milk", organic="Yes")
	enter("F2", potency="90", allergens="Nuts", organic="No")


def bake(mill, *flour: str, made: str = "B1"):
	return mill.stock_entry(
		"Manufacture", [("FLOUR", name, 10) for name in flour], [("BREAD", made, 10 * len(flour))]
	)


def bread(*rows: tuple, **values: object) -> str:
	return has("BREAD", rows=rows, **values)


def warned() -> str:
	return "".join(str(message) for message in frappe.get_message_log())


ORGANIC, NO_NUTS, POTENT = (
	("Organic", "Only", "Yes"),
	("Allergens", "None of", "Nuts"),
	("Potency", "At Least", "95"),
)


@pytest.mark.parametrize("row", [ORGANIC, NO_NUTS, ("Potency", "At Least", "94.5")])
def test_one_wrong_batch_is_enough_to_refuse_and_the_message_names_it(mill, row):
	bread(row)
	bake(mill, "F1", made="B0")
	with pytest.raises(
		RequirementNotMet, match=rf"B1.*BREAD.*{row[0]}.*F2.*Use other batches.*Policy"
	) as refusal:
		bake(mill, "F1", "F2")
	assert "F1<" not in str(refusal.value)
	assert "<script" not in str(refusal.value)


def test_what_nobody_knows_is_refused_too(mill):
	bread(ORGANIC)
	with pytest.raises(
		RequirementNotMet, match=r"B1.*Organic is not known.*only Yes.*F3 ?</a> \(not known\)"
	):
		bake(mill, "F1", "F3")


def test_a_policy_may_only_warn(mill):
	bread(ORGANIC, attributes_only_warn=1)
	frappe.clear_messages()
	assert bake(mill, "F1", "F2").docstatus == 1
	assert "F2" in warned() and "Organic is No" in warned()
	assert values("B1")["Organic"] == "No"


def test_what_was_entered_for_the_product_does_not_make_its_inputs_good(mill):
	bread(ORGANIC)
	mill.batch("BREAD", "B1")
	enter("B1", organic="Yes")
	with pytest.raises(RequirementNotMet, match="F2"):
		bake(mill, "F2")


def test_a_measured_potency_counts_more_than_the_calculated_one(mill):
	bread(POTENT)
	mill.batch("BREAD", "B1")
	enter("B1", potency="95.2")
	assert bake(mill, "F1", "F2").docstatus == 1


def test_received_without_the_value_that_the_policy_asks_for(mill):
	has("CAKE", rows=(("Potency", "Is Known"),))
	mill.batch("CAKE", "C2")
	enter("C2", potency="1")
	assert mill.receive("CAKE", 10, "C2").docstatus == 1
	with pytest.raises(RequirementNotMet, match=r"C1.*Potency is not known; it must be known.*Receive Lots"):
		mill.receive("CAKE", 10, "C1")


def test_received_outside_the_limits(mill):
	has("CAKE", rows=(POTENT,))
	mill.batch("CAKE", "C1")
	enter("C1", potency="94.9")
	with pytest.raises(RequirementNotMet, match=r"C1.*Potency is 94.9 %; at least 95 % is required"):
		mill.receive("CAKE", 10, "C1")


def test_what_is_consumed_late_is_refused_too(mill):
	frappe.db.set_single_value("Manufacturing Settings", "material_consumption", 1)
	bread(NO_NUTS)
	order = mill.work_order("BREAD", 10, {"FLOUR": 1}, skip_transfer=1)
	mill.work_entry(order, "Material Consumption for Manufacture", 5, {"FLOUR": "F1"})
	mill.work_entry(order, "Manufacture", 5, {"BREAD": "B1"})
	with pytest.raises(RequirementNotMet, match=r"B1.*Nuts.*F2"):
		mill.work_entry(order, "Material Consumption for Manufacture", 5, {"FLOUR": "F2"})


def test_an_allergen_found_later_shows_what_it_is_in(mill):
	bread(NO_NUTS)
	bake(mill, "F1")
	give_password()
	frappe.clear_messages()
	attributes.enter("F1", {"Allergens": "Milk, Nuts"}, reason="recall of the supplier", password=PASSWORD)
	assert "B1" in warned() and "Nuts" in warned()
	assert values("B1")["Allergens"] == "Milk, Nuts"


@pytest.mark.parametrize(
	("rows", "words"),
	[
		([("Potency", "Only", "95")], "is of type Number"),
		([("Potency", "At Least", "95,5")], "95,5 is not a number"),
		([("Potency", "At Least", "101")], "101 is more than 100"),
		([("Potency", "At Least", "")], "enter a value"),
		([("Allergens", "None of", "Fish")], "Fish is not one of the options: Milk, Nuts, Soy"),
		([("Organic", "Only", "maybe")], "neither Yes nor No"),
		([("Age", "At Least", "soon")], "soon is not a date"),
		([("Potency", "At Least", "1"), ("Potency", "At Least", "2")], "twice"),
	],
)
def test_conditions_that_make_no_sense_are_refused(mill, rows, words):
	with pytest.raises(frappe.ValidationError, match=words):
		control(attributes=asks(*rows))


def test_policies_read_their_conditions(mill):
	name = control(attributes=asks(("Allergens", "None of", "nuts,milk"), ("Potency", "At Least", " 95.0 ")))
	policy = Policy.of(frappe.get_doc("Batch Control Policy", name).as_dict())
	assert [str(each) for each in policy.attributes] == [
		"Allergens None of Milk, Nuts",
		"Potency At Least 95",
	]


@pytest.mark.parametrize("change", ["lower", "drop", "warn"])
def test_to_ask_less_loosens_control_and_takes_a_reason(mill, change):
	name = has("FLOUR", rows=(POTENT,))
	policy = frappe.get_doc("Batch Control Policy", name)
	if change == "warn":
		policy.attributes_only_warn = 1
	for row in policy.attributes:
		if row.attribute == "Potency":
			row.update(
				{"value": "90"} if change == "lower" else {"condition": ""} if change == "drop" else {}
			)
	with pytest.raises(LooseningNotConfirmed, match=r"Attributes|Only Warn"):
		policy.save()


def test_to_ask_more_takes_none(mill):
	policy = frappe.get_doc("Batch Control Policy", has("FLOUR", rows=(POTENT,)))
	next(row for row in policy.attributes if row.attribute == "Potency").value = "97"
	policy.save()


def test_another_rule_of_inheritance_is_a_change_of_control(mill):
	allergens = frappe.get_doc("Batch Attribute", "Allergens")
	allergens.inheritance = "None"
	with pytest.raises(LooseningNotConfirmed, match="Inheritance: Union → None"):
		allergens.save()
	allergens.reload()
	allergens.value_type = "Text"
	with pytest.raises(frappe.ValidationError, match="its type stays Select"):
		allergens.save()


def test_a_changed_condition_is_found_by_the_check(mill):
	name = has("FLOUR", rows=(POTENT,))
	said = last_states("Batch Control Policy", [name])[name]
	assert {"attribute": "Potency", "condition": "At Least", "value": "95"} in said["attributes"]

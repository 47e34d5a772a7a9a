"""What went into a batch stays in its list, whatever a person enters for the batch, before or after; QA corrects it with a reason."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import attributes
from batch_trace.control.attributes import handing_down
from batch_trace.control.corrections.facts import CorrectionNotConfirmed
from batch_trace.control.policy.attribute_values import VALUE
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.ledger.sealing.states import last_states
from tests.integration.support.access import as_user
from tests.integration.support.attributes import customer_asks, enter, has, make_attributes, origins, values
from tests.integration.support.qa import PASSWORD, give_password
from tests.integration.support.roles import user_of

NO_NUTS = ("Allergens", "None of", "Nuts")


def stock_some(plant) -> None:
	"""Nut flour that is not organic, flour with milk, sugar of which nothing is known, and a new batch of bread."""
	make_attributes()
	has("FLOUR", "SUGAR", "BREAD")
	plant.stock(("FLOUR", "NUTS", 100), ("FLOUR", "MILK", 100), ("SUGAR", "S1", 100))
	enter("NUTS", allergens="Nuts", organic="No")
	enter("MILK", allergens="Milk", organic="Yes")
	plant.batch("BREAD", "B1")
	customer_asks(NO_NUTS)


def baker(**entered: str) -> None:
	"""Enter values of the bread as somebody in production."""
	as_user(user_of("Manufacturing User"))
	try:
		enter("B1", **entered)
	finally:
		frappe.set_user("Administrator")


def bake(mill, *flour: str):
	rows = [("SUGAR" if name == "S1" else "FLOUR", name, 10) for name in flour]
	return mill.repack(rows, [("BREAD", "B1", 10 * len(flour))])


def correct(batch: str, **entered: str) -> None:
	give_password()
	given = {name.capitalize(): value for name, value in entered.items()}
	attributes.enter(batch, given, reason="found by the laboratory", password=PASSWORD)


@pytest.mark.parametrize("origin", ["Entered", "Measured"])
def test_nuts_that_went_in_are_not_talked_away_before_the_product_is_made(mill, origin):
	as_user(user_of("Manufacturing User"))
	attributes.enter("B1", {"Allergens": "Soy", "Organic": "Yes"}, origin)
	frappe.set_user("Administrator")
	bake(mill, "NUTS")
	assert (values("B1")["Allergens"], values("B1")["Organic"]) == ("Nuts, Soy", "No")
	assert origins("B1")["Allergens"] == origin
	with pytest.raises(RequirementNotMet, match=r"B1.*Allergens is Nuts, Soy"):
		mill.ship("BREAD", 1, "B1")


def test_what_went_in_goes_on_to_the_next_product(mill):
	has("CAKE", rows=(NO_NUTS,))
	baker(allergens="None")
	bake(mill, "NUTS")
	with pytest.raises(RequirementNotMet, match=r"C1.*Nuts.*B1"):
		mill.repack([("BREAD", "B1", 5)], [("CAKE", "C1", 5)])


def test_lists_find_it(mill):
	baker(allergens="None")
	bake(mill, "NUTS")
	assert frappe.get_all(VALUE, {"batch": "B1", "value": ["like", "%Nuts%"]}, pluck="attribute") == [
		"Allergens"
	]


def test_what_is_not_known_of_an_input_is_not_made_complete_before(mill):
	baker(allergens="Milk", organic="Yes")
	bake(mill, "MILK", "S1")
	assert (values("B1")["Allergens"], values("B1")["Organic"]) == ("Milk, and perhaps more", "Yes")
	enter("S1", allergens="None", organic="No")
	assert (values("B1")["Allergens"], values("B1")["Organic"]) == ("Milk", "No")


@pytest.mark.parametrize("entered", ["Milk", "None"])
def test_what_may_be_more_is_not_made_complete_by_a_clerk(mill, entered):
	bake(mill, "MILK", "S1")
	with pytest.raises(
		frappe.PermissionError, match=r"B1.*made from.*only QA.*value of what it is made from"
	):
		baker(allergens=entered)
	correct("B1", allergens=entered)
	assert values("B1")["Allergens"] == entered


def test_what_is_not_known_at_all_is_entered_until_something_comes_in(mill):
	bake(mill, "S1")
	baker(allergens="None", organic="Yes")
	assert (values("B1")["Allergens"], values("B1")["Organic"]) == ("None", "Yes")
	enter("S1", allergens="Nuts", organic="No")
	assert (values("B1")["Allergens"], values("B1")["Organic"]) == ("Nuts", "No")


def test_what_was_entered_counts_as_before_when_the_production_is_cancelled(mill):
	baker(allergens="Soy")
	made = bake(mill, "NUTS")
	made.cancel()
	assert (values("B1")["Allergens"], origins("B1")["Allergens"]) == ("Soy", "Entered")


def test_what_is_found_in_an_input_later_is_in_it_too(mill):
	baker(allergens="None")
	bake(mill, "MILK")
	correct("MILK", allergens="Milk, Nuts")
	assert values("B1")["Allergens"] == "Milk, Nuts"
	correct("MILK", allergens="None")
	assert values("B1")["Allergens"] == "None"


def test_what_was_entered_for_the_bought_part_is_known(mill):
	baker(allergens="Soy")
	mill.receive("BREAD", 10, "B1")
	bake(mill, "MILK")
	assert values("B1")["Allergens"] == "Milk, Soy"


def test_qa_corrects_it_with_a_reason_and_that_stays(mill):
	baker(allergens="None")
	bake(mill, "NUTS")
	with pytest.raises(frappe.PermissionError, match="Allergens: Nuts → None"):
		baker(allergens="None")
	with pytest.raises(CorrectionNotConfirmed, match="reason"):
		enter("B1", allergens="None")
	correct("B1", allergens="None")
	assert values("B1")["Allergens"] == "None"
	handing_down.again(["B1"])
	frappe.get_doc(VALUE, {"batch": "B1", "attribute": "Allergens"}).save()
	assert values("B1")["Allergens"] == "None"
	mill.ship("BREAD", 1, "B1")


def test_a_correction_overrules_what_was_known_then_and_nothing_else(mill):
	bake(mill, "NUTS")
	correct("B1", allergens="None")
	correct("NUTS", allergens="Nuts, Soy")
	assert values("B1")["Allergens"] == "Soy"


def test_a_correction_counts_until_more_goes_in(mill):
	bake(mill, "NUTS")
	correct("B1", allergens="None", organic="Yes")
	bake(mill, "NUTS")
	assert (values("B1")["Allergens"], values("B1")["Organic"]) == ("Nuts", "No")


def test_a_correction_of_qa_is_changed_by_qa_only(mill):
	bake(mill, "NUTS")
	correct("B1", allergens="Soy")
	for given in ("None", "Soy, Milk", ""):
		with pytest.raises(frappe.PermissionError, match="only QA"):
			baker(allergens=given)


def test_nobody_passes_a_value_off_as_corrected(mill):
	baker(allergens="None")
	doc = frappe.get_doc(VALUE, {"batch": "B1", "attribute": "Allergens"})
	doc.update({"overruled": "Nuts", "overruled_is_incomplete": 1, "entered_value": "Soy"}).save()
	bake(mill, "NUTS")
	assert values("B1")["Allergens"] == "Nuts"


def test_what_was_entered_and_overruled_is_recorded_and_sealed(mill):
	baker(allergens="None")
	bake(mill, "NUTS")
	name = frappe.db.get_value(VALUE, {"batch": "B1", "attribute": "Allergens"})
	assert last_states(VALUE, [name])[name] == {"value": "Nuts", "origin": "Entered", "entered_value": "None"}
	correct("B1", allergens="None")
	assert last_states(VALUE, [name])[name] == {"value": "None", "origin": "Entered", "overruled": "Nuts"}


def test_the_form_says_what_was_entered_and_what_takes_a_reason(mill):
	baker(allergens="None", potency="97")
	bake(mill, "NUTS")
	shown = {each["attribute"]: each for each in attributes.for_form("B1")["attributes"]}
	assert (shown["Allergens"]["shown"], shown["Allergens"]["entered"]) == ("Nuts", "None")
	assert (shown["Allergens"]["is_certain"], shown["Potency"]["is_certain"]) == (True, False)
	assert shown["Potency"]["entered"] == ""

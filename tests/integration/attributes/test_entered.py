"""Who enters values, and who changes them once others rely on the batch."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import attributes
from batch_trace.control.corrections.facts import CorrectionNotConfirmed
from batch_trace.control.policy.attribute_values import VALUE
from batch_trace.ledger.sealing.states import last_states
from tests.integration.support.access import as_user, other_company
from tests.integration.support.attributes import enter, has, make_attributes, origins, values
from tests.integration.support.bakery import reader
from tests.integration.support.qa import PASSWORD, give_password
from tests.integration.support.signers import signer


def stock_some(plant) -> None:
	"""Flour of which some is used, and flour that is only in stock."""
	make_attributes()
	has("FLOUR", "BREAD")
	plant.stock(("FLOUR", "F1", 100), ("FLOUR", "F2", 100))
	enter("F1", potency="98", allergens="Milk")
	enter("F2", potency="90", allergens="Nuts")
	plant.repack([("FLOUR", "F1", 10)], [("BREAD", "B1", 10)])


def clerk() -> str:
	return reader("attribute-clerk@example.com", "Stock User")


def lab() -> str:
	return reader("attribute-lab@example.com", "Batch QA Reviewer")


@pytest.mark.parametrize("who", [clerk, lab])
def test_values_are_entered_by_clerks_and_by_the_lab(mill, who):
	as_user(who())
	attributes.enter("F2", {"Strength": "5", "Organic": "yes"}, "Measured")
	assert values("F2")["Strength"] == "5" and values("F2")["Organic"] == "Yes"
	assert origins("F2")["Strength"] == "Measured"


def test_a_typing_error_is_mended_as_long_as_nobody_relies_on_it(mill):
	as_user(clerk())
	enter("F2", potency="91")
	assert values("F2")["Potency"] == "91 %"
	enter("F2", potency="")
	assert "Potency" not in values("F2")


def test_what_is_used_is_changed_by_qa_only(mill):
	as_user(clerk())
	with pytest.raises(
		frappe.PermissionError, match=r"rely.*F1.*only QA.*Potency: 98 → 97.*Batch QA Releaser"
	):
		enter("F1", potency="97")
	enter("F1", strength="4")
	assert values("F1")["Strength"] == "4"
	assert values("B1")["Strength"] == "4"


def test_qa_gives_a_reason_which_is_kept_and_signed(mill):
	with pytest.raises(CorrectionNotConfirmed, match="reason"):
		enter("F1", potency="97")
	give_password()
	attributes.enter("F1", {"Potency": "97"}, "Measured", reason="measured again", password=PASSWORD)
	record = frappe.get_last_doc("Batch Correction")
	assert (record.batch, record.changes, record.reason) == ("F1", "Potency: 98 → 97", "measured again")
	signature = frappe.get_last_doc("Electronic Signature")
	assert signature.reference_name == str(record.name)
	assert values("B1")["Potency"] == "97 %"


def test_a_releaser_alone_may_correct(mill):
	frappe.set_user(signer("attribute-releaser@example.com", PASSWORD, "Batch QA Releaser"))
	attributes.enter("F1", {"Potency": "97"}, reason="measured again", password=PASSWORD)


def test_an_allergen_that_came_in_is_not_talked_away(mill):
	as_user(clerk())
	with pytest.raises(frappe.PermissionError, match="Allergens: Milk → None"):
		enter("B1", allergens="None")
	enter("B1", potency="97.5")
	assert (values("B1")["Potency"], origins("B1")["Potency"]) == ("97.5 %", "Entered")


@pytest.mark.parametrize("way", ["form", "delete"])
def test_no_other_way_leads_past_that(mill, way):
	as_user(reader("attribute-manager@example.com", "Quality Manager"))
	doc = frappe.get_doc(VALUE, {"batch": "F1", "attribute": "Potency"})
	doc.flags.is_by_code = False
	with pytest.raises(frappe.PermissionError, match="only QA"):
		if way == "form":
			doc.update({"value": "50", "origin": "Inherited"}).save()
		else:
			doc.delete()


def test_nobody_passes_an_entered_value_off_as_inherited(mill):
	doc = frappe.get_doc(
		doctype=VALUE,
		batch="F2",
		attribute="Strength",
		value="7",
		origin="Inherited",
		item="BREAD",
		is_incomplete=1,
	).insert()
	assert (doc.origin, doc.item, doc.is_incomplete) == ("Entered", "FLOUR", 0)


def test_one_value_for_each_attribute(mill):
	with pytest.raises(frappe.DuplicateEntryError, match=r"has a value for .*Potency.* already"):
		frappe.get_doc(doctype=VALUE, batch="F2", attribute="Potency", value="7").insert()


@pytest.mark.parametrize(
	("attribute", "value", "words"),
	[
		("Potency", "98,5", "98,5 is not a number.*98.5"),
		("Potency", "١٢", "not a number.*98.5"),
		("Potency", "-1", "less than 0"),
		("Allergens", "Fish", "not one of the options"),
		("Organic", "<b>x</b>", "neither Yes nor No"),
		("Nothing", "1", "Could not find Attribute: Nothing"),
	],
)
def test_values_that_are_none_are_refused_in_words(mill, attribute, value, words):
	with pytest.raises(frappe.ValidationError, match=words):
		attributes.enter("F2", {attribute: value})


def test_each_value_is_recorded_and_sealed(mill):
	name = frappe.db.get_value(VALUE, {"batch": "B1", "attribute": "Allergens"})
	assert last_states(VALUE, [name])[name] == {"value": "Milk", "origin": "Inherited"}


def test_a_user_of_another_company_neither_reads_nor_enters(mill):
	as_user(reader("far-attributes@example.com", "Batch QA Releaser", company=other_company()))
	assert frappe.client.get_list(VALUE) == []
	assert attributes.for_form("F1") is None
	with pytest.raises(frappe.PermissionError):
		enter("F2", strength="1")
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc(doctype=VALUE, batch="F2", attribute="Strength", value="7").insert()


def test_a_reader_enters_nothing(mill):
	as_user(reader("attribute-reader@example.com", "Batch Trace User"))
	assert attributes.for_form("F1")["may_enter"] is False
	with pytest.raises(frappe.PermissionError):
		enter("F2", strength="1")


def test_the_form_gets_what_it_shows(mill):
	answer = attributes.for_form("F1")
	first = answer["attributes"][0]
	assert (first["attribute"], first["shown"], first["origin"], first["is_met"]) == (
		"Potency",
		"98 %",
		"Entered",
		True,
	)
	assert (answer["may_enter"], answer["needs_reason"]) == (True, True)
	assert attributes.for_form("F2")["needs_reason"] is False


def test_the_values_of_a_batch_that_is_deleted_go_with_it(mill):
	mill.batch("FLOUR", "F9")
	enter("F9", potency="1")
	frappe.delete_doc("Batch", "F9")
	assert not frappe.db.exists(VALUE, {"batch": "F9"})


def test_a_disabled_attribute_is_left_alone(plant):
	make_attributes()
	has("FLOUR")
	frappe.get_doc("Batch Attribute", "Potency").update({"disabled": 1}).save()
	plant.stock(("FLOUR", "F5", 10))
	assert "Potency" not in [each["attribute"] for each in attributes.for_form("F5")["attributes"]]


def test_an_attribute_that_batches_have_is_not_deleted(mill):
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Batch Attribute", "Potency")

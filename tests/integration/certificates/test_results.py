"""The results on a certificate are compared with our specification; what is not plain is for a person."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.certificates import SPECIFICATION, draft, reading, specify
from tests.integration.support.plant import SUPPLIER


@pytest.fixture
def specified(plant, once):
	once(lambda _plant: specify())
	return plant


def of_row(row) -> tuple:
	return row.our_parameter, row.verdict, row.limits


def test_each_result_is_compared_with_our_limits(specified):
	doc = draft()
	assert [of_row(row) for row in doc.readings] == [
		("Moisture", "Pass", "0 – 14"),
		("Protein", "Pass", "10 – 13"),
		("Colour", "Pass", "White"),
	]
	protein = reading(doc, "Protein")
	assert (protein.number, protein.minimum, protein.maximum) == (11.5, 10, 13)
	assert not doc.missing


@pytest.mark.parametrize(
	("parameter", "value", "verdict"),
	[
		("Moisture", "14.1", "Fail"),
		("Moisture", "< 14", "Pass"),
		("Moisture", "<0.5", "Pass"),
		("Moisture", "> 3", "For a Person"),
		("Protein", "< 10", "Fail"),
		("Protein", "> 13", "Fail"),
		("Protein", "1.234", "For a Person"),
		("Protein", "conforms", "For a Person"),
		("Colour", "slightly yellow", "For a Person"),
	],
)
def test_verdicts(specified, parameter, value, verdict):
	row = reading(draft(readings=[(parameter, value)]), parameter)
	assert row.verdict == verdict
	assert bool(row.why) == (verdict == "For a Person")


def test_what_the_certificate_does_not_name_is_missing(specified):
	assert draft(readings=[("Protein", "11")]).missing == "Moisture\nColour"


def test_a_name_that_is_not_ours_is_for_a_person_until_it_is_kept_as_the_suppliers_word(specified):
	doc = draft(readings=[("Feuchte", "12,5"), ("Moisture content", "12.5")])
	assert [of_row(row)[:2] for row in doc.readings] == [(None, "For a Person")] * 2
	assert "Certificate Wording" in doc.readings[0].why
	frappe.get_doc(
		doctype="Certificate Wording", supplier=SUPPLIER, words="Feuchte", parameter="Moisture"
	).insert()
	doc.save()
	assert of_row(doc.readings[0]) == ("Moisture", "Pass", "0 – 14")


def test_a_name_in_other_capitals_is_ours(specified):
	"""The database has no two parameters that differ in capitals alone."""
	doc = draft(readings=[("moisture", "12.5"), ("PROTEIN", "14")])
	assert [of_row(row)[:2] for row in doc.readings] == [("Moisture", "Pass"), ("Protein", "Fail")]
	assert doc.missing == "Colour"


def test_the_suppliers_word_for_one_item_goes_before_the_one_for_all(specified):
	for item, parameter in ((None, "Protein"), ("FLOUR", "Moisture")):
		frappe.get_doc(
			doctype="Certificate Wording",
			supplier=SUPPLIER,
			item_code=item,
			words="Value  1",
			parameter=parameter,
		).insert()
	assert draft(readings=[("Value 1", "9")]).readings[0].our_parameter == "Moisture"


def test_a_word_stands_for_one_parameter(specified):
	word = {"doctype": "Certificate Wording", "supplier": SUPPLIER, "words": "H2O"}
	frappe.get_doc({**word, "parameter": "Moisture"}).insert()
	with pytest.raises(frappe.DuplicateEntryError, match=r"H2O.*already stands for.*Moisture"):
		frappe.get_doc({**word, "parameter": "Protein"}).insert()


def test_a_result_in_another_unit_than_our_limits_is_for_a_person(specified):
	frappe.get_doc(
		doctype="Certificate Wording", supplier=SUPPLIER, words="Moisture", parameter="Moisture", unit="%"
	).insert()
	doc = draft(readings=[("Moisture", "12", {"unit": "g/kg"}), ("Protein", "11")])
	assert reading(doc, "Moisture").verdict == "For a Person"
	assert "Our limits are in %" in reading(doc, "Moisture").why
	reading(doc, "Moisture").unit = "%"
	doc.save()
	assert reading(doc, "Moisture").verdict == "Pass"


def test_a_result_that_the_supplier_itself_fails_is_for_a_person(specified):
	row = draft(readings=[("Moisture", "12", {"claimed": "Fail"})]).readings[0]
	assert (row.verdict, row.why) == ("For a Person", "The supplier's own verdict is Fail.")


def test_a_number_that_a_person_reads_is_compared(specified):
	doc = draft(readings=[("Protein", "11.234 (n=3)", {"number": 11.234})])
	assert doc.readings[0].verdict == "Pass"
	doc.readings[0].value = "conforms"
	doc.save()
	assert (doc.readings[0].number, doc.readings[0].verdict) == (0, "For a Person")


def test_a_number_that_is_not_in_the_result_is_refused(specified):
	with pytest.raises(frappe.ValidationError, match=r"number 12 is not in the result.*99"):
		draft(readings=[("Protein", "99 (n=3)", {"number": 12})])


@pytest.mark.parametrize(
	("said", "number"),
	[("1.234", 12.34), ("1,234", 123.4), ("1.100 (max. 13)", 11), ("8.0 (10-13)", 10.1), ("< 1.250", 12.5)],
)
def test_a_number_that_is_no_reading_of_the_result_is_refused(specified, said, number):
	with pytest.raises(frappe.ValidationError, match="is not in the result"):
		draft(readings=[("Protein", said, {"number": number})])


@pytest.mark.parametrize("said", ["see annex", "8.0 - 12.5", "10/12"])
def test_a_number_of_a_result_that_does_not_say_it_plainly_is_for_a_person(specified, said):
	row = draft(readings=[("Protein", said, {"number": 12})]).readings[0]
	assert (row.verdict, row.is_numeric) == ("For a Person", 0)
	assert "Nobody can tell" in row.why


def test_a_number_that_a_person_reads_keeps_the_operator_that_is_printed(specified):
	row = draft(readings=[("Protein", "< 11.250", {"number": 11.25})]).readings[0]
	assert (row.operator, row.verdict) == ("<", "For a Person")


def test_results_are_not_swapped_between_parameters_of_the_template(specified):
	swapped = [
		("Moisture", "12.5", {"our_parameter": "Protein"}),
		("Protein", "8.0", {"our_parameter": "Moisture"}),
	]
	doc = draft(readings=swapped)
	assert [of_row(row)[:2] for row in doc.readings] == [("Moisture", "Pass"), ("Protein", "Fail")]


def test_a_row_that_gets_another_name_is_compared_anew(specified):
	doc = draft(readings=[("Moisture", "12")])
	doc.readings[0].parameter = "Protein"
	doc.save()
	assert (doc.readings[0].our_parameter, doc.readings[0].maximum) == ("Protein", 13)


def test_a_parameter_that_a_person_chooses_stays(specified):
	doc = draft(readings=[("Feuchte", "12")])
	doc.readings[0].our_parameter = "Moisture"
	doc.save()
	doc.save()
	assert of_row(doc.readings[0]) == ("Moisture", "Pass", "0 – 14")


def test_verdicts_are_not_taken_from_a_request(specified):
	doc = draft(readings=[("Moisture", "20", {"verdict": "Pass", "maximum": 99, "is_numeric": 1})])
	assert (doc.readings[0].verdict, doc.readings[0].maximum) == ("Fail", 14)
	doc.readings[0].verdict = "Pass"
	doc.missing = ""
	doc.save()
	assert (doc.readings[0].verdict, doc.missing) == ("Fail", "Protein\nColour")


@pytest.mark.parametrize(
	"row",
	[
		{"specification": "Moisture", "numeric": 1, "formula_based_criteria": 1, "acceptance_formula": "1"},
		{"specification": "Moisture", "numeric": 1},
		{"specification": "Moisture", "numeric": 1, "min_value": 5},
	],
	ids=["formula", "no limits", "only a minimum, which ERPNext never lets pass"],
)
def test_what_the_template_does_not_limit_is_for_a_person(specified, row):
	specify(rows=[row])
	assert draft(readings=[("Moisture", "6")]).readings[0].verdict == "For a Person"


def test_a_parameter_that_the_template_names_twice_is_for_a_person(specified):
	specify(rows=[SPECIFICATION[0], {**SPECIFICATION[0], "max_value": 20}])
	assert draft(readings=[("Moisture", "6")]).readings[0].verdict == "For a Person"


def test_an_item_without_a_template_has_every_result_judged_by_a_person(specified):
	row = draft(readings=[("Moisture", "6")], item="SUGAR").readings[0]
	assert (row.verdict, row.why) == ("For a Person", "The item has no Quality Inspection Template.")

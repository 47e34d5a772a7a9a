"""What is written is read back, over all application identifiers; what is broken is never half read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_trace.core.gs1 import Unreadable, build, parse
from batch_trace.core.gs1.identifiers.dictionary import find
from batch_trace.core.gs1.shared.check_digits import digit
from tests.unit.support.gs1_values import all_identifiers, digits, values
from tests.unit.support.scan_lines import lines

FIXED = settings(max_examples=8, deadline=None, derandomize=True)
MANY = settings(max_examples=300, deadline=None, derandomize=True)
EACH = pytest.mark.parametrize("identifier", all_identifiers(), ids=lambda each: each.ai)


def read_by_letter(text: str) -> dict[str, str]:
	"""Return the elements of a text; if it is asked about because a value looks like elements, the reading by the letter."""
	found = parse(text)
	if found["code"] == "ambiguous":
		return found["readings"][0]["elements"]
	assert found["error"] is None, (text, found)
	return found["elements"]


@EACH
@FIXED
@given(data=st.data())
def test_every_identifier(identifier, data):
	value = data.draw(values(identifier))
	given_elements = {identifier.ai: value}
	for mark in ("]C1", "]d2", "]Q3"):
		assert read_by_letter(mark + build(given_elements)) == given_elements
	if not re.search(r"\(\d{2,4}\)", value):
		assert parse(build(given_elements, "brackets"))["elements"] == given_elements


@EACH
@FIXED
@given(data=st.data())
def test_every_identifier_beside_others(identifier, data):
	if identifier.ai in ("01", "10", "21", "02", "03", "255", "8006", "8026", "235"):
		return
	value = data.draw(values(identifier))
	given_elements = {"01": "04012345678901", identifier.ai: value, "10": "L-1", "21": "7"}
	assert read_by_letter("]C1" + build(given_elements)) == given_elements
	assert list(read_by_letter(build(given_elements))) == list(given_elements)


KEYS = [each for each in all_identifiers() if each.qualifiers is not None]
ATTRIBUTES = [each for each in all_identifiers() if each.is_attribute and each.qualifiers is None]


@pytest.mark.parametrize("identifier", KEYS, ids=lambda each: each.ai)
@FIXED
@given(data=st.data())
def test_addresses_with_every_key(identifier, data):
	elements = {identifier.ai: data.draw(values(identifier))}
	way = data.draw(st.sampled_from(identifier.qualifiers or ((),)))
	for ai in way:
		elements[ai] = data.draw(values(find(ai)))
	found = parse(build(elements, "digital link"))
	assert (found["kind"], found["elements"]) == ("digital_link", elements)


@pytest.mark.parametrize("identifier", ATTRIBUTES, ids=lambda each: each.ai)
@FIXED
@given(data=st.data())
def test_addresses_with_every_attribute(identifier, data):
	key = "00" if identifier.ai in ("02", "37") else "01"
	elements = {key: {"00": "395011015300022006", "01": "04012345678901"}[key]}
	elements[identifier.ai] = data.draw(values(identifier))
	assert parse(build(elements, "digital link"))["elements"] == elements


@MANY
@given(payload=digits(13), place=st.integers(0, 13), other=st.integers(1, 9))
def test_a_wrong_digit_of_a_gtin_is_found(payload, place, other):
	right = payload + digit(payload)
	wrong = right[:place] + str((int(right[place]) + other) % 10) + right[place + 1 :]
	found = parse(f"]C101{wrong}")
	assert (found["code"], found["ai"], found["elements"]) == ("check_digit", "01", {})


CHARACTERS = st.characters(codec="utf-8")
PIECES = st.sampled_from(
	["]C1", "]d2", "01", "04012345678901", "10", "17", "261231", "\x1d", "(", ")", "(01)", "(10)", "21", "00", "https://", "id.gs1.org/01/",
	 "+A123", "$$", "[)>", "\x1e06", "{GS}", "~1", "?", "9N", "A", "é", "ß", "/", "\r", "\n", " ", "\x00", "AQnYUc1gmg"],
)  # fmt: skip


@MANY
@given(text=st.one_of(st.text(CHARACTERS, max_size=60), st.lists(PIECES, max_size=12).map("".join)))
def test_nothing_a_scanner_can_send_raises(text):
	found = parse(text)
	if found["error"]:
		assert (found["elements"], found["fields"]) == ({}, {})
		assert found["code"]


MARKED = [line for line in lines() if line.text.startswith("]") and parse(line.text)["elements"]]


@pytest.mark.parametrize("line", MARKED, ids=lambda line: str(line.number))
def test_a_code_that_is_cut_off_names_no_other_item(line):
	whole = parse(line.text)["elements"]
	for end in range(len(line.text)):
		found = parse(line.text[:end])["elements"]
		assert found.keys() <= whole.keys()
		assert found.get("01") in (None, whole.get("01"))


@pytest.mark.parametrize(
	("elements", "code"),
	[
		({"01": "04012345678902"}, "check_digit"),
		({"10": ""}, "empty"),
		({"10": "A" * 21}, "too_long"),
		({"10": "Zähler"}, "bad_character"),
		({"17": "261332"}, "bad_date"),
		({"99999": "1"}, "unknown_ai"),
		({"01": "04012345678901", "02": "19506000134359"}, "excluded"),
	],
)
def test_what_no_label_may_have_is_not_written(elements, code):
	with pytest.raises(Unreadable) as refused:
		build(elements)
	assert refused.value.code == code


def test_an_address_needs_a_key_and_allows_only_its_own():
	with pytest.raises(Unreadable, match="no_key"):
		build({"10": "A"}, "digital link")
	with pytest.raises(Unreadable, match="no_attribute"):
		build({"00": "395011015300022006", "21": "A"}, "digital link")
	with pytest.raises(ValueError, match="no form"):
		build({"10": "A"}, "code 39")

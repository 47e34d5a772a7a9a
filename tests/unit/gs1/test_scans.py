"""Each line of `data/scans.tsv`: what a scanner delivers comes out as the third column says."""

from __future__ import annotations

import re

import pytest

from batch_trace.core.gs1 import Settings, parse
from batch_trace.core.gs1.keyboards import LAYOUTS, US
from tests.unit.support import scan_lines
from tests.unit.support.scan_lines import TODAY, Line

NORWAY = "NO 23IIIIIIWWWWC/1000"
SAID_ANYWAY = {"needs", "excludes", "reads_as", "no_rule"}
"""Remarks that are true of many lines, and that the file names only where they are the point."""

LINES = scan_lines.lines()


def settings(line: Line) -> Settings:
	rule = line.expected.partition("rule=")[2] or (NORWAY if "-> rcn" in line.expected else "")
	return Settings(scale_rules=(rule,) if rule else (), today=TODAY)


def of_kind(*starts: str) -> list[Line]:
	return [line for line in LINES if line.expected.startswith(starts)]


PLAIN = ("gtin=", "rcn ", "hibc", "ppn=", "mh10", "pzn=")
SPECIAL = ("ambiguous", "error", "text", "two scans", *PLAIN)


def cases(lines: list[Line]):
	return pytest.mark.parametrize("line", lines, ids=[line.name for line in lines])


def test_every_line_is_a_case():
	assert len(LINES) == 214


@cases([line for line in LINES if not line.expected.startswith(SPECIAL)])
def test_elements(line: Line):
	expected = scan_lines.read(line.expected)
	found = parse(line.text, settings(line))
	assert found["error"] is None
	if expected.by_letter is not None:
		assert found["elements"] == expected.by_letter
		assert [reading["elements"] for reading in found["readings"]] == [expected.elements]
		[token] = [each["detail"] for each in found["remarks"] if each["code"] == "only_if_configured"]
		found = parse(line.text, Settings(separators=(token,), today=TODAY))
		assert found["remarks"] == []
	assert list(found["elements"].items()) == list(expected.elements.items())
	assert expected.facts.items() <= found["fields"].items()
	assert_remarks(found, expected.remarks)


def assert_remarks(found: dict, expected: list[tuple[str, str]]) -> None:
	remarks = [(each["code"], each["detail"]) for each in found["remarks"]]
	for code, detail in expected:
		assert any(each[0] == code and (not detail or each[1] == detail) for each in remarks)
	assert {code for code, _detail in remarks} <= SAID_ANYWAY | {code for code, _detail in expected}


@cases(of_kind(*PLAIN))
def test_plain_kinds(line: Line):
	kind = line.expected.split()[0].partition("=")[0].replace("-", "_")
	facts = dict(re.findall(r"(\w+)=(\S+)", line.expected.partition(" rule=")[0].partition(" (")[0]))
	found = parse(line.text, settings(line))
	assert (found["error"], found["kind"]) == (None, kind)
	assert facts.items() <= found["fields"].items()
	assert found["elements"] == ({"01": facts["gtin"]} if kind == "gtin" else {})
	remark = line.expected.partition(" !")[2].partition(" ")[0]
	assert_remarks(found, [(remark, "")] if remark else [])


@cases(of_kind("text"))
def test_texts(line: Line):
	found = parse(line.text, settings(line))
	assert (found["kind"], found["error"], found["elements"]) == ("text", None, {})
	assert found["fields"] == {"text": line.text}
	also = re.search(r"reads as (\d+)=", line.expected)
	assert [each["detail"] for each in found["remarks"]] == ([also[1]] if also else [])


@cases(of_kind("ambiguous"))
def test_lost_separators_are_asked_about(line: Line):
	strict, meant = line.expected.removeprefix("ambiguous strict: ").split(" || meant: ")
	found = parse(line.text, settings(line))
	assert (found["code"], found["elements"], found["kind"]) == ("ambiguous", {}, "unknown")
	offered = [reading["elements"] for reading in found["readings"]]
	assert scan_lines.elements(meant) in offered[:4]
	if strict != "error":
		assert scan_lines.elements(strict) == offered[0]


WORDED = {
	"01 and 02 exclude each other": ("excluded", "01"),
	"two codes in one scan": ("two_codes", None),
	"order": ("order", "01"),
}
"""Errors that the file tells in a sentence."""


def error_of(expected: str) -> tuple[str, str | None]:
	said = expected.removeprefix("error ").partition(" reads:")[0].partition(":")[0].strip()
	said = re.sub(r" \(.*\)", "", said)
	if said in WORDED:
		return WORDED[said]
	code, _, rest = said.partition(" ")
	ai = rest.partition(" ")[0]
	return code, ai if re.fullmatch(r"\d+|8ABG|ean13|hibc|ppn", ai) else None


@cases(of_kind("error"))
def test_errors(line: Line):
	code, ai = error_of(line.expected)
	if "length or check digit may be named" in line.source:
		code = "truncated"
	found = parse(line.text, settings(line))
	assert (found["code"], found["elements"], found["fields"]) == (code, {}, {})
	assert found["error"]
	if ai and code != "length":
		assert found["ai"] == ai
	reads = line.expected.partition(" reads: ")[2]
	if reads.startswith("text "):
		text = re.sub(r" \(.*\)", "", reads.removeprefix("text "))
		assert text in [reading["fields"].get("text") for reading in found["readings"]]
	elif reads:
		assert scan_lines.elements(reads) in [reading["elements"] for reading in found["readings"]]
	if wanted := re.search(r"(?:expected (\w+)|(\w+) expected)\)", line.expected):
		assert (wanted[1] or wanted[2]) in found["error"]


@cases(of_kind("two scans"))
def test_two_scans_are_handled_one_by_one(line: Line):
	found = parse(line.text, settings(line))
	assert (found["code"], found["elements"]) == ("two_scans", {})
	gtins = re.findall(r"gtin=(\d+)", line.expected)
	assert [reading["fields"]["gtin"] for reading in found["readings"]] == gtins


@pytest.mark.parametrize(
	("text", "code", "ai"),
	[
		("C1010401234567890110A", "not_gs1", None),
		("X]C1010401234567890110A", "not_gs1", None),
		("(01)04012345678901(10)A(21)", "empty", "21"),
		("]C1", "empty", None),
		("00395011015300022007", "check_digit", "00"),
		("https://id.gs1.org/01/04012345678901?17=261332", "bad_date", "17"),
		("-01234563", "check_digit", "pzn"),
		("LOTß2026ß001", "keyboard_layout", None),
		("LOT-77ALOT-77A", "double_scan", None),
		("4.012.345.678.901", "number_format", None),
		("0395011015300022006", "ambiguous", None),
		("010401234567890137481527063010AB", "ambiguous", None),
		("A" * 5000, "too_long", None),
		("(01)04012345678901(3109)001750", "unknown_ai", "3109"),
		("https://id.gs1.org/10/A/01/04012345678901", "order", "01"),
		("4012345678901 4012345678901", "double_scan", None),
		("#NOREAD", "no_read", None),
		("+a123bjc5d6e71g", "case_lost", None),
	],
)
def test_others_of_the_same_kinds(text, code, ai):
	found = parse(text)
	assert (found["code"], found["ai"], found["elements"]) == (code, ai, {})


@pytest.mark.parametrize("token", ["\\029", "^FNC1", " GS ", "$", "{", "<F8>", "&#x1d;", "§"])
def test_other_signs_in_place_of_separators(token):
	found = parse(f"010401234567890110AB-12{token}17270115")
	assert found["elements"] == {"01": "04012345678901", "10": "AB-12", "17": "270115"}


SCANNED = (
	"]C1010401234567890110AZ-12",
	"]d201040123456789011726123110L_7/B",
	"(01)04012345678901(10)M1",
	"https://id.gs1.org/01/04012345678901/10/L4711?17=261231",
	"+A123BJC5D6E71G",
	'{"item":"RM-001"}',
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("text", SCANNED)
def test_a_code_typed_into_another_keyboard_is_read_back(layout, text):
	keys = dict(zip(US, LAYOUTS[layout], strict=True))
	typed = "".join(keys[char] for char in text)
	wanted, found = parse(text), parse(typed)
	if typed != text:
		assert (found["code"], found["elements"]) == ("keyboard_layout", {})
		assert (wanted["elements"], wanted["fields"]) in [
			(reading["elements"], reading["fields"]) for reading in found["readings"]
		]


def test_what_a_french_keyboard_made_of_a_code_is_read_back():
	found = parse("à&à'à&é\"'(-è_çà&&àAB")
	assert {"01": "04012345678901", "10": "QB"} in [reading["elements"] for reading in found["readings"]]


def test_a_short_serial_number_that_may_be_hidden_is_told():
	found = parse("010401234567890121SN12345610AB12", Settings(today=TODAY))
	assert found["elements"]["21"] == "SN12345610AB12"
	assert [remark["code"] for remark in found["remarks"]] == ["may_hide"]
	assert found["readings"][0]["elements"]["10"] == "AB12"


def test_a_batch_number_that_has_a_date_in_it_is_not_asked_about_once_separators_are_seen():
	assert parse("010401234567890110AB-1217270115\x1d21A")["elements"]["10"] == "AB-1217270115"


@pytest.mark.parametrize(
	"text",
	["2026-117", "L26/11/0815", "Müller 7", "MAT-DN-2026-00001", "WIFI:T:WPA;S:x;;", "https://example.com/"],
)
def test_plain_texts_stay_texts(text):
	found = parse(text)
	assert (found["kind"], found["fields"], found["readings"]) == ("text", {"text": text}, [])

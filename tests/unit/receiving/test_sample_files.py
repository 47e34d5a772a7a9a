"""Every file that suppliers have sent is read as a careful person reads it."""

from __future__ import annotations

from datetime import date

import pytest

from batch_trace.core.receiving import certificates, supplier_files
from tests.unit.support.supplier_samples import expected, sample

TODAY = date(2026, 11, 30)
TOLD_ABOUT_THE_FILE = {"note", "source"}
"""What expected.json says about a file for its reader, and not of what is in it."""
MAY_BE_MORE = {"line", "remark", "item_name", "proposed_batch", "supplier_gln", "encoding", "delimiter"}
MAY_BE_MORE |= {"decimal", "date_format", "header_rows", "skip", "notes", "questions", "kind"}
IN_OTHER_WORDS = {
	"two values (red 0.8 max 1.0, yellow 6 max 10): for a person": "two values or more: for a person"
}

CERTIFICATES, LISTS = expected("certificates"), expected("supplier_files")


def differences(wanted, read, where=""):
	"""Yield where a reading differs; what is empty may be missing, and what only we read may be there."""
	if isinstance(wanted, dict) and isinstance(read, dict):
		for key in sorted(wanted.keys() | read.keys()):
			if key in wanted or (key not in MAY_BE_MORE and read[key] is not None):
				yield from differences(wanted.get(key), read.get(key), f"{where}/{key}")
	elif isinstance(wanted, list) and isinstance(read, list) and len(wanted) == len(read):
		for number, (one, other) in enumerate(zip(wanted, read, strict=True)):
			yield from differences(one, other, f"{where}[{number}]")
	elif IN_OTHER_WORDS.get(str(wanted), wanted) != read:
		yield f"{where}: {wanted!r} was read as {read!r}"


def without_words(reading):
	"""Return the right reading without what it says about the file."""
	return {key: value for key, value in reading.items() if key not in TOLD_ABOUT_THE_FILE}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_is_read_as_a_careful_person_reads_it(name):
	read = certificates.read(sample("certificates", name), name).as_dict()
	assert list(differences(without_words(CERTIFICATES[name]), read)) == []


@pytest.mark.parametrize("name", LISTS)
def test_a_lot_list_is_read_as_a_careful_person_reads_it(name):
	read = supplier_files.read(sample("supplier_files", name), name, TODAY).as_dict()
	assert list(differences(without_words(LISTS[name]), read)) == []


def test_the_comparison_would_notice():
	assert list(differences({"lines": [{"qty": 1}]}, {"lines": [{"qty": 2, "uom": "kg"}]})) != []
	assert list(differences({"a": [1]}, {"a": [1, 2]})) != []
	assert list(differences({}, {"uom": "kg"})) != []


def test_the_name_of_a_file_does_not_matter():
	name = "02_deutsch_milchpulver.txt"
	as_pdf_name = certificates.read(sample("certificates", name), "scan.pdf")
	assert as_pdf_name == certificates.read(sample("certificates", name), name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_list_says_the_same_in_every_encoding(encoding):
	name = "02_lieferschein_semikolon_cp1252.csv"
	text = sample("supplier_files", name).decode("cp1252")
	assert (
		supplier_files.read(text.encode(encoding), name, TODAY).lots
		== supplier_files.read(sample("supplier_files", name), name, TODAY).lots
	)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_list_says_the_same_with_every_end_of_line(ending):
	name = "11_lots_in_columns.csv"
	text = sample("supplier_files", name).decode()
	assert (
		supplier_files.read(text.replace("\n", ending).encode(), name, TODAY).lots
		== supplier_files.read(text.encode(), name, TODAY).lots
	)

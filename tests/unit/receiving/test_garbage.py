"""Whatever a file holds, it is read, or refused with the one error that says so."""

from __future__ import annotations

from datetime import date
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from batch_trace.core.receiving import certificates, supplier_files
from batch_trace.core.terms.errors import UnreadableFile
from tests.unit.support.supplier_samples import expected, pdf, sample, workbook

TODAY = date(2026, 11, 30)
SAMPLES = [sample(kind, name) for kind in ("certificates", "supplier_files") for name in expected(kind)]
PIECES = some.sampled_from(
	[
		b";",
		b",",
		b"\t",
		b'"',
		b"\n",
		b"|",
		b":",
		b"<",
		b"+",
		b"'",
		b"?",
		b"1.234",
		b"\xff",
		b"\x00",
		"²".encode(),
		b"10^400",
		b"9" * 5000,
		b"2026-02-30",
		b"(",
		b")",
	]
)
CHANGES = some.lists(
	some.tuples(some.floats(0, 1), some.integers(0, 60), some.one_of(PIECES, some.binary(max_size=20))),
	max_size=8,
)


def try_both(content):
	"""Read a file with both readers; either may refuse it."""
	for read in (
		lambda: certificates.read(content, "file"),
		lambda: supplier_files.read(content, "file", TODAY),
	):
		try:
			read().as_dict()
		except UnreadableFile as refused:
			assert str(refused).startswith("file cannot be read: ")


@given(some.binary(max_size=500))
def test_any_bytes(content):
	try_both(content)


@given(some.text(max_size=500))
def test_any_text(text):
	try_both(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(some.sampled_from(SAMPLES), CHANGES)
def test_samples_with_pieces_lost_and_put_in(content, changes):
	for where, lost, piece in changes:
		at = int(where * len(content))
		content = content[:at] + piece + content[at + lost :]
	try_both(content)


CELLS = some.sampled_from(
	[
		"Lot",
		"Charge",
		"Qty",
		"Menge",
		"Expiry",
		"Test",
		"Spec",
		"Result",
		"Parameter",
		"A1",
		"0004711",
		"1.250",
		"1,5",
		"03/04/27",
		"max",
		"-",
		"",
		'"',
		"< 0,5",
		"Summe",
		"n. n.",
	]
)


@settings(max_examples=150, deadline=None)
@given(some.lists(some.lists(CELLS, max_size=8), max_size=8), some.sampled_from([";", ",", "\t", "|", "   "]))
def test_tables_of_words_that_readers_look_for(rows, delimiter):
	try_both("\n".join(delimiter.join(row) for row in rows).encode())


@pytest.mark.parametrize(
	"content",
	[
		workbook([[]]),
		workbook([["Lot", "Qty"], [None, None]]),
		workbook([["Lot"] * 300] * 3),
		pdf(["Lot: A" * 50] * 40),
	],
	ids=["empty", "headings only", "one heading everywhere", "one long line"],
)
def test_odd_workbooks_and_pdfs(content):
	try_both(content)


@pytest.mark.parametrize(
	"before", ["", "Lot;Qty\n", "Lot: A\nTest   Spec   Result\nX   max 5   ", "Test;Spec;Result\nA;B;"]
)
@pytest.mark.parametrize("piece", ["9", "9 ", "(", "(a", "A: ", "lot 1 ", "5 kg ", "1,", "12/", "<"])
def test_long_lines_do_not_take_long(before, piece):
	started = monotonic()
	try_both((before + piece * 50_000).encode())
	assert monotonic() - started < 20


def test_a_long_file_is_read_in_a_second_or_two():
	lines = "\n".join(f"RM-{number};L-{number};{number},5;31.12.2027" for number in range(5000))
	assert (
		len(supplier_files.read(f"Artikel;Charge;Menge;MHD\n{lines}".encode(), "long.csv", TODAY).lots)
		== 5000
	)


@pytest.mark.parametrize(
	("heading", "line"),
	[
		("Lot;Qty", "A;1"),
		("Test;Lot;Result", "Water;L{0};1.5"),
		("Product;Test;Lot;Result", "P{0};Water;L1;1.5"),
		("Certificate", "Lot: L{0}"),
	],
	ids=["no results", "lots", "products of one lot", "keys"],
)
def test_a_certificate_takes_time_as_it_has_lines(heading, line):
	def seconds(lines: int) -> float:
		text = "\n".join((heading, *(line.format(number) for number in range(lines))))
		began = monotonic()
		try_both(text.encode())
		return monotonic() - began

	assert min(seconds(8000), seconds(8000)) < 9 * max(seconds(2000), seconds(2000)) + 1


@pytest.mark.parametrize("read", [certificates.read, supplier_files.read])
def test_a_text_of_too_many_lines_is_refused(read):
	with pytest.raises(UnreadableFile, match="more than 50000 lines"):
		read(b"Lot;Qty\n" + b"A;1\n" * 50_000, "list.csv")

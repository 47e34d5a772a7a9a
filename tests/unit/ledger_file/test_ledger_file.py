"""The ledger file and the console script that reads it."""

import json
import sqlite3

import pytest

from batch_trace.core import cli
from batch_trace.core.answer.trace import trace
from batch_trace.core.ledger_file.file import FORMAT_VERSION, open_ledger, write_ledger
from batch_trace.core.terms.errors import NewerFormat, NotALedger
from tests.unit.support.ledger_builder import Ledger


@pytest.fixture
def ledger():
	ledger = Ledger()
	ledger.receive("F1", supplier="Mill", supplier_batch="LOT-7")
	ledger.receive("F2", supplier="Rival", supplier_batch="LOT-8")
	ledger.make([("F1", "FLOUR", 10)], [("D1", "FLOUR", 10)])
	ledger.make([("F1", "FLOUR", 2), ("D1", "FLOUR", 4)], [("B1", "BREAD", 10)])
	ledger.make([("D1", "FLOUR", 4)], [("B2", "BREAD", 10)])
	ledger.ship("B1", "BREAD", 3, "Cafe")
	ledger.ship("B2", "BREAD", 3, "Shop")
	return ledger


@pytest.fixture
def file(ledger, tmp_path):
	path = tmp_path / "ledger.sqlite"
	write_ledger(path, ledger.rows(), {"site": "bakery"})
	return str(path)


def run(capsys, *arguments):
	code = cli.main(arguments)
	out, err = capsys.readouterr()
	return code, out, err


def test_file_answers_as_the_ledger_it_was_written_from(ledger, file):
	answers = [trace(source, ["F1"], "both") for source in (ledger.source(), open_ledger(file))]
	for answer in answers:
		answer["milliseconds"] = 0
	assert answers[0] == answers[1]


def test_file_is_written_anew_or_not_at_all(ledger, file, tmp_path):
	with pytest.raises(sqlite3.Error):
		write_ledger(file, {"tabItem": [("too", "few")]})
	assert len(trace(open_ledger(file), ["F1"], "forward")["batches"]) == 4
	write_ledger(file, Ledger().rows())
	assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]
	assert open_ledger(file).is_empty()


def test_no_ledger_file_is_refused(tmp_path):
	text, empty, other = tmp_path / "text", tmp_path / "empty", tmp_path / "other"
	text.write_text("no database at all, but long enough to be looked at as one")
	empty.write_text("")
	sqlite3.connect(other).execute("CREATE TABLE meta (key, value)").connection.close()
	for path in (text, empty, other, tmp_path / "missing"):
		with pytest.raises(NotALedger, match="is not a ledger file; write one with"):
			open_ledger(path)


def test_newer_format_is_refused(file):
	connection = sqlite3.connect(file)
	connection.execute("UPDATE meta SET value = ? WHERE key = 'format_version'", (FORMAT_VERSION + 1,))
	connection.commit()
	connection.close()
	with pytest.raises(NewerFormat, match="update batch_trace"):
		open_ledger(file)


def test_trace_draws_tree_and_parties(capsys, file):
	code, out, _ = run(capsys, "trace", file, "F1", "--forward")
	assert code == 0
	assert out.splitlines()[:6] == [
		"Went into",
		"F1 · Flour · 100 Kg · on hand 88",
		"├─ D1 · Flour · 10 Kg · share 100.00% · on hand 2",
		"│  ├─ B1 · Bread · 10 Nos · share 100.00% · on hand 7",
		"│  └─ B2 · Bread · 10 Nos · share 100.00% · on hand 7",
		"└─ B1 (see above)",
	]
	assert "Mill" in out and "Cafe" in out and "Complete, " in out


def test_draw_goes_both_ways_and_to_siblings(capsys, file):
	_, both, _ = run(capsys, "draw", file, "D1")
	assert both.splitlines() == [
		"Made from",
		"D1 · Flour · 10 Kg · on hand 2",
		"└─ F1 · Flour · 10 Kg · share 100.00% · on hand 88",
		"Went into",
		"D1 · Flour · 10 Kg · on hand 2",
		"├─ B1 · Bread · 10 Nos · share 66.67% · on hand 7",
		"└─ B2 · Bread · 10 Nos · share 100.00% · on hand 7",
	]
	_, siblings, _ = run(capsys, "draw", file, "B2", "--siblings")
	assert siblings.splitlines()[-5:] == [
		"F1 · Flour · 10 Kg · share 100.00% · on hand 88",
		"├─ D1 · Flour · 4 Kg · share 100.00% · on hand 2",
		"│  ├─ B1 · Bread · 10 Nos · share 100.00% · on hand 7",
		"│  └─ B2 · Bread · 10 Nos · on hand 7",
		"└─ B1 (see above)",
	]


def test_trace_as_json_with_all_options(capsys, file):
	options = ("--backward", "--as-of", "2026-01-01 08:04", "--max-depth", "1", "--json")
	_, out, _ = run(capsys, "trace", file, "B1", *options)
	answer = json.loads(out)
	assert answer["as_of"] == "2026-01-01T08:04:00.000000"
	assert [row["batch"] for row in answer["batches"]] == ["B1", "F1", "D1"]
	_, out, _ = run(
		capsys, "trace", file, "LOT-7", "--start-type", "Supplier Batch", "--supplier", "Mill", "--json"
	)
	assert json.loads(out)["start"]["nodes"] == [{"batch": "F1", "serial_no": None}]


def test_balance(capsys, file):
	_, out, _ = run(capsys, "balance", file, "F1")
	assert out.splitlines()[:2] == ["Mass balance of F1", "  received                   100 Kg"]
	_, out, _ = run(capsys, "balance", file, "F1", "--json")
	assert json.loads(out)["F1"]["consumed"] == 12


@pytest.mark.parametrize(
	("arguments", "words"),
	[
		(("trace", "{file}", "F9"), "batch-trace: Batch F9 is not in the ledger"),
		(("trace", "nowhere", "F1"), "batch-trace: nowhere is not a ledger file"),
		(("trace", "{file}", "F1", "--as-of", "soon"), "batch-trace: soon is not a date and time"),
		(("trace", "{empty}", "F1"), "batch-trace: The ledger is empty"),
	],
)
def test_refusal_is_one_line_and_exit_code_two(capsys, file, tmp_path, arguments, words):
	write_ledger(tmp_path / "empty", Ledger().rows())
	given = [word.format(file=file, empty=tmp_path / "empty") for word in arguments]
	code, out, err = run(capsys, *given)
	assert (code, out) == (2, "") and err.startswith(words) and err.count("\n") == 1


def test_reader_who_leaves_early_is_no_error(file, monkeypatch, capsys):
	def closed(*lines):
		raise BrokenPipeError

	monkeypatch.setattr(cli, "_print_lines", closed)
	monkeypatch.setattr(cli.sys, "stderr", open("/dev/null", "w"))
	assert cli.main(["balance", file, "F1"]) == 0


def test_tree_of_a_batch_whose_share_is_unknown(capsys, tmp_path):
	ledger = Ledger()
	ledger.make([("L1", "LABEL", 1), ("O1", "OIL", 1)], [("B1", "BREAD", 1)])
	ledger.receive("O1", "OIL", 1)
	write_ledger(tmp_path / "l", ledger.rows())
	_, out, _ = run(capsys, "draw", str(tmp_path / "l"), "B1", "--backward")
	assert out.splitlines()[2:] == [
		"├─ L1 · Label · 1 Nos · on hand -1",
		"└─ O1 · Oil · 1 Litre",
	]


@pytest.mark.parametrize(("stored", "cleared"), [(None, ["D1"]), ("24", ["D1"]), ("", []), ("72", [])])
def test_a_file_carries_the_tolerance_of_its_site(tmp_path, stored, cleared):
	day, ledger, path = 24 * 60, Ledger(), tmp_path / "silo.sqlite"
	ledger.receive("SILO", at=0)
	ledger.make([("SILO", "FLOUR", 5)], [("D1", "FLOUR", 5)], at=0)
	ledger.receive("BAD", at=3 * day)
	ledger.make([("BAD", "FLOUR", 5)], [("SILO", "FLOUR", 5)], at=3 * day)
	write_ledger(path, ledger.rows(), {} if stored is None else {"time_tolerance": stored})
	source = open_ledger(path)
	assert [row["batch"] for row in trace(source, ["BAD"], "forward")["cleared"]] == cleared
	assert trace(source, ["BAD"], "forward", ignore_time=True)["cleared"] == []

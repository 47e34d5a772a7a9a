"""The console script, on the recorded ledger of the demo company."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from batch_trace import __version__
from batch_trace.core import cli

FILE = str(Path(cli.__file__).parents[1] / "data" / cli.RECORDED)
BISCUITS, CINNAMON = "BIS-L26281", "SQ-CN-2629-41"


@pytest.fixture
def run(capsys):
	"""Run the script; return its exit code, what it printed, and its messages."""

	def invoke(*arguments: str) -> tuple[int, str, str]:
		code = cli.main(arguments)
		return code, *capsys.readouterr()

	return invoke


def test_the_version(capsys):
	with pytest.raises(SystemExit) as ended:
		cli.main(["--version"])
	assert ended.value.code == 0
	assert capsys.readouterr().out == f"batch-trace {__version__}\n"


def test_without_a_command_the_help_is_printed(run):
	code, printed, messages = run()
	assert (code, messages) == (0, "")
	for command in ("trace", "draw", "balance", "info", "list", "demo"):
		assert f"\n    {command} " in printed


def test_every_option_of_a_trace_has_a_help(capsys):
	with pytest.raises(SystemExit):
		cli.main(["trace", "--help"])
	lines = capsys.readouterr().out.splitlines()
	for option in ("--forward", "--backward", "--both", "--siblings", "--as-of", "--max-depth"):
		place = next(number for number, line in enumerate(lines) if line.strip().startswith(option))
		assert len(lines[place].split("  ")) > 2 or lines[place + 1].startswith(" " * 20), option


def test_info_says_whose_ledger_it_is_from_when_to_when(run):
	info = json.loads(run("info", FILE, "--json")[1])
	assert info["companies"] == ["Alder Mill Foods Ltd"]
	assert info["first_posting"] < info["last_posting"] <= info["last_recorded"]
	assert info["batches"] > 200 and info["entries"] > info["events"] > 400
	assert "Companies       Alder Mill Foods Ltd\n" in run("info", FILE)[1]


@pytest.mark.parametrize("pattern", [CINNAMON, CINNAMON.lower(), "sq-cn-2629*", "*2629-4?"])
def test_list_finds_batches_by_their_suppliers_number(run, pattern):
	rows = json.loads(run("list", FILE, pattern, "--json")[1])
	assert {row["supplier_batch"] for row in rows} == {CINNAMON}
	assert run("list", FILE, pattern)[1].endswith(f"{len(rows)} batches\n")


def test_list_without_a_pattern_lists_all(run):
	rows = json.loads(run("list", FILE, "--json")[1])
	assert len(rows) == json.loads(run("info", FILE, "--json")[1])["batches"]
	assert [row["first_posting"] for row in rows] == sorted(row["first_posting"] for row in rows)


@pytest.mark.parametrize("command", ["trace", "draw", "balance"])
def test_every_command_on_a_batch_answers_in_json(run, command):
	answer = json.loads(run(command, FILE, BISCUITS, "--json")[1])
	assert (BISCUITS in answer) if command == "balance" else answer["complete"]


def test_an_unknown_batch_suggests_names_like_it(run):
	code, printed, messages = run("trace", FILE, "bis-l2628")
	assert (code, printed) == (2, "")
	assert f"did you mean {BISCUITS}" in messages and messages.count("\n") == 1


def test_where_no_name_is_like_it_the_list_is_named(run):
	assert run("trace", FILE, "?")[2].endswith(f"see what is: batch-trace list {FILE}\n")


def test_a_missing_file_suggests_no_name(run):
	code, _printed, messages = run("trace", "nowhere.sqlite", BISCUITS)
	assert code == 2 and "did you mean" not in messages


def test_a_depth_that_was_asked_for_is_no_error(run):
	printed = run("trace", FILE, BISCUITS, "--backward", "--max-depth", "1")[1]
	assert "Complete down to the depth that was asked for" in printed
	assert "NOT complete" not in printed
	assert not json.loads(run("trace", FILE, BISCUITS, "--max-depth", "1", "--json")[1])["complete"]


def test_a_balance_leaves_out_empty_accounts(run):
	printed = run("balance", FILE, BISCUITS)[1]
	assert "consumed" not in printed and "unexplained" in printed and "on hand" in printed


def test_the_demo_says_that_it_is_made_up_and_what_to_try(run):
	printed = run("demo")[1]
	assert "made up" in printed
	assert printed.rstrip().splitlines()[-1].strip().startswith("batch-trace trace ")

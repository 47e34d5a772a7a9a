"""Several runs share one suite: each test is run once, the costly demo first, then from cheap to dear."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import order, side_by_side
from tools.layout import CHECKOUT

TEST = """
import pytest

{mark}
@pytest.mark.parametrize("number", range(3))
def test_it(number):
	{body}
"""


@pytest.fixture
def suite(tmp_path) -> Path:
	"""A suite of six files in two rooms, of which one bears the mark of the demo."""
	for number in range(6):
		folder = tmp_path / "suite" / f"room{number % 2}"
		folder.mkdir(parents=True, exist_ok=True)
		mark = "@pytest.mark.demo" if number == 3 else ""
		(folder / f"test_{number}.py").write_text(TEST.format(mark=mark, body="pass"))
	(tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = demo\naddopts = --import-mode=importlib\n")
	(tmp_path / "queue").mkdir()
	return tmp_path


def start(suite: Path, name: str, *options: str) -> subprocess.Popen[str]:
	shared = [f"--queue={suite / 'queue'}", f"--run={name}", f"--measured={suite / 'seconds.json'}"]
	command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.file_queue", "suite", *shared, *options]
	env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
	pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
	return subprocess.Popen(command, cwd=suite, env=env, text=True, **pipes)


def done(suite: Path, name: str) -> list[str]:
	lines = (suite / "queue" / f"{name}.done").read_text().splitlines()
	return [json.loads(line)["file"] for line in lines]


def test_two_runs_do_each_test_once(suite):
	runs = [start(suite, name) for name in ("1", "2")]
	for run in runs:
		output, errors = run.communicate(timeout=60)
		assert run.returncode == 0, output + errors
	times = side_by_side.times_run(suite / "queue")
	assert len(times) == 18
	assert set(times.values()) == {1}


def test_the_demo_first_then_the_cheapest(suite):
	seconds = {f"test_{number}.py": 10 - number for number in range(6)}
	(suite / "seconds.json").write_text(json.dumps(seconds))
	start(suite, "1").communicate(timeout=60)
	assert done(suite, "1") == [f"test_{number}.py" for number in (3, 5, 4, 2, 1, 0)]


def test_a_file_that_was_not_finished_counts_as_not_run(suite):
	(suite / "suite" / "room0" / "test_4.py").write_text(TEST.format(mark="", body="import os; os._exit(1)"))
	start(suite, "1").communicate(timeout=60)
	times = side_by_side.times_run(suite / "queue")
	assert len(times) == 18
	assert 0 in times.values()


def test_a_failure_is_told_with_its_file_and_reason(suite):
	(suite / "suite" / "room1" / "test_1.py").write_text(TEST.format(mark="", body="assert number == 9"))
	_output, errors = start(suite, "1").communicate(timeout=60)
	assert "[1] suite/room1/test_1.py: 3 tests, 3 FAILED" in errors
	assert "[1]   test_it[0]: assert 0 == 9" in errors


def test_a_file_never_measured_is_judged_by_its_size(tmp_path):
	small, large = tmp_path / "test_small.py", tmp_path / "test_large.py"
	small.write_text("#" * 100)
	large.write_text("#" * 10_000)
	assert order.in_order([large, small], (), tmp_path / "none.json") == [small, large]

"""A pytest plugin by which several runs share one suite: each takes the next test file until none is left.

The runs need no master: the first to make a file's mark in the folder they share has taken it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from tools.order import in_order

if TYPE_CHECKING:
	import pytest

FIRST = "demo"
"""The mark of the tests that take minutes: one run does them while the others do the rest."""


class Done(TypedDict):
	"""One line of a run's record: a file it has finished."""

	file: str
	seconds: float
	tests: list[str]


_failures: dict[str, list[str]] = defaultdict(list)
"""The failed tests of the file that is run, by what went wrong: a broken fixture fails many in one way."""


def pytest_addoption(parser: pytest.Parser) -> None:
	"""Add the options by which a run learns of the others."""
	parser.addoption("--queue", type=Path, help="the folder that the runs share")
	parser.addoption("--run", default="1", help="the name of this run among them")
	parser.addoption("--measured", type=Path, help="the seconds that each file took before, in JSON")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
	"""Note a failure, to be told as soon as its file is done."""
	if report.failed:
		crash = getattr(report.longrepr, "reprcrash", None)
		reason = str(crash.message) if crash else report.longreprtext
		_failures[reason.strip().partition("\n")[0][:200]].append(report.nodeid.rpartition("::")[2])


def pytest_runtestloop(session: pytest.Session) -> bool:
	"""Run the tests of each file that no other run has taken."""
	if session.testsfailed and not session.config.option.continue_on_collection_errors:
		raise session.Interrupted(f"{session.testsfailed} errors during collection")
	queue, run = session.config.getoption("queue"), session.config.getoption("run")
	files: dict[Path, list[pytest.Item]] = defaultdict(list)
	for item in session.items:
		files[item.path].append(item)
	(queue / f"{run}.collected").write_text(json.dumps([item.nodeid for item in session.items]))
	first = {file for file, items in files.items() if any(item.get_closest_marker(FIRST) for item in items)}
	with open(queue / f"{run}.done", "a") as record:
		for file in in_order(files, first, session.config.getoption("measured")):
			if _take(queue, file, session):
				print(json.dumps(_run(session, file, files[file])), file=record, flush=True)
	return True


def _take(queue: Path, file: Path, session: pytest.Session) -> bool:
	"""Return whether this run is the first to want the file."""
	name = file.relative_to(session.config.rootpath).as_posix().replace("/", ".")
	try:
		(queue / f"{name}.taken").touch(exist_ok=False)
	except FileExistsError:
		return False
	return True


def _run(session: pytest.Session, file: Path, items: list[pytest.Item]) -> Done:
	"""Run a file's tests; all that is not the whole session's is taken down after the last."""
	began = time.monotonic()
	_failures.clear()
	for item, following in zip(items, [*items[1:], session], strict=True):
		item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
		if session.shouldfail:
			raise session.Failed(session.shouldfail)
		if session.shouldstop:
			raise session.Interrupted(session.shouldstop)
	seconds = time.monotonic() - began
	_tell(session, file, len(items), seconds)
	return {"file": file.name, "seconds": round(seconds, 1), "tests": [item.nodeid for item in items]}


def _tell(session: pytest.Session, file: Path, tests: int, seconds: float) -> None:
	"""Say what became of a file, past pytest's own output, which goes to a log."""
	name, run = file.relative_to(session.config.rootpath), session.config.getoption("run")
	failed = sum(len(tests) for tests in _failures.values())
	lines = [f"{name}: {tests} tests{f', {failed} FAILED' if failed else ''}, {seconds:.0f} s"]
	for reason, (first, *others) in _failures.items():
		lines.append(f"  {first}{f' and {len(others)} more' if others else ''}: {reason}")
	with session.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
		print("\n".join(f"[{run}] {line}" for line in lines), file=sys.stderr, flush=True)

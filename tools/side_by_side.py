"""One suite on several sites at once: a pytest process for each, which takes the next test file (`file_queue.py`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tools import files, order
from tools.file_queue import Done
from tools.layout import CHECKOUT, HOME, Bench
from tools.outcome import Outcome, from_report
from tools.say import say

MOST = 4


def number() -> int:
	"""Return how many sites are worked on at once: as many as the machine has cores, but no more than four."""
	return min(len(os.sched_getaffinity(0)), MOST)


def run(bench: Bench, suite: str, environments: list[Mapping[str, str]]) -> Outcome:
	"""Run the suite in one process for each environment, and make sure that no test was left out."""
	queue = bench.run / "queue"
	shutil.rmtree(queue, ignore_errors=True)
	queue.mkdir(parents=True)
	names = [str(count) for count in range(1, len(environments) + 1)]
	processes = [_start(bench, suite, name, env) for name, env in zip(names, environments, strict=True)]
	outcomes = []
	for name, process in zip(names, processes, strict=True):
		outcomes.append(from_report(suite, _report(suite, name), process.wait()))
	for name, outcome in zip(names, outcomes, strict=True):
		_show(bench.log(f"{suite}-{name}"), name, outcome)
	_remember(queue, _measured(bench))
	return _whole(_sum(suite, outcomes), queue)


def _start(bench: Bench, suite: str, name: str, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
	"""Start one process: pytest's own output goes to a log, what it says of each file is shown."""
	report, log = _report(suite, name), bench.log(f"{suite}-{name}")
	report.unlink(missing_ok=True)
	log.parent.mkdir(parents=True, exist_ok=True)
	shared = [f"--queue={bench.run / 'queue'}", f"--run={name}", f"--measured={_measured(bench)}"]
	quiet = ["--quiet", "--disable-warnings", f"--junitxml={report}"]
	command = [str(bench.python), "-m", "pytest", "-p", "tools.file_queue", f"tests/{suite}", *quiet, *shared]
	with open(log, "wb") as sink:
		return subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=sink)


def _report(suite: str, name: str) -> Path:
	return HOME / f"{suite}-{name}.xml"


def _measured(bench: Bench) -> Path:
	return bench.state / "seconds.json"


def _show(log: Path, name: str, outcome: Outcome) -> None:
	"""Show all that a process wrote if something failed in it, else how it ended."""
	lines = log.read_text(errors="replace").splitlines()
	for line in lines if outcome.failed else lines[-1:]:
		print(f"[{name}] {line}", flush=True)


def _sum(suite: str, outcomes: list[Outcome]) -> Outcome:
	passed, failed, skipped = (
		sum(getattr(outcome, kind) for outcome in outcomes) for kind in ("passed", "failed", "skipped")
	)
	return Outcome(suite, passed, failed, skipped)


def _whole(outcome: Outcome, queue: Path) -> Outcome:
	"""Count a test as failed that was collected and not run once, by one process."""
	ran = times_run(queue)
	wrong = {test: times for test, times in ran.items() if times != 1}
	for test, times in sorted(wrong.items()):
		say(f"collected, but run {times} times: {test}")
	say(f"{len(ran)} tests collected, {sum(ran.values())} run")
	return replace(outcome, failed=outcome.failed + len(wrong))


def times_run(queue: Path) -> dict[str, int]:
	"""Return how often each test was run that any of the processes collected."""
	ran = Counter(test for record in _done(queue) for test in record["tests"])
	collected = (test for file in queue.glob("*.collected") for test in json.loads(file.read_text()))
	return {**dict.fromkeys(collected, 0), **ran}


def _remember(queue: Path, measured: Path) -> None:
	"""Keep the seconds that each file took, for the next run's order."""
	seconds = {record["file"]: record["seconds"] for record in _done(queue)}
	everything = dict(sorted({**order.known(measured), **seconds}.items()))
	files.replace(measured, json.dumps(everything, indent=1) + "\n")


def _done(queue: Path) -> list[Done]:
	return [
		json.loads(line) for file in sorted(queue.glob("*.done")) for line in file.read_text().splitlines()
	]

"""What became of a suite, and the summary over all suites."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
	"""The result of one suite; `not_run` is the reason when it did not run."""

	suite: str
	passed: int = 0
	failed: int = 0
	skipped: int = 0
	not_run: str = ""


def from_report(suite: str, file: Path, exit_code: int) -> Outcome:
	"""Count the tests of a JUnit report; a run that ended badly without a failed test counts as one failure."""
	tests = failed = skipped = 0
	if file.exists():
		for case in ElementTree.parse(file).getroot().iter("testcase"):
			tests += 1
			kinds = {child.tag for child in case}
			failed += bool(kinds & {"failure", "error"})
			skipped += "skipped" in kinds
	passed = tests - failed - skipped
	if exit_code and not failed:
		failed = 1
	return Outcome(suite, passed, failed, skipped)


def summary(outcomes: list[Outcome]) -> str:
	"""Return the lines that end a run; the last is `N passed, N failed` with `, N skipped` if any.

	>>> print(summary([Outcome("unit", 7), Outcome("browser", not_run="no bench")]))
	unit: 7 passed, 0 failed
	Not run: browser tests (no bench)
	7 passed, 0 failed
	"""
	ran = [outcome for outcome in outcomes if not outcome.not_run]
	left = [f"{outcome.suite} tests ({outcome.not_run})" for outcome in outcomes if outcome.not_run]
	lines = [f"{one.suite}: {_count(one.passed, one.failed, one.skipped)}" for one in ran]
	if left:
		lines.append(f"Not run: {', '.join(left)}")
	passed, failed, skipped = (
		sum(getattr(one, name) for one in ran) for name in ("passed", "failed", "skipped")
	)
	return "\n".join([*lines, _count(passed, failed, skipped)])


def _count(passed: int, failed: int, skipped: int) -> str:
	return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")

"""`make test`: unit tests always, integration and browser tests whenever a bench can be had."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Sequence

from tools import desk, site_suites, unit_suite
from tools.bench import up
from tools.layout import current
from tools.outcome import Outcome, summary
from tools.say import Failure, errors_as_failures, say

ON_A_SITE = ("integration", "browser")
ALL = ("static", "unit", *ON_A_SITE)


def main(arguments: list[str] | None = None) -> int:
	"""Run the suites, print the summary, and return 1 when anything failed."""
	parser = argparse.ArgumentParser(prog="python -m tools.check", description=__doc__)
	parser.add_argument("suites", nargs="*", type=_suite, help=f"any of {', '.join(ALL)}; default: all")
	wanted = parser.parse_args(arguments).suites or ALL
	extra = shlex.split(os.environ.get("PYTEST_ARGS", ""))
	outcomes = [*_plain(wanted, extra), *_on_a_site([name for name in wanted if name in ON_A_SITE], extra)]
	print(summary(outcomes), flush=True)
	return 1 if any(outcome.failed for outcome in outcomes) else 0


def _suite(name: str) -> str:
	if name not in ALL:
		raise argparse.ArgumentTypeError(f"no suite {name}; there are {', '.join(ALL)}")
	return name


def _plain(wanted: Sequence[str], extra: list[str]) -> list[Outcome]:
	outcomes = []
	try:
		with errors_as_failures():
			if "static" in wanted:
				outcomes.append(unit_suite.checks())
			if "unit" in wanted:
				outcomes.append(unit_suite.tests(extra))
	except Failure as failure:
		say(str(failure))
		outcomes.append(Outcome("unit", failed=1))
	return outcomes


def _on_a_site(wanted: list[str], extra: list[str]) -> list[Outcome]:
	"""Run what needs a bench; without one it is a failure if REQUIRE_ERPNEXT is set, else it is not run."""
	if not wanted:
		return []
	try:
		bench = up(current())
	except Failure as failure:
		say(str(failure))
		return [_without_bench(name, str(failure)) for name in wanted]
	run = {"integration": site_suites.integration, "browser": site_suites.browser}
	outcomes = []
	try:
		with errors_as_failures():
			desk.pause(bench)
			site_suites.fresh_sites(bench, site_suites.how_many(wanted, extra))
			for name in wanted:
				outcomes.append(run[name](bench, extra))
	except Failure as failure:
		say(str(failure))
		outcomes += [Outcome(name, failed=1) for name in wanted[len(outcomes) :]]
	return outcomes


def _without_bench(suite: str, reason: str) -> Outcome:
	if os.environ.get("REQUIRE_ERPNEXT") == "1":
		return Outcome(suite, failed=1)
	return Outcome(suite, not_run=reason.partition("\n")[0])


if __name__ == "__main__":
	sys.exit(main())

"""Integration and browser tests: on fresh sites of a bench."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tools import programs, side_by_side, sites, template, web
from tools.layout import APP, CHECKOUT, HOME, Bench
from tools.outcome import Outcome, from_report
from tools.say import say

SITE = "test.localhost"


def fresh_sites(bench: Bench, number: int) -> None:
	"""Make the test sites anew, with the app, at the same time."""
	with ThreadPoolExecutor() as pool:
		for job in [pool.submit(template.new_site, bench, site, [APP]) for site in names(number)]:
			job.result()


def names(number: int) -> list[str]:
	"""Return the names of the test sites.

	>>> names(2)
	['test.localhost', 'test-2.localhost']
	"""
	return [SITE, *(SITE.replace(".", f"-{count}.") for count in range(2, number + 1))]


def how_many(wanted: Sequence[str], arguments: list[str]) -> int:
	"""Return on how many sites the suites run: with arguments for pytest, or without integration tests, on one."""
	return 1 if arguments or "integration" not in wanted else side_by_side.number()


def integration(bench: Bench, arguments: list[str]) -> Outcome:
	"""Run the integration tests: all of them on several sites at once, chosen ones on the first."""
	if not _has_tests("integration"):
		return Outcome("integration", not_run="no tests in tests/integration")
	if arguments:
		return _pytest(bench, "integration", {}, arguments)
	sites_of_it = names(how_many(["integration"], arguments))
	say(f"integration tests on {', '.join(sites_of_it)}")
	return side_by_side.run(bench, "integration", [variables(bench, site) for site in sites_of_it])


def browser(bench: Bench, arguments: list[str]) -> Outcome:
	"""Run the browser tests against the bench's web server."""
	if not _has_tests("browser"):
		return Outcome("browser", not_run="no tests in tests/browser")
	chromium = programs.need_browser()
	web.start(bench)
	url = sites.address(bench, SITE)
	return _pytest(
		bench, "browser", {"BATCH_TRACE_URL": url, "BATCH_TRACE_CHROMIUM": str(chromium)}, arguments
	)


def variables(bench: Bench, site: str) -> dict[str, str]:
	"""Return the environment in which a test or a benchmark finds its site."""
	places = {"BATCH_TRACE_SITE": site, "BATCH_TRACE_SITES_PATH": str(bench.sites)}
	return {**os.environ, **sites.environment(), **places}


def _pytest(bench: Bench, suite: str, extra: dict[str, str], arguments: list[str]) -> Outcome:
	report = HOME / f"{suite}.xml"
	report.unlink(missing_ok=True)
	say(f"{suite} tests on {sites.address(bench, SITE)}")
	options = [
		"--quiet",
		"--disable-warnings",
		f"--junitxml={report}",
		*arguments,
	]
	done = subprocess.run(
		[bench.python, "-m", "pytest", f"tests/{suite}", *options],
		cwd=CHECKOUT,
		env={**variables(bench, SITE), **extra},
	)
	return from_report(suite, report, done.returncode)


def _has_tests(suite: str) -> bool:
	return any((CHECKOUT / "tests" / suite).rglob("test_*.py"))

"""Integration and browser tests: on a fresh site of a bench."""

from __future__ import annotations

import os
import subprocess

from tools import programs, sites, template, web
from tools.layout import APP, CHECKOUT, HOME, Bench
from tools.outcome import Outcome, from_report
from tools.say import say

SITE = "test.localhost"


def fresh_site(bench: Bench) -> None:
	"""Make the test site anew, with the app."""
	template.new_site(bench, SITE, [APP])


def integration(bench: Bench, arguments: list[str]) -> Outcome:
	"""Run the integration tests."""
	if not _has_tests("integration"):
		return Outcome("integration", not_run="no tests in tests/integration")
	return _pytest(bench, "integration", {}, arguments)


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

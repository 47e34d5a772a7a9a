"""Unit tests and static checks: nothing but Python, in an environment of their own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools import pythons
from tools.layout import APP, CHECKOUT, HOME
from tools.outcome import Outcome, from_report
from tools.say import Failure, run, say
from tools.steps import locked, once

ENVIRONMENT = HOME / "unit-env"
PACKAGES = (
	"pytest~=8.3",
	"hypothesis~=6.77",
	"coverage~=7.6",
	"mypy~=1.18",
	"ruff~=0.14.0",
	"jsonschema~=4.23",
	"Babel>=2.13,<3",
	"charset-normalizer~=3.4",
	"biip>=5.0,<6",
	"openpyxl~=3.1.5",
	"pypdf>=6.7",
	"import-linter~=2.17; python_version >= '3.11'",
)
CORE = f"{APP}/core"
WITH_EXAMPLES = ("mariadb_files", "outcome", "pythons", "site_suites", "upgrade")
"""The tools whose docstrings hold examples that are run."""

FOLDERS = (APP, "benchmarks", "tests", "tools")
CHECKS = {
	"ruff check": ("ruff", "check", *FOLDERS),
	"ruff format": ("ruff", "format", "--check", *FOLDERS),
	"mypy": ("mypy", "--strict", CORE),
	"rooms and floors": ("lint-imports", "--no-cache"),
	"mypy of the tools": (
		"mypy",
		"--strict",
		"--exclude",
		"erpnext_side|upgrade_side|connected|wsgi",
		"tools",
	),
}


def environment() -> Path:
	"""Return the `bin` folder of the environment, made if need be."""
	with locked(HOME), once(HOME / "stamps", "unit-env", PACKAGES) as needed:
		if needed:
			pythons.make_environment(ENVIRONMENT)
			command = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", *PACKAGES]
			run("installing test tools", command, HOME / "logs" / "unit-env.log", env=pythons.pip_env())
	return ENVIRONMENT / "bin"


def tests(arguments: list[str]) -> Outcome:
	"""Run the unit tests and the core's doctests."""
	report = HOME / "unit.xml"
	report.unlink(missing_ok=True)
	python = environment() / "python"
	say("unit tests")
	places = ["tests/unit", CORE, *(f"tools/{name}.py" for name in WITH_EXAMPLES)]
	options = ["--doctest-modules", "--quiet", f"--junitxml={report}", *arguments]
	done = subprocess.run([python, "-m", "pytest", *places, *options], cwd=CHECKOUT)
	return from_report("unit", report, done.returncode)


def checks() -> Outcome:
	"""Run the static checks; each counts as one test."""
	folder = environment()
	good = bad = 0
	for label, (program, *arguments) in CHECKS.items():
		if not (folder / program).exists():
			raise Failure(
				f"{program} needs Python 3.11 or later: run the static checks with PYTHON=python3.11."
			)
		say(label)
		done = subprocess.run([folder / program, *arguments], cwd=CHECKOUT, env=dict(os.environ))
		good, bad = good + (done.returncode == 0), bad + (done.returncode != 0)
	return Outcome("static", good, bad)

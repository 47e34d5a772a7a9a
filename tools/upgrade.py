"""`make upgrade`: prove that a version-15 site keeps its ledger on version 16.

`python -m tools.upgrade take FOLDER` builds the demo company with two holds on the bench of FRAPPE_BRANCH and keeps a copy
of its database, its encryption key and what its ledger answers in FOLDER. `python -m tools.upgrade prove FOLDER` restores
the copy on another bench, migrates it, asks again, and ends with 1 if anything differs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import sites, template
from tools.bench import up
from tools.demo import COMMAND
from tools.layout import APP, CHECKOUT, Bench, current
from tools.say import Failure, command, run, say

SITE = "upgrade.localhost"
SIDE = CHECKOUT / "tools" / "upgrade_side.py"
BEFORE, AFTER = "before.json", "after.json"
SHOWN = 40


@command
def main(action: str = "", folder: str = "") -> int:
	"""Take a copy of a site, or prove that the copy is the same after an upgrade."""
	if action not in ACTIONS or not folder:
		raise Failure("usage: python -m tools.upgrade take|prove FOLDER")
	return ACTIONS[action](up(current()), Path(folder).resolve())


def take(bench: Bench, folder: Path) -> int:
	"""Build the site to be upgraded, and keep it in the folder."""
	template.new_site(bench, SITE, [APP])
	_frappe(bench, "running the demo company through its documents (minutes)", *COMMAND)
	_side(bench, "placing two holds", "hold")
	folder.mkdir(parents=True, exist_ok=True)
	_side(bench, "asking its ledger", "answers", folder / BEFORE)
	_set_key(bench)
	template.keep(bench, SITE, folder / "dump.sql")
	told = _read(folder / BEFORE)
	say(f"kept a site of {_versions(told)} in {folder}: {_size(told)}")
	return 0


def prove(bench: Bench, folder: Path) -> int:
	"""Restore the kept site on this bench, migrate it, and compare what its ledger answers."""
	if not (folder / BEFORE).exists():
		raise Failure(
			f"There is no kept site in {folder}; run `python -m tools.upgrade take {folder}` with the older version first."
		)
	say(f"restoring {SITE}")
	template.copy(bench, SITE, folder / "dump.sql")
	_frappe(bench, "migrating it (minutes)", "migrate", "--skip-search-index")
	_side(bench, "asking its ledger", "answers", folder / AFTER)
	before, after = _read(folder / BEFORE), _read(folder / AFTER)
	say(f"from {_versions(before)} to {_versions(after)}: {_size(after)}")
	problems = [*differences(before["answers"], after["answers"]), *_unsound(after)]
	for problem in problems[:SHOWN]:
		print(problem)
	if len(problems) > SHOWN:
		print(f"… and {len(problems) - SHOWN} more")
	print(f"{len(problems)} differences" if problems else "The ledger is the same after the upgrade.")
	return 1 if problems else 0


def differences(before: object, after: object, path: str = "") -> Iterator[str]:
	"""Yield where two answers differ.

	>>> list(differences({"a": [1, 2], "b": 3}, {"a": [1, 4], "c": 3}))
	['a/1: 2 → 4', 'b: 3 → nothing', 'c: nothing → 3']
	"""
	if isinstance(before, dict) and isinstance(after, dict):
		for key in sorted({*before, *after}):
			yield from differences(before.get(key), after.get(key), f"{path}/{key}".lstrip("/"))
	elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
		for number, pair in enumerate(zip(before, after, strict=True)):
			yield from differences(*pair, f"{path}/{number}")
	elif before != after:
		yield f"{path}: {_short(before)} → {_short(after)}"


def _short(value: object) -> str:
	return "nothing" if value is None else json.dumps(value)[:200]


def _unsound(after: dict[str, Any]) -> Iterator[str]:
	"""Yield what must hold after an upgrade, whatever was before."""
	answers = after["answers"]
	yield from (f"broken seal: {name}" for name in answers["broken seals"])
	yield from (
		f"differs from ERPNext: {text}" for text in answers["differences from ERPNext's stock ledger"]
	)
	yield from (
		f"held and not stopped: {batch}" for batch, is_stopped in answers["stopped"].items() if not is_stopped
	)
	yield from (
		f"the desk has no {doctype}" for doctype, is_there in after["navigation"].items() if not is_there
	)
	if not answers["stopped"]:
		yield "no held batch was in stock, so nothing was tried"


def _size(told: dict[str, Any]) -> str:
	answers = told["answers"]
	counts = answers["counts"]
	return (
		f"{counts['Trace Event']} events, {counts['Trace Entry']} entries, {len(answers['traces'])} batches traced both ways, "
		f"{len(answers['held'])} held, {len(answers['stopped'])} of them tried"
	)


def _versions(told: dict[str, Any]) -> str:
	versions = told["versions"]
	return f"Frappe {versions['frappe']}, ERPNext {versions['erpnext']}"


def _read(file: Path) -> dict[str, Any]:
	told: dict[str, Any] = json.loads(file.read_text())
	return told


def _set_key(bench: Bench) -> None:
	"""Have the site make its encryption key, which goes with the copy: without it no password can be read after a restore."""
	_frappe(bench, "making the encryption key", "execute", "frappe.utils.password.get_encryption_key")


def _frappe(bench: Bench, label: str, *arguments: str) -> None:
	run(label, sites.frappe(bench, SITE, *arguments), bench.log("upgrade"), bench.sites, sites.environment())


def _side(bench: Bench, label: str, *arguments: object) -> None:
	line = [bench.python, CHECKOUT / "tools" / "connected.py", SITE, SIDE, *arguments]
	run(label, line, bench.log("upgrade"), bench.sites, {**os.environ, **sites.environment()})


ACTIONS = {"take": take, "prove": prove}

if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))

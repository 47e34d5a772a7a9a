"""The bench commands: bench --site SITE batch-trace …"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys

import pytest


def on_site(site: str, *words: str) -> subprocess.CompletedProcess:
	"""Run a command as bench does, in a process of its own."""
	command = [
		sys.executable,
		"-m",
		"frappe.utils.bench_helper",
		"frappe",
		"--site",
		site,
		"batch-trace",
		*words,
	]
	return subprocess.run(command, cwd=os.getcwd(), capture_output=True, text=True, timeout=300)


def test_trace_draws_a_tree(bakery, here):
	done = here("trace", bakery.dough)
	assert done.exit_code == 0, done.output
	assert all(name in done.output for name in (bakery.flour, bakery.bread, bakery.cake))


def test_trace_prints_the_answer_as_json(bakery, here):
	answer = json.loads(here("trace", bakery.flour, "--forward", "--json").output)
	assert {row["batch"] for row in answer["batches"]} == {
		bakery.flour,
		bakery.dough,
		bakery.bread,
		bakery.cake,
	}


def test_trace_of_nothing_ends_with_a_message(bakery, here):
	done = here("trace", "NO-SUCH-BATCH")
	assert done.exit_code == 1 and "There is no batch NO-SUCH-BATCH" in done.output


def test_balance_prints_each_account(bakery, here):
	lines = dict(
		line.split(None, 1) for line in here("balance", bakery.flour).output.splitlines() if " " in line
	)
	assert (
		float(lines["received"]) == 100
		and float(lines["consumed"]) == 60
		and float(lines["unexplained"]) == 0
	)


@pytest.mark.parametrize("command", ["check", "verify"])
def test_check_and_verify_find_nothing_wrong(site, command):
	done = on_site(site, command)
	assert done.returncode == 0, done.stdout + done.stderr


def test_export_writes_a_ledger_file(site, tmp_path):
	file = tmp_path / "ledger.sqlite"
	done = on_site(site, "export", str(file))
	assert done.returncode == 0, done.stdout + done.stderr
	assert dict(sqlite3.connect(file).execute("SELECT key, value FROM meta"))["site"] == site

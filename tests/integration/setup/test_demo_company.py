"""The demo company: built by real documents, the same each time, and plausible to a food engineer.

It needs a site without a company, so it makes one of its own, unless BATCH_TRACE_DEMO_SITE names a site
where the demo company already is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FACTS = "tests/integration/support/demo_facts.py"
SITE = "demo-company.localhost"
DIGESTS = {
	"stock": "861c9da658ea56b1",
	"vouchers": "d97816f60f332dd6",
}
"""What the twelve weeks come to, without the day of the build; both versions of ERPNext give the same."""

SEVERAL_WAYS = {
	"Delivery Note",
	"Purchase Invoice",
	"Purchase Receipt",
	"Sales Invoice",
	"Stock Entry",
	"Stock Reconciliation",
	"Subcontracting Receipt",
}
PURPOSES = {
	"Disassemble",
	"Manufacture",
	"Material Consumption for Manufacture",
	"Material Issue",
	"Material Receipt",
	"Material Transfer",
	"Material Transfer for Manufacture",
	"Repack",
	"Send to Subcontractor",
}

pytestmark = pytest.mark.demo


@pytest.fixture(scope="module")
def facts():
	"""What a script found on the site of the demo company."""
	if "BATCH_TRACE_SITES_PATH" not in os.environ:
		pytest.skip("BATCH_TRACE_SITES_PATH is not set")
	if ready := os.environ.get("BATCH_TRACE_DEMO_SITE"):
		yield _facts_of(ready)
		return
	_tool("new-site", SITE, "--app", "batch_trace")
	yield _facts_of(SITE)
	_tool("drop-site", SITE)


def _facts_of(site: str) -> dict:
	return json.loads(_tool("python", site, FACTS).strip().splitlines()[-1])


def _tool(*command: str) -> str:
	branch = Path(os.environ["BATCH_TRACE_SITES_PATH"]).resolve().parent.name
	env = {**os.environ, "FRAPPE_BRANCH": branch, "PYTHONWARNINGS": "ignore"}
	line = [sys.executable, "-m", "tools.bench", *command]
	done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=3600)
	assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
	return done.stdout


def test_at_least_400_vouchers_moved_stock(facts):
	assert sum(facts["vouchers"].values()) >= 400


def test_every_kind_of_voucher_is_there(facts):
	assert SEVERAL_WAYS <= set(facts["vouchers"])
	assert PURPOSES <= set(facts["purposes"])


def test_every_case_of_the_description_occurs(facts):
	assert [case for case, count in facts["cases"].items() if not count] == []


def test_there_are_cancelled_and_amended_vouchers(facts):
	assert facts["cancelled"] == 6
	assert facts["amended"] == 3


@pytest.mark.parametrize("what", sorted(DIGESTS))
def test_the_same_result_each_time(facts, what):
	assert facts["digests"][what] == DIGESTS[what]


def test_no_batch_is_negative_anywhere(facts):
	assert facts["negative"] == []


def test_vouchers_are_in_the_order_of_time(facts):
	assert facts["out_of_order"] == []


def test_what_comes_out_is_what_went_in_less_the_declared_loss(facts):
	assert len(facts["runs"]) > 60
	for run in facts["runs"]:
		lost = 100 * (run["in"] - run["out"]) / run["in"]
		assert -0.05 <= lost <= run["may_be_lost"], run


def test_work_orders_are_finished(facts):
	assert facts["work_orders"] == ["Completed"]


def test_nothing_waits_to_be_revalued(facts):
	assert facts["waiting"] == 0


def test_scheduled_jobs_are_due_from_now_on(facts):
	assert facts["jobs_ahead"] == 0


def test_the_cinnamon_reaches_many_customers(facts):
	cinnamon = facts["cinnamon"]
	assert cinnamon["deliveries"] == 2
	assert cinnamon["finished"] >= 10
	assert cinnamon["customers"] >= 8
	assert cinnamon["returned"] > 0
	assert cinnamon["on_hand"] > 0


def test_a_finished_batch_goes_back_to_many_suppliers(facts):
	assert facts["suppliers"] >= 8


def test_rework_makes_real_cycles(facts):
	assert facts["cycles"]


def test_some_of_a_shipped_batch_is_still_there(facts):
	assert facts["partly_sold"]


def test_stock_is_left_in_every_kind_of_place(facts):
	assert len(facts["places"]) >= 11

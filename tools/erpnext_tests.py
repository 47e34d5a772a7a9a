"""`make test-erpnext`: ERPNext's own stock tests, without the app and with it, compared test by test."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools import desk, sites, template
from tools.bench import up
from tools.build import UPSTREAM_APPS
from tools.layout import APP, CHECKOUT, Bench, current
from tools.say import command, run, say

MODULES = (
	"stock.doctype.batch.test_batch",
	"stock.doctype.serial_and_batch_bundle.test_serial_and_batch_bundle",
	"stock.doctype.serial_and_batch_bundle.test_inline_editor",
	"stock.doctype.stock_entry.test_stock_entry",
	"stock.doctype.purchase_receipt.test_purchase_receipt",
	"stock.doctype.delivery_note.test_delivery_note",
	"stock.doctype.stock_reconciliation.test_stock_reconciliation",
	"stock.doctype.pick_list.test_pick_list",
	"stock.doctype.stock_ledger_entry.test_stock_ledger_entry",
	"stock.doctype.stock_reservation_entry.test_stock_reservation_entry",
	"manufacturing.doctype.work_order.test_work_order",
	"controllers.tests.test_subcontracting_controller",
	"subcontracting.doctype.subcontracting_receipt.test_subcontracting_receipt",
	"subcontracting.doctype.subcontracting_order.test_subcontracting_order",
	"subcontracting.doctype.subcontracting_inward_order.test_subcontracting_inward_order",
	"accounts.doctype.pos_invoice.test_pos_invoice",
	"accounts.doctype.pos_invoice_merge_log.test_pos_invoice_merge_log",
	"accounts.doctype.pos_closing_entry.test_pos_closing_entry",
	"stock.doctype.landed_cost_voucher.test_landed_cost_voucher",
	"stock.doctype.quality_inspection.test_quality_inspection",
)
RECORDS = (
	"Batch",
	"Stock Entry",
	"Purchase Receipt",
	"Delivery Note",
	"Sales Invoice",
	"POS Invoice",
	"Work Order",
	"Subcontracting Receipt",
	"Quality Inspection",
)
RUNNER = CHECKOUT / "tools" / "erpnext_side.py"
Results = dict[str, str]


@command
def main(arguments: list[str] | None = None) -> int:
	"""Run both sides, print the differences, and return 1 when the app broke a test."""
	parser = argparse.ArgumentParser(prog="python -m tools.erpnext_tests", description=__doc__)
	parser.add_argument("--only", action="append", metavar="MODULE", help="run this module alone; repeatable")
	parser.add_argument("--fresh", action="store_true", help="run the side without the app again, too")
	options = parser.parse_args(arguments)
	bench = up(current())
	desk.pause(bench)
	modules = _present(bench, options.only or list(MODULES))
	before = _baseline(bench, modules, options.fresh)
	return report(before, _with_app(bench, modules))


def report(before: Results, after: Results) -> int:
	"""Print what differs and a summary; return 1 when a test that passed does not pass any more."""
	broken = [name for name in before if before[name] == "passed" and after.get(name) != "passed"]
	mended = [name for name in after if after[name] == "passed" and before.get(name) != "passed"]
	for name in broken:
		print(f"BROKEN  {name}: passed without the app, {after.get(name, 'did not run')} with it")
	for name in mended:
		print(f"mended  {name}: {before.get(name, 'did not run')} without the app, passed with it")
	for name in (name for name, result in before.items() if result == "failed" and name not in mended):
		print(f"alike   {name}: fails without the app, too")
	alike = sum(1 for name, result in before.items() if after.get(name) == result)
	passed = sum(1 for result in after.values() if result == "passed")
	print(
		f"{len(before)} tests without the app, {len(after)} with it; {alike} alike, {len(broken)} broken by the app"
	)
	print(f"{passed} passed, {len(broken)} failed")
	return 1 if broken else 0


def _present(bench: Bench, modules: list[str]) -> list[str]:
	"""Leave out the modules that this version of ERPNext does not have, and say so."""
	names = [name.removeprefix("erpnext.") for name in modules]
	folder = bench.apps / "erpnext" / "erpnext"
	here = [name for name in names if (folder / (name.replace(".", "/") + ".py")).exists()]
	for name in names:
		if name not in here:
			say(f"not in this ERPNext: {name}")
	return here


def _baseline(bench: Bench, modules: list[str], fresh: bool) -> Results:
	"""Return the results without the app; each module's are kept for the state of the upstream apps."""
	state = "-".join([*(bench.app_commit(app)[:8] for app in UPSTREAM_APPS), _way()])
	folder = bench.state / "erpnext-tests" / state
	kept = {name: folder / f"{name}.json" for name in modules}
	missing = [name for name in modules if fresh or not kept[name].exists()]
	if missing:
		folder.mkdir(parents=True, exist_ok=True)
		for name, found in _side(bench, "without the app", "baseline.localhost", [], missing):
			kept[name].write_text(json.dumps(found, indent=1))
	say(f"without the app: {len(modules) - len(missing)} modules kept from earlier, {len(missing)} run")
	return {test: result for file in kept.values() for test, result in json.loads(file.read_text()).items()}


def _way() -> str:
	"""Return what stands for the way the tests are run: another way may give other results."""
	return hashlib.sha256(
		b"".join(file.read_bytes() for file in (Path(__file__), Path(template.__file__), RUNNER))
	).hexdigest()[:8]


def _with_app(bench: Bench, modules: list[str]) -> Results:
	results: Results = {}
	for _name, found in _side(bench, "with the app", "withapp.localhost", [APP], modules):
		results.update(found)
	return results


def _side(
	bench: Bench, label: str, site: str, apps: list[str], modules: list[str]
) -> Iterator[tuple[str, Results]]:
	"""Run the modules one after another, each on a fresh copy of one prepared site."""
	template.new_site(bench, site, apps)
	log = bench.log(f"erpnext-{site}")
	prepare = [bench.python, RUNNER, site, "prepare", *RECORDS]
	run(f"making ERPNext's test records {label}", prepare, log, bench.sites, sites.environment())
	prepared = bench.state / "erpnext-tests" / site / "dump.sql"
	template.keep(bench, site, prepared)
	for number, module in enumerate(modules, start=1):
		template.copy(bench, site, prepared)
		began = time.monotonic()
		found = _module(bench, site, module, log)
		passed = sum(1 for result in found.values() if result == "passed")
		seconds = time.monotonic() - began
		say(f"{label}, {number}/{len(modules)}: {module}: {passed} of {len(found)} passed ({seconds:.0f} s)")
		yield module, found


def _module(bench: Bench, site: str, module: str, log: Path) -> Results:
	"""Run one module in a process of its own; one that does not get to its tests counts as failed."""
	file = bench.run / f"{site}.json"
	file.unlink(missing_ok=True)
	line: list[str | Path] = [bench.python, RUNNER, site, f"erpnext.{module}", file]
	with open(log, "ab") as sink:
		env = {**os.environ, **sites.environment()}
		subprocess.run(line, cwd=bench.sites, env=env, stdout=sink, stderr=sink, check=False)
	found: Results = json.loads(file.read_text()) if file.exists() else {}
	return found or {f"erpnext.{module}": "failed"}


if __name__ == "__main__":
	sys.exit(main())

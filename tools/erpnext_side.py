"""Run one of ERPNext's test modules by Frappe's own runner and write what became of each test.

Runs in the bench's Python, in the sites folder: `erpnext_side.py SITE MODULE FILE`, after
`erpnext_side.py SITE prepare DOCTYPE …`, which makes the records that the tests take for granted.
"""

import json
import sys
import unittest
from collections import defaultdict
from importlib.util import find_spec

import frappe

HAS_TESTING_PACKAGE = find_spec("frappe.testing") is not None
BASE_DATE = "2010-01-01"
RATES = {"USD": 60.0, "EUR": 70.0, "GBP": 80.0, "AED": 16.0}


def test(site: str, module: str, file: str) -> None:
	"""Run the module's tests on the site."""
	seen: dict[str, str] = {}
	watch(seen)
	try:
		run(site, module)
	finally:
		with open(file, "w") as sink:
			json.dump(seen, sink, indent=1, sort_keys=True)


def prepare(site: str, doctypes: list[str]) -> None:
	"""Make test company, test records and exchange rates, as ERPNext's own set-up for tests does."""
	frappe.init(site=site)
	frappe.connect()
	frappe.flags.in_test = True
	frappe.local.test_objects = defaultdict(list)
	for hook in dict.fromkeys(frappe.get_hooks("before_tests")):
		frappe.get_attr(hook)()
	if not HAS_TESTING_PACKAGE:
		make_records(doctypes)
	add_exchange_rates()
	frappe.db.commit()
	frappe.destroy()


def make_records(doctypes: list[str]) -> None:
	"""Make the test records of doctypes; where Frappe has a testing package, each test class does.

	Frappe makes the records of linked doctypes first. A Warehouse is linked to the Customer that has its goods, which closes a
	circle with the items that are in warehouses, so warehouses come before both.
	"""
	from frappe.test_runner import make_test_records, make_test_records_for_doctype

	make_test_records("Company", commit=True)
	make_test_records_for_doctype("Warehouse", commit=True)
	for doctype in doctypes:
		make_test_records(doctype, commit=True)


def run(site: str, module: str) -> None:
	"""Call the runner of this Frappe version."""
	if HAS_TESTING_PACKAGE:
		from frappe.commands.testing import main as runner
	else:
		from frappe.test_runner import main as runner
	frappe.init(site=site)
	runner(site=site, module=module)


def add_exchange_rates() -> None:
	"""Record exchange rates, which ERPNext would else ask the network for."""
	for currency, rate in RATES.items():
		for source, target, value in ((currency, "INR", rate), ("INR", currency, 1 / rate)):
			row = {"from_currency": source, "to_currency": target, "date": BASE_DATE}
			if frappe.db.exists("Currency", currency) and not frappe.db.exists("Currency Exchange", row):
				purpose = {"for_buying": 1, "for_selling": 1, "exchange_rate": value}
				frappe.get_doc({"doctype": "Currency Exchange", **row, **purpose}).insert()


def watch(seen: dict[str, str]) -> None:
	"""Note each test's result in `seen`, whatever result class the runner uses."""
	original = unittest.TestResult.stopTest

	def stop_test(result: unittest.TestResult, test: unittest.TestCase) -> None:
		original(result, test)
		seen.setdefault(test.id(), "passed")
		for kind in ("skipped", "failures", "errors"):
			for case, _reason in getattr(result, kind):
				owner = getattr(case, "test_case", case)
				seen[owner.id()] = "skipped" if kind == "skipped" else "failed"

	unittest.TestResult.stopTest = stop_test


if __name__ == "__main__":
	if sys.argv[2] == "prepare":
		prepare(sys.argv[1], sys.argv[3:])
	else:
		test(*sys.argv[1:])

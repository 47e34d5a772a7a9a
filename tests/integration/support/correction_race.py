"""Run on a spare site: one process corrects the batches of vouchers, another cancels or corrects the same vouchers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.api import corrections  # noqa: E402
from batch_trace.ledger import check  # noqa: E402
from tests.integration.support.plant import CUSTOMER, Plant, build_plant  # noqa: E402
from tests.integration.support.qa import PASSWORD, give_password  # noqa: E402

ATTEMPTS = 20
KINDS = {"P": "POS Invoice", "D": "Delivery Note", "T": "Delivery Note"}
"""What is cancelled while it is corrected, and what two correct at the same time."""


def prepare(rounds: str) -> dict:
	"""Sell and deliver a batch of its own each round."""
	build_plant()
	give_password()
	plant = Plant()
	plant.open_till()
	for kind in KINDS:
		for number in range(int(rounds)):
			plant.stock(("FLOUR", f"{kind}{number:02}", 10), ("FLOUR", f"{kind}{number:02}-right", 10))
			if kind == "P":
				plant.sell("FLOUR", 4, f"P{number:02}", CUSTOMER)
			else:
				plant.ship("FLOUR", 4, f"{kind}{number:02}")
			frappe.db.commit()
	return {}


def one(rounds: str) -> list[str]:
	"""Correct three of four units of each voucher."""
	return _each(rounds, "one", lambda kind, number: _correct(kind, number))


def two(rounds: str) -> list[str]:
	"""Cancel the vouchers, or correct three of four units of them, too."""
	return _each(rounds, "two", lambda kind, number: (_correct if kind == "T" else _cancel)(kind, number))


def _correct(kind: str, number: int) -> None:
	voucher = _voucher(kind, number)
	lines = corrections.movements(KINDS[kind], voucher)["movements"]
	right = f"{kind}{number:02}-right"
	given = [{**line, "right_batch": right, "quantity": 3} for line in lines if line["batch"] != right]
	frappe.db.rollback()
	corrections.correct_batches(given, "the label says so", PASSWORD)
	time.sleep(0.05)


def _cancel(kind: str, number: int) -> None:
	frappe.get_doc(KINDS[kind], _voucher(kind, number)).cancel()
	time.sleep(0.05)


def _voucher(kind: str, number: int) -> str:
	return frappe.db.get_value(f"{KINDS[kind]} Item", {"batch_no": f"{kind}{number:02}"}, "parent")


def _each(rounds: str, side: str, act: Callable[[str, int], None]) -> list[str]:
	"""Return the rounds in which this side succeeded."""
	through = []
	for kind in KINDS:
		for number in range(int(rounds)):
			frappe.db.commit()
			_meet(side, f"{kind}{number:02}")
			time.sleep((number % 5) * 0.08 if side == "two" else 0)
			if _tried(act, kind, number):
				through.append(f"{kind}{number:02}")
	return through


def _tried(act: Callable[[str, int], None], kind: str, number: int) -> bool:
	for _attempt in range(ATTEMPTS):
		try:
			act(kind, number)
			frappe.db.commit()
			return True
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
		except frappe.ValidationError:
			frappe.db.rollback()
			return False
	raise AssertionError(f"{ATTEMPTS} deadlocks")


def _meet(side: str, number: str) -> None:
	"""Wait until the other process has reached the same round."""
	here = Path(frappe.get_site_path("race"))
	here.mkdir(exist_ok=True)
	(here / f"{side}-{number}").touch()
	until = time.monotonic() + 60
	while not (here / f"{'two' if side == 'one' else 'one'}-{number}").exists():
		assert time.monotonic() < until, f"the other process never came to round {number}"
		time.sleep(0.0005)


def look() -> list[str]:
	"""Return what the check finds."""
	return [finding.message for finding in check.check()]


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

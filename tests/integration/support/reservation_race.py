"""Run on a spare site: two processes compete for the same stock at the same time, round after round."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.control.reservations.refusal import BatchReserved  # noqa: E402
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, Plant, build_plant  # noqa: E402
from tests.integration.support.reserving import reserve  # noqa: E402

ATTEMPTS = 20
SIDES = {"ship": "reserve", "reserve": "ship", "one": "two", "two": "one", "mine": "yours", "yours": "mine"}


def prepare(rounds: str) -> dict:
	"""Receive three batches per round: shipped and reserved, reserved twice, shipped twice from one reservation."""
	build_plant()
	plant = Plant()
	for number in range(int(rounds)):
		lots = [("FLOUR", f"{kind}{number:03}", 10) for kind in "ABC"]
		plant.stock(*lots)
		reserve("Customer", CUSTOMER, (f"C{number:03}", 6))
		frappe.db.commit()
	return {"rounds": int(rounds)}


def ship(rounds: str) -> list[str]:
	"""Ship six of ten to somebody else."""
	return _each(rounds, "ship", "A", lambda batch: Plant().ship("FLOUR", 6, batch, OTHER_CUSTOMER))


def reserve_it(rounds: str) -> list[str]:
	"""Reserve six of the same ten."""
	return _each(rounds, "reserve", "A", lambda batch: reserve("Customer", CUSTOMER, (batch, 6)))


def one(rounds: str) -> list[str]:
	"""Reserve six of ten for one customer."""
	return _each(rounds, "one", "B", lambda batch: reserve("Customer", CUSTOMER, (batch, 6)))


def two(rounds: str) -> list[str]:
	"""Reserve six of the same ten for another customer."""
	return _each(rounds, "two", "B", lambda batch: reserve("Customer", OTHER_CUSTOMER, (batch, 6)))


def mine(rounds: str) -> list[str]:
	"""Ship four to the customer who has six reserved."""
	return _each(rounds, "mine", "C", lambda batch: Plant().ship("FLOUR", 4, batch, CUSTOMER))


def yours(rounds: str) -> list[str]:
	"""Ship four to the same customer, from the same reservation."""
	return _each(rounds, "yours", "C", lambda batch: Plant().ship("FLOUR", 4, batch, CUSTOMER))


def _each(rounds: str, side: str, kind: str, act) -> list[str]:
	"""Return the batches of the rounds in which this side succeeded."""
	through = []
	for number in range(int(rounds)):
		frappe.db.commit()
		_meet(side, number)
		time.sleep((number % 4) * 0.02)
		if _tried(lambda batch=f"{kind}{number:03}": act(batch)):
			through.append(f"{kind}{number:03}")
	return through


def _tried(act) -> bool:
	for _attempt in range(ATTEMPTS):
		try:
			act()
			frappe.db.commit()
			return True
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
		except BatchReserved:
			frappe.db.rollback()
			return False
		except frappe.ValidationError as error:
			frappe.db.rollback()
			if "are free" not in str(error):
				raise
			return False
	raise AssertionError(f"{ATTEMPTS} deadlocks")


def _meet(side: str, number: int) -> None:
	"""Wait until the other process has reached the same round."""
	here = Path(frappe.get_site_path("race"))
	here.mkdir(exist_ok=True)
	(here / f"{side}-{number}").touch()
	until = time.monotonic() + 60
	while not (here / f"{SIDES[side]}-{number}").exists():
		assert time.monotonic() < until, f"the other process never came to round {number}"
		time.sleep(0.0005)


def look() -> dict:
	"""Return the quantities in stock, reserved and used, by batch."""
	stock = dict(frappe.get_all("Batch Balance", fields=["batch", "qty"], as_list=True, limit_page_length=0))
	rows = frappe.get_all(
		"Batch Reservation Batch", {"docstatus": 1}, ["batch", "qty", "used"], limit_page_length=0
	)
	kept = dict.fromkeys(stock, 0.0)
	for row in rows:
		kept[row.batch] += row.qty - row.used
	uses = frappe.get_all("Batch Reservation Use", fields=["batch", "used"], limit_page_length=0)
	used = dict.fromkeys(stock, 0.0)
	for use in uses:
		used[use.batch] += use.used
	return {batch: [stock[batch], kept[batch], used[batch]] for batch in sorted(stock)}


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

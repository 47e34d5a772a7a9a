"""Run on a spare site: one process submits and cancels, one back-fills, and one checks the result."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.ledger import backfill, capture  # noqa: E402
from tests.integration.support.agreement import assert_agreement  # noqa: E402
from tests.integration.support.plant import Plant, build_plant  # noqa: E402
from tests.integration.support.snapshots import repeated  # noqa: E402

HISTORY, MEETING = 60, 10
LEDGER = ("Trace Event", "Trace Entry", "Batch Balance")


def history() -> dict:
	"""Submit receipts and delete them from the ledger, as if the app had not been installed."""
	build_plant()
	plant = Plant()
	for number in range(HISTORY):
		plant.receive("FLOUR", 10, f"F{number % 5}")
		frappe.db.commit()
	forget()
	return {"receipts": HISTORY}


def forget() -> None:
	for doctype in LEDGER:
		frappe.db.sql(f"DELETE FROM `tab{doctype}`")
	frappe.db.set_single_value(
		backfill.SETTINGS, {"backfill_status": backfill.NOT_STARTED, "backfill_cursor": ""}
	)
	frappe.db.commit()


def counted(module) -> list:
	"""Record each duplicate-key error that `module` handles because another transaction was quicker."""
	taken_errors, original = [], module.is_taken

	def is_taken(error: Exception) -> bool:
		taken = original(error)
		taken_errors.extend([error] if taken else [])
		return taken

	module.is_taken = is_taken
	return taken_errors


def _held() -> Path:
	return Path(frappe.get_site_path("held"))


def _wait_for_the_other() -> None:
	"""Wait until the back-fill has written this voucher but not yet committed it."""
	until = time.monotonic() + 60
	while not _held().exists() and time.monotonic() < until:
		time.sleep(0.05)


def live() -> dict:
	"""Cancel every second receipt in slow transactions and submit new ones, while the history is read."""
	plant, blocked, collisions = Plant(), 0, counted(capture)
	names = frappe.get_all("Purchase Receipt", {"docstatus": 1}, order_by="name", pluck="name")
	frappe.db.commit()
	for number, name in enumerate(names[::2]):
		if number == MEETING:
			_wait_for_the_other()
		blocked += repeated(partial(_cancel, plant, name, number))
	return {"done": len(names[::2]), "blocked": blocked, "collisions": len(collisions)}


def _cancel(plant: Plant, name: str, number: int) -> None:
	frappe.get_doc("Purchase Receipt", name).cancel()
	if number % 5 == 0:
		plant.receive("SUGAR", 1, f"S{number % 2}")
	time.sleep(0.1)


def read_again() -> dict:
	"""Back-fill slowly, with a few vouchers per slice and a pause before each commit; then repeat it."""
	backfill.AT_ONCE = 3
	collisions, write = counted(backfill), capture.sync_once

	meeting = frappe.get_all("Purchase Receipt", order_by="name", pluck="name")[2 * MEETING]

	def slowly(keys) -> int:
		written = write(keys)
		if written and ("Purchase Receipt", meeting) in keys:
			_held().touch()
			time.sleep(4)
		time.sleep(0.3 if written else 0)
		return written

	capture.sync_once = slowly
	rounds, until = 0, time.monotonic() + float(sys.argv[2])
	while time.monotonic() < until:
		backfill.run(restart=True)
		rounds += 1
	return {"rounds": rounds, "collisions": len(collisions)}


def look() -> dict:
	"""Compare the ledger with ERPNext and its seals, then rebuild it and require the same rows."""
	capture.flush()
	backfill.run(restart=True)
	assert_agreement()
	chains = frappe.db.sql(
		"SELECT voucher_no, COUNT(*), SUM(event_type = 'Reversal') FROM `tabTrace Event` GROUP BY 1"
	)
	docstatus = dict(
		frappe.get_all("Purchase Receipt", fields=["name", "docstatus"], as_list=True, limit_page_length=0)
	)
	wrong = [
		row for row in chains
		if (row[1], int(row[2])) != ((2, 1) if docstatus[row[0]] == 2 else (1, 0))
	]  # fmt: skip
	return {"vouchers": len(chains), "cancelled": sum(s == 2 for s in docstatus.values()), "wrong": wrong}


ACTS = {"history": history, "live": live, "read_again": read_again, "look": look}

print(json.dumps(ACTS[sys.argv[1]](), default=str))

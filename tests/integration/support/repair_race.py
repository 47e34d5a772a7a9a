"""Run on a spare site: one process submits and cancels vouchers of a batch, another repairs its damaged balance."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.api import submitting  # noqa: E402
from batch_trace.ledger import bin_locks, check, repair  # noqa: E402
from tests.integration.support.agreement import assert_agreement  # noqa: E402
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, Plant, build_plant, make  # noqa: E402
from tests.integration.support.snapshots import repeated  # noqa: E402

BATCHES = ("F0", "F1")
PAUSE = 0.3
"""Seconds between two repairs."""


def prepare() -> dict:
	"""Receive two batches."""
	build_plant()
	for batch in BATCHES:
		Plant().receive("FLOUR", 1000, batch)
	frappe.db.commit()
	return {}


def use(rounds: str) -> dict:
	"""Ship as the desk does, and cancel every third shipment; each transaction pauses after it has moved the stock."""
	plant = Plant()
	for number in range(int(rounds)):
		row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "use_serial_batch_fields": 1}
		row["batch_no"] = plant.batch("FLOUR", BATCHES[number % 2])
		note = make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row])
		frappe.db.commit()
		submitting.submit(frappe.as_json(note))
		time.sleep(0.05)
		frappe.db.commit()
		if number % 3 == 0:
			repeated(partial(_cancel, note.name))
	_over().touch()
	return {"used": int(rounds)}


def _cancel(name: str) -> None:
	frappe.get_doc("Delivery Note", name).cancel()
	time.sleep(0.05)


def mend() -> dict:
	"""Damage a balance, find it with the check and repair it, until the other process is done."""
	seen, closed, until = 0, 0, time.monotonic() + 300
	while not _over().exists() and time.monotonic() < until:
		time.sleep(PAUSE)
		bin_locks.restart_with_bins_locked({("FLOUR", STORES)})
		frappe.db.sql("UPDATE `tabBatch Balance` SET qty = qty + 5 WHERE batch = %s", BATCHES[seen % 2])
		frappe.db.commit()
		check.check()
		frappe.db.commit()
		for outcome in repair.one_by_one(repair.open_gaps()):
			seen += 1
			closed += outcome.is_gone
	return {"seen": seen, "closed": closed}


def look() -> dict:
	"""Compare with ERPNext."""
	messages = [finding.message for finding in check.check()]
	for _outcome in repair.one_by_one(repair.open_gaps()):
		pass
	assert_agreement()
	return {"found": messages, "left": len(repair.open_gaps())}


def _over() -> Path:
	return Path(frappe.get_site_path("over"))


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

"""Run on a spare site: one process submits and cancels vouchers of a batch, another repairs its damaged balance."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.api import submitting  # noqa: E402
from batch_trace.ledger import bin_locks, check, repair  # noqa: E402
from tests.integration.support.agreement import assert_agreement  # noqa: E402
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, Plant, build_plant, make  # noqa: E402

BATCHES = ("F0", "F1")
CANCELLED_WITHIN = 5
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
	plant, counts = Plant(), {"refused": 0, "repeated": 0}
	for number in range(int(rounds)):
		row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "use_serial_batch_fields": 1}
		row["batch_no"] = plant.batch("FLOUR", BATCHES[number % 2])
		note = make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row])
		frappe.db.commit()
		_count(lambda note=note: submitting.submit(frappe.as_json(note)), counts, attempts=1)
		if number % 3 == 0:
			_count(
				lambda note=note: frappe.get_doc("Delivery Note", note.name).cancel(),
				counts,
				attempts=CANCELLED_WITHIN,
			)
	_over().touch()
	[[is_strict]] = frappe.db.sql("SELECT COALESCE(@@innodb_snapshot_isolation, 0)")
	return {**counts, "is_strict": bool(is_strict)}


def _count(act: Callable[[], object], counts: dict[str, int], *, attempts: int) -> None:
	"""Do it in a transaction of its own; count the deadlocks, and whether it failed in the end.

	Where `innodb_snapshot_isolation` is on (MariaDB since 11.6.2), a cancellation that waited for a repair is one.
	"""
	for _attempt in range(attempts):
		try:
			act()
			time.sleep(0.05)
			frappe.db.commit()
			return
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()
			counts["repeated"] += 1
	counts["refused"] += 1


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

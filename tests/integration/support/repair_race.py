"""Run on a spare site: one process submits and cancels vouchers of a batch, another repairs its damaged balance."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.ledger import check, repair  # noqa: E402
from tests.integration.support.agreement import assert_agreement  # noqa: E402
from tests.integration.support.plant import Plant, build_plant  # noqa: E402

BATCHES = ("F0", "F1")


def prepare() -> dict:
	"""Receive two batches."""
	build_plant()
	for batch in BATCHES:
		Plant().receive("FLOUR", 1000, batch)
	frappe.db.commit()
	return {}


def use(rounds: str) -> dict:
	"""Ship, and cancel every third shipment; each transaction pauses after it has moved the stock."""
	plant, refused = Plant(), 0
	for number in range(int(rounds)):
		try:
			note = plant.ship("FLOUR", 1, BATCHES[number % 2])
			time.sleep(0.05)
			frappe.db.commit()
			if number % 3 == 0:
				note.reload()
				note.cancel()
				frappe.db.commit()
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()
			refused += 1
	_over().touch()
	return {"refused": refused}


def mend() -> dict:
	"""Damage a balance, find it with the check and repair it, until the other process is done."""
	seen, closed, until = 0, 0, time.monotonic() + 300
	while not _over().exists() and time.monotonic() < until:
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

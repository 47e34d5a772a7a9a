"""Run on a spare site: two receivers make batches by the same rule at the same time."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from erpnext.stock.doctype.batch.batch import make_batch  # noqa: E402
from frappe.utils import now  # noqa: E402

from batch_trace.control.numbering import facts, numbers, rules  # noqa: E402
from tests.integration.support.numbering import COUNT, receipt, rule, text  # noqa: E402
from tests.integration.support.plant import Plant, build_plant, make_item  # noqa: E402
from tests.integration.support.snapshots import repeated  # noqa: E402

TOGETHER, TAKEN_BACK = 10, 7
"""Batches a transaction, and which transactions are rolled back once: each seventh."""


def prepare() -> dict:
	"""Make two items: one numbered without gaps, one numbered without waiting."""
	build_plant()
	for code, no_gaps in (("GAPLESS", 1), ("QUICK", 0)):
		make_item(code, has_batch_no=1, create_new_batch=1)
		rule(text(f"{code}-"), {**COUNT, "width": 5}, item_code=code, no_gaps=no_gaps)
		Plant().submit(
			"Purchase Receipt", **receipt(code, 1)
		)  # ERPNext's Bin of an item is made one at a time
	frappe.db.commit()
	return {}


def meet(name: str, other: str, what: str) -> None:
	"""Wait until the other process is as far."""
	here = Path(frappe.get_site_path("race"))
	here.mkdir(exist_ok=True)
	(here / f"{what}-{name}").touch()
	until = time.monotonic() + 60
	while not (here / f"{what}-{other}").exists():
		assert time.monotonic() < until, f"{other} never came"
		time.sleep(0.005)


def receive(name: str, other: str, item: str, count: str) -> dict:
	"""Take numbers and insert their batches, some of them twice because the first try is rolled back."""
	frappe.db.rollback()
	meet(name, other, f"receive-{item}")
	for transaction in range(int(count) // TOGETHER):
		if transaction % TAKEN_BACK == 0:
			with suppress(frappe.QueryDeadlockError):
				insert_next(item)
			frappe.db.rollback()
		repeated(partial(insert_next, item))
	return {}


def insert_next(item: str) -> None:
	"""Take the next numbers and insert their batches."""
	insert([numbers.make(rules.of_item(item), facts.given(item)).number for _ in range(TOGETHER)], item)


def insert(names: list[str], item: str) -> None:
	"""Insert batches, without all that happens when one is saved."""
	fields = ("name", "batch_id", "item", "creation", "modified")
	frappe.db.bulk_insert("Batch", fields, [(name, name, item, now(), now()) for name in names])


def submit(name: str, other: str, item: str, count: str) -> dict:
	"""Submit receipts whose rows name no batch."""
	plant = Plant()
	frappe.db.rollback()
	meet(name, other, f"submit-{item}")
	for _receipt in range(int(count)):
		repeated(lambda: plant.submit("Purchase Receipt", **receipt(item, 1, 1, 1)))
	return {}


def wait(name: str, other: str, item: str, seconds: str) -> dict:
	"""The first one takes a number and keeps its transaction open; the second one says how long it waited for its own."""
	if name == "first":
		frappe.db.rollback()
		make_batch(frappe._dict(item=item))
		meet(name, other, f"wait-{item}")
		time.sleep(float(seconds))
		frappe.db.commit()
		return {}
	meet(name, other, f"wait-{item}")
	frappe.db.rollback()
	began = time.monotonic()
	repeated(lambda: make_batch(frappe._dict(item=item)))
	return {"waited": time.monotonic() - began}


def look(item: str) -> list:
	"""Return the numbers of the item's batches, and of those in the ledger."""
	names = frappe.get_all("Batch", {"item": item}, pluck="name", order_by="name", limit_page_length=0)
	return [int(name.split("-")[1]) for name in names]


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

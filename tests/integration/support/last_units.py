"""Run on a spare site: many processes ship the last units of the same batches at the same moment."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial

import frappe
from frappe.handler import execute_cmd

frappe.flags.in_test = frappe.flags.mute_emails = True

from tests.integration.support.plant import (  # noqa: E402
	COMPANY,
	CUSTOMER,
	GOODS,
	STORES,
	Plant,
	build_plant,
	make,
	warehouse,
)
from tests.integration.support.qa import control  # noqa: E402
from tests.integration.support.snapshots import repeated  # noqa: E402

SHIPPING, UNITS, BATCHES = 50, 30, 12
SOLD = (("FLOUR", STORES, 1), ("SUGAR", GOODS, 2))
"""Items, warehouses and quantities of each voucher; half of the vouchers have them in reverse order."""
EMPTY = ("Empty 0 - TTM", "Empty 1 - TTM")


def prepare(shipping: str = str(SHIPPING)) -> dict:
	"""Give the items a policy and stock, and draft every second voucher."""
	if not frappe.db.exists("Company", COMPANY):
		build_plant()
		control("FLOUR", "SUGAR")
	_put_in_stock()
	drafts = [_note(number).name for number in range(0, int(shipping), 2)]
	frappe.db.commit()
	picks = frappe.db.sql("SELECT COALESCE(MAX(name), 0) FROM `tabBatch Pick`")[0][0]
	return {"drafts": drafts, "units": UNITS, "sold": SOLD, "picks": picks}


def _put_in_stock() -> None:
	plant, round_ = Plant(), frappe.generate_hash(length=6)
	for item, place, quantity in SOLD:
		lots = [f"{item}-{round_}-{number:02}" for number in range(BATCHES)]
		for number, lot in enumerate(lots):
			plant.batch(item, lot, expiry_date=plant.later(400 - 7 * (number * 5 % BATCHES)))
		if left := _stock().get(f"{item} {place}"):
			plant.stock_entry("Material Issue", rows=[{"item_code": item, "qty": left, "s_warehouse": place}])
		shares = [1 + number % 4 for number in range(BATCHES)]
		shares[-1] += UNITS * quantity - sum(shares)
		plant.stock(*[(item, lot, share, place) for lot, share in zip(lots, shares, strict=True)])


def _note(number: int):
	rows = [
		{"item_code": item, "qty": quantity, "rate": 2, "warehouse": place} for item, place, quantity in SOLD
	]
	return make(
		"Delivery Note", company=COMPANY, customer=CUSTOMER, items=rows[:: 1 if number % 4 < 2 else -1]
	)


def race(drafts: str) -> dict:
	"""Submit all vouchers at once, one per process: half are drafts, half are created in the same transaction."""
	return {"shipping": _at_once(_shipping(drafts))}


def race_with_others(drafts: str) -> dict:
	"""Do the same while others receive, transfer and use the items, some in warehouses without earlier stock."""
	others = [partial(act, number) for number in range(4) for act in OTHERS]
	results = _at_once([*others, *_shipping(drafts)])
	return {"shipping": results[len(others) :], "others": results[: len(others)]}


def _shipping(drafts: str) -> list[Callable]:
	acts: list[Callable] = [partial(_submit, number, name) for number, name in enumerate(json.loads(drafts))]
	return acts + [partial(_make, number) for number in range(1, 2 * len(acts), 2)]


def _submit(number: int, name: str) -> None:
	"""Submit a draft: half of them as the desk does, half as a background job does."""
	note = frappe.get_doc("Delivery Note", name)
	note.submit() if number % 2 else _by_desk(note)


def _make(number: int) -> None:
	_note(number).submit()


def _by_desk(doc) -> None:
	frappe.local.request = frappe._dict(method="POST")
	frappe.local.form_dict = frappe._dict(doc=frappe.as_json(doc), action="Submit")
	execute_cmd("frappe.desk.form.save.savedocs")


def _enter(purpose: str, number: int, *rows: dict) -> None:
	"""Draft a Stock Entry and submit it in a second transaction; every second one has its rows in reverse order."""
	rows = rows[:: 1 if number % 2 else -1]
	doc = make("Stock Entry", company=COMPANY, stock_entry_type=purpose, purpose=purpose, items=rows)
	frappe.db.commit()
	_by_desk(doc)


def _new(item: str, number: int) -> dict:
	batch = Plant().batch(
		item, f"{item}-{frappe.generate_hash(length=10)}", expiry_date=Plant().later(200 + number)
	)
	return {"item_code": item, "batch_no": batch, "use_serial_batch_fields": 1, "basic_rate": 1}


def _receive(number: int) -> None:
	"""Receive new batches that are first in picking order."""
	flour, sugar = ({**_new(item, number), "qty": 2, "t_warehouse": place} for item, place, _qty in SOLD)
	_enter("Material Receipt", number, flour, sugar)


def _receive_elsewhere(number: int) -> None:
	"""Receive new batches into warehouses without earlier stock of their item."""
	places = EMPTY[:: 1 if number % 2 else -1]
	rows = [
		{**_new(item, number), "qty": 3, "t_warehouse": p}
		for item, p in zip(("FLOUR", "SUGAR"), places, strict=True)
	]
	_enter("Material Receipt", number, *rows)


def _transfer(number: int) -> None:
	"""Transfer some of each item to the other's warehouse."""
	flour, sugar = ({"item_code": item, "qty": 1, "s_warehouse": place} for item, place, _qty in SOLD)
	_enter("Material Transfer", number, {**flour, "t_warehouse": GOODS}, {**sugar, "t_warehouse": STORES})


def _use(number: int) -> None:
	rows = ({"item_code": item, "qty": 1, "s_warehouse": place} for item, place, _qty in SOLD)
	_enter("Material Issue", number, *rows)


OTHERS = (_receive, _receive_elsewhere, _transfer, _use)


def _at_once(acts: list[Callable]) -> list[dict]:
	"""Run each act in its own process, all from the same moment on; return the result of each.

	Lock timeouts are long, so that even on a slow machine only deadlocks fail.
	"""
	site = frappe.local.site
	for number in (0, 1):
		warehouse(f"Empty {number}")
	frappe.db.commit()
	_note(0).submit()  # so that its modules are imported once, and not by each
	frappe.db.rollback()
	frappe.db.close()
	fork = multiprocessing.get_context("fork")
	start, results = fork.Barrier(len(acts)), fork.SimpleQueue()
	workers = [
		fork.Process(target=_work, args=(site, start, results, *number_and_act))
		for number_and_act in enumerate(acts)
	]
	for worker in workers:
		worker.start()
	result_of = dict(results.get() for _worker in workers)
	for worker in workers:
		worker.join()
	frappe.connect(site=site, set_admin_as_user=True)
	return [result_of[number] for number in range(len(acts))]


def _work(site: str, start, results, number: int, act: Callable) -> None:
	frappe.init(site=site, sites_path=".", force=True)
	frappe.connect(set_admin_as_user=True)
	frappe.flags.in_test = frappe.flags.mute_emails = True
	frappe.db.sql("SET SESSION innodb_lock_wait_timeout = 600")
	frappe.db.sql("SELECT 1 FROM `tabBin` LIMIT 1")
	start.wait()
	began = time.monotonic()
	try:
		repeated(act)
		outcome = {"done": True}
	except Exception as error:
		frappe.db.rollback()
		where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
		outcome = {"done": False, "error": type(error).__name__, "message": str(error), "where": where[-12:]}
	results.put((number, {**outcome, "seconds": round(time.monotonic() - began, 2)}))


def _stock() -> dict[str, float]:
	"""Return the quantity of each item in each warehouse, from ERPNext's Bins."""
	rows = frappe.get_all(
		"Bin", fields=["item_code", "warehouse", "actual_qty"], order_by="name", limit_page_length=0
	)
	return {f"{row.item_code} {row.warehouse}": row.actual_qty for row in rows}


def look(after: str) -> dict:
	"""Return the stock left, negative stock, and the picks after the pick `after`, in order."""
	below = frappe.get_all(
		"Batch Balance",
		{"qty": ["<", 0]},
		["batch", "warehouse", "qty"],
		order_by="name",
		limit_page_length=0,
	)
	erpnext_rows = frappe.db.sql(
		"""SELECT entry.batch_no, entry.warehouse, SUM(entry.qty) FROM `tabSerial and Batch Entry` entry
		JOIN `tabStock Ledger Entry` sle ON sle.serial_and_batch_bundle = entry.parent AND sle.is_cancelled = 0
		GROUP BY 1, 2"""
	)
	balances = {
		(row.batch, row.warehouse): row.qty
		for row in frappe.get_all(
			"Batch Balance", fields=["batch", "warehouse", "qty"], order_by="name", limit_page_length=0
		)
	}
	picks = frappe.db.sql(
		"""SELECT pick.item_code, pick.warehouse, pick.expiry_date, pick.qty, pick.in_order, pick.batch, pick.best_batch
		FROM `tabBatch Pick` pick WHERE pick.name > %(after)s AND pick.kind = 'Shipment' ORDER BY pick.name""",
		{"after": after},
		as_dict=True,
	)
	return {
		"stock": _stock(),
		"below": below,
		"below_in_erpnext": [row for row in erpnext_rows if row[2] < -1e-6],
		"differs": [row for row in erpnext_rows if abs(row[2] - balances.get((row[0], row[1]), 0)) > 1e-6],
		"picks": picks,
	}


if __name__ == "__main__":
	print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:]), default=str))

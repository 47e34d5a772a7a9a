"""Run on a spare site: two processes use the same material of the same Work Orders at the same time."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import frappe
from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry
from frappe.model.document import Document

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.control.guard.refusal import BatchStopped  # noqa: E402
from batch_trace.control.orders import transferred  # noqa: E402
from tests.integration.support.plant import WIP, Plant, build_plant  # noqa: E402
from tests.integration.support.qa import control  # noqa: E402

BATCH, BROUGHT, USED = "RACE", 4, 3
ATTEMPTS = 20


def prepare(rounds: str) -> dict:
	"""Transfer a little of a batch for each of several Work Orders with the same work-in-progress warehouse."""
	build_plant()
	plant = Plant()
	frappe.db.set_single_value("Manufacturing Settings", "material_consumption", 1)
	control("FLOUR")
	plant.stock(("FLOUR", BATCH, 1000))
	for _round in range(int(rounds)):
		order = plant.work_order("DOUGH", 10, {"FLOUR": 1})
		plant.transfer_for(order, BROUGHT, {"FLOUR": BATCH})
		frappe.db.commit()
	return {}


def _meet(me: str, number: int) -> None:
	"""Wait until the other process has reached the same round."""
	here = Path(frappe.get_site_path("race"))
	here.mkdir(exist_ok=True)
	(here / f"{me}-{number}").touch()
	other = here / f"{'b' if me == 'a' else 'a'}-{number}"
	until = time.monotonic() + 120
	while not other.exists():
		assert time.monotonic() < until, f"the other process never came to round {number}"
		time.sleep(0.0005)


def use(me: str) -> dict:
	"""For each order, use more than half of its batch, so that only one process can succeed."""
	plant = Plant()
	orders = frappe.get_all("Work Order", pluck="name", order_by="creation")
	counts = {"used": 0, "refused": 0, "deadlocks": 0}
	for number, name in enumerate(orders):
		order = frappe.get_doc("Work Order", name)
		frappe.db.commit()
		_meet(me, number)
		for _attempt in range(ATTEMPTS):
			try:
				_use(plant, order)
				frappe.db.commit()
				counts["used"] += 1
				break
			except BatchStopped:
				frappe.db.rollback()
				counts["refused"] += 1
				break
			except (frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.TimestampMismatchError):
				frappe.db.rollback()
				counts["deadlocks"] += 1
	return counts


def _use(plant: Plant, order: Document) -> None:
	"""Use the quantity whatever ERPNext proposes: a repeated attempt sees what is left, and is proposed less."""
	entry = frappe.get_doc(make_stock_entry(order.name, "Material Consumption for Manufacture", USED))
	[row] = entry.items
	row.qty = USED
	row.update({"batch_no": plant.batch("FLOUR", BATCH), "use_serial_batch_fields": 1})
	row.serial_and_batch_bundle = None
	entry.insert()
	entry.submit()


def look() -> dict:
	"""Return the quantity left for each order."""
	orders = frappe.get_all("Work Order", pluck="name", order_by="creation")
	return {"left": [transferred.pool(name, "FLOUR", WIP).get(BATCH, 0.0) for name in orders]}


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

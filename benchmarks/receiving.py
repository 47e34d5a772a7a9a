"""What the app adds to the submit of a receipt of fifty lots of one item under control, in one row as Receive Lots has it, or in fifty."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import nullcontext

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, today

from batch_trace.api import receiving
from benchmarks import capturing
from benchmarks.table import Figure

LOTS = 50
PAIRS = 9
MOST_SECONDS = 2
POLICY = "Benchmark Receiving"
ASKED = ("requires_supplier_batch", "requires_expiry_date")


def figures() -> list[Figure]:
	"""Return how long a receipt of fifty lots takes without the app, and what the app adds."""
	from tests.integration.support import plant

	plant.build_plant()
	capturing.make_policy(POLICY)
	frappe.db.set_value("Batch Control Policy", POLICY, dict.fromkeys(ASKED, 1))
	frappe.db.set_value("Item", "FLOUR", "batch_control_policy", POLICY)
	frappe.db.commit()
	return [*_compare(plant, "in one row", _in_one_row), *_compare(plant, f"in {LOTS} rows", _in_rows)]


def _compare(plant, how: str, draft: Callable[[object], Document]) -> list[Figure]:
	times: dict[bool, list[float]] = {True: [], False: []}
	for number in range(PAIRS + 1):
		for with_app in (True, False) if number % 2 else (False, True):
			switch = nullcontext if with_app else capturing.switched_off
			seconds = capturing.seconds_of_submit(draft(plant), switch)
			if number:
				times[with_app].append(seconds)
	base = statistics.median(times[False])
	added = statistics.median(a - b for a, b in zip(times[True], times[False], strict=True))
	name = f"Receipt of {LOTS} lots {how}"
	note = f"{added / base * 100:.0f} % more"
	return [
		Figure(f"{name}: submit without the app", base, "s"),
		Figure(f"{name}: the app adds", added, "s", MOST_SECONDS, note=note),
	]


def _in_one_row(plant) -> Document:
	doc = _receipt(plant, [_row(plant)])
	receiving.lots(doc.doctype, doc.name, doc.items[0].name, [_lot(number) for number in range(LOTS)])
	return doc.reload()


def _in_rows(plant) -> Document:
	lots = [_lot(number) for number in range(LOTS)]
	for lot in lots:
		dates = {field: lot[field] for field in ("expiry_date", "manufacturing_date")}
		frappe.get_doc({"doctype": "Batch", "batch_id": lot["batch"], "item": "FLOUR", **dates}).insert()
	return _receipt(
		plant,
		[
			_row(plant)
			| {"qty": lot["quantity"], "batch_no": lot["batch"], "use_serial_batch_fields": 1}
			| {"supplier_batch": lot["supplier_batch"]}
			for lot in lots
		],
	)


def _receipt(plant, rows: list[dict[str, object]]) -> Document:
	values = {"company": plant.COMPANY, "supplier": plant.SUPPLIER, "items": rows}
	return frappe.get_doc({"doctype": "Purchase Receipt", **values}).insert(ignore_permissions=True)


def _row(plant) -> dict[str, object]:
	return {"item_code": "FLOUR", "qty": 1, "rate": 1, "warehouse": plant.STORES}


def _lot(number: int) -> dict[str, object]:
	return {
		"supplier_batch": f"S-{number}",
		"batch": f"BENCH-NEW-{number:02}",
		"quantity": 10 + number,
		"expiry_date": add_days(today(), 300 + number),
		"manufacturing_date": add_days(today(), -number),
	}

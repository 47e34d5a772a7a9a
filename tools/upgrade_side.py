"""Run on the site of an upgrade: places holds, or writes what the ledger answers into a JSON file.

`upgrade_side.py hold` before the upgrade, `upgrade_side.py answers FILE` before and after it.
"""

from __future__ import annotations

import hashlib
import json
import sys

import erpnext
import frappe

from batch_trace.api import status
from batch_trace.api.trace import mass_balances, trace
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.ledger import check, seals
from batch_trace.setup.demo import CASE

COUNTED = (
	"Trace Event",
	"Trace Entry",
	"Batch Balance",
	"Batch Hold",
	"Batch Hold Batch",
	"Batch Pick",
	"Batch Disposition",
	"Trace Gap",
)
SEALED = {
	"events": "SELECT name, event_type, voucher_type, voucher_no, party_type, party, hash FROM `tabTrace Event` ORDER BY name",
	"entries": """SELECT event, direction, item_code, warehouse, batch, serial_no, qty, supplier_batch FROM `tabTrace Entry`
		ORDER BY name""",
	"balances": "SELECT batch, serial_no, warehouse, qty FROM `tabBatch Balance` WHERE qty <> 0 ORDER BY 1, 2, 3",
}
DIRECTIONS = ("forward", "backward")
IN_STOCK = """SELECT batch, item_code, warehouse FROM `tabBatch Balance` WHERE qty >= 1 AND batch IS NOT NULL
	ORDER BY batch, warehouse"""


def hold() -> None:
	"""Put a finished batch on hold, and an ingredient with all that was made of it."""
	in_stock = {batch: item for batch, item, _warehouse in frappe.db.sql(IN_STOCK)}
	ingredient = next(batch for batch in in_stock if batch.startswith("CIN"))
	finished = next(batch for batch in in_stock if batch.startswith(("GRA", "BAR", "CHO")))
	status.hold([finished], "seal fault", details="before the upgrade")
	status.hold([ingredient], "metal found", include_descendants=1)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - a script has no request that commits


def answers() -> dict[str, object]:
	"""Return all that must be the same before and after."""
	batches = [
		name
		for (name,) in frappe.db.sql(
			"SELECT DISTINCT batch FROM `tabTrace Entry` WHERE batch <> '' ORDER BY 1"
		)
	]
	held = frappe.get_all("Batch", {"effective_status": "On Hold"}, pluck="name", order_by="name")
	return {
		"counts": {
			doctype: frappe.db.count(doctype) for doctype in COUNTED if frappe.db.exists("DocType", doctype)
		},
		"digests": {name: _digest(frappe.db.sql(query)) for name, query in SEALED.items()},
		"broken seals": [f"{b.voucher_type} {b.voucher_no}" for b in seals.broken()],
		"differences from ERPNext's stock ledger": [finding.message for finding in check.check()],
		"held": held,
		"stopped": _stopped(held),
		"worked case": _trace(CASE.supplier_batch, start_type="Supplier Batch", supplier=CASE.supplier),
		"traces": {batch: {way: _trace(batch, direction=way) for way in DIRECTIONS} for batch in batches},
		"mass balances": {row["batch"]: row for row in mass_balances(batches)},
	}


def _trace(start: str, **options: str) -> dict[str, object]:
	answer = trace(start, **options)
	del answer["milliseconds"]
	return answer


def _digest(rows: object) -> str:
	return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()[:16]


def _stopped(held: list[str]) -> dict[str, bool]:
	"""Try to issue each held batch that is in stock, and tell whether it was stopped."""
	told: dict[str, bool] = {}
	for batch, item, warehouse in frappe.db.sql(IN_STOCK):
		if batch in held and batch not in told:
			frappe.db.savepoint("try_it")
			told[batch] = _is_stopped(batch, item, warehouse)
			frappe.db.rollback(save_point="try_it")
	return told


def _is_stopped(batch: str, item: str, warehouse: str) -> bool:
	row = {
		"item_code": item,
		"qty": 1,
		"s_warehouse": warehouse,
		"batch_no": batch,
		"use_serial_batch_fields": 1,
	}
	company = frappe.db.get_value("Warehouse", warehouse, "company")
	kind = {"stock_entry_type": "Material Issue", "purpose": "Material Issue"}
	entry = frappe.get_doc(doctype="Stock Entry", company=company, items=[row], **kind)
	try:
		entry.insert()
		entry.submit()
	except BatchStopped:
		return True
	return False


def navigation() -> dict[str, object]:
	"""Return what the desk of this version shows the app by."""
	names = {"Workspace": "Batch Trace", "Workspace Sidebar": "Batch Trace", "Desktop Icon": "Batch Trace"}
	if not frappe.db.exists("DocType", "Workspace Sidebar"):
		names = {"Workspace": "Batch Trace"}
	return {doctype: bool(frappe.db.exists(doctype, name)) for doctype, name in names.items()}


if sys.argv[1] == "hold":
	hold()
else:
	versions = {"frappe": frappe.__version__, "erpnext": erpnext.__version__}
	told = {"versions": versions, "navigation": navigation(), "answers": answers()}
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - a script has no request that commits
	with open(sys.argv[2], "w") as file:
		json.dump(told, file, indent=1, default=str, sort_keys=True)

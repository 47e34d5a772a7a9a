"""Run on a site: builds the demo company unless it exists, and prints the facts that the tests check."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from itertools import pairwise

import frappe
from frappe.utils import getdate

from batch_trace.api.trace import trace
from batch_trace.setup import demo
from batch_trace.setup.demo.calendar import ANCHOR
from batch_trace.setup.demo.places import COMPANY
from batch_trace.setup.demo.recipes import RECIPES, net_mass
from batch_trace.setup.demo.story.buying import CINNAMON_BATCH

MOVED = """
	SELECT sle.name, sle.voucher_type, sle.voucher_no, sle.posting_datetime, sle.item_code, sle.warehouse,
		COALESCE(entry.batch_no, entry.serial_no, '') AS batch, COALESCE(entry.qty, sle.actual_qty) AS qty
	FROM `tabStock Ledger Entry` sle
	LEFT JOIN `tabSerial and Batch Entry` entry ON entry.parent = sle.serial_and_batch_bundle
	WHERE sle.is_cancelled = 0 ORDER BY sle.posting_datetime, sle.creation, entry.idx"""


def collect() -> dict:
	"""Build the demo company unless it exists, and return the facts for the tests."""
	if not frappe.db.exists("Company", COMPANY):
		demo.build(lambda text: print(text, flush=True))
	moved = frappe.db.sql(MOVED, as_dict=True)
	weeks = [row for row in moved if getdate(row.posting_datetime) < ANCHOR]
	return {
		**_counts(),
		"digests": {"stock": _digest(_balances(weeks)), "vouchers": _digest(_movements(weeks))},
		"negative": [row for row in _balances(moved) if row[-1] < 0],
		"places": sorted({row[0] for row in _balances(moved)}),
		"out_of_order": _out_of_order(),
		"runs": _runs(moved),
		"cinnamon": _cinnamon(),
		"cases": _cases(),
		**_traces(moved),
	}


def _counts() -> dict:
	moved = frappe.db.sql("SELECT DISTINCT voucher_type, voucher_no FROM `tabStock Ledger Entry`")
	kinds = Counter(kind for kind, _name in moved)
	cancelled = [name for kind, name in moved if frappe.db.get_value(kind, name, "docstatus") == 2]
	amended = [name for kind, name in moved if frappe.db.get_value(kind, name, "amended_from")]
	return {
		"vouchers": kinds,
		"purposes": frappe.get_all("Stock Entry", {"docstatus": 1}, pluck="purpose", distinct=True),
		"cancelled": len(cancelled),
		"amended": len(amended),
		"work_orders": frappe.get_all("Work Order", pluck="status", distinct=True),
		"jobs_ahead": frappe.db.count("Scheduled Job Type", {"creation": (">", frappe.utils.now_datetime())}),
		"waiting": frappe.db.count("Repost Item Valuation", {"status": ("in", ("Queued", "In Progress"))}),
	}


def _cases() -> dict[str, int]:
	submitted = {"docstatus": 1}
	back = {**submitted, "is_return": 1}
	made = frappe.get_all(
		"Stock Entry",
		{**submitted, "purpose": "Manufacture", "work_order": ("is", "set")},
		pluck="work_order",
	)
	return {
		"customer returned": frappe.db.count("Delivery Note", {**back, "return_against": ("is", "set")}),
		"customer returned without reference": frappe.db.count(
			"Delivery Note", {**back, "return_against": ("is", "not set")}
		),
		"customer returned on an invoice": frappe.db.count("Sales Invoice", back),
		"returned to supplier": frappe.db.count("Purchase Receipt", back),
		"till closed": frappe.db.count("POS Closing Entry", submitted),
		"product bundle shipped": frappe.db.count("Packed Item", submitted),
		"internal receipt": frappe.db.count("Purchase Receipt", {**submitted, "is_internal_supplier": 1}),
		"lorry": frappe.db.count("Stock Entry", {**submitted, "add_to_transit": 1}),
		"picked": frappe.db.count("Pick List", submitted),
		"landed cost": frappe.db.count("Landed Cost Voucher", submitted),
		"completed in parts": sum(1 for count in Counter(made).values() if count > 1),
		"blended": frappe.db.count("Batch", {"name": ("like", "SYR-%X")}),
		"split": frappe.db.count("Batch", {"name": ("like", "%-Q")}),
		"split on the form": frappe.db.count("Batch", {"name": ("like", "%-S")}),
	}


def _balances(moved: list) -> list[tuple]:
	total: dict[tuple, float] = defaultdict(float)
	for row in moved:
		total[row.warehouse, row.item_code, row.batch] += row.qty
	return sorted((*key, round(qty, 3)) for key, qty in total.items() if abs(qty) > 0.0005)


def _movements(moved: list) -> list[tuple]:
	"""Return all movements, without the parts of names that depend on when the demo was built."""
	return sorted(
		(
			row.voucher_type,
			re.sub(r"-20\d\d-", "-", row.voucher_no),
			str(row.posting_datetime)[:16],
			row.item_code,
			row.warehouse,
			row.batch,
			round(row.qty, 3),
		)
		for row in moved
	)


def _digest(rows: list[tuple]) -> str:
	return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def _out_of_order() -> list[str]:
	rows = frappe.db.sql(
		"SELECT posting_datetime, voucher_no FROM `tabStock Ledger Entry` WHERE is_cancelled = 0 ORDER BY creation"
	)
	return [later[1] for earlier, later in pairwise(rows) if later[0] < earlier[0]]


def _runs(moved: list) -> list[dict]:
	"""Return mass in and out of each production; separate consumption counts with its work order."""
	entries = {
		entry.name: entry
		for entry in frappe.get_all(
			"Stock Entry",
			{"docstatus": 1, "purpose": ("in", ("Manufacture", "Material Consumption for Manufacture"))},
			["name", "work_order", "bom_no"],
		)
	}
	lost = {recipe.product: recipe.mass_lost for recipe in RECIPES}
	runs: dict[str, dict] = defaultdict(lambda: {"in": 0.0, "out": 0.0})
	for row in moved:
		if entry := entries.get(row.voucher_no):
			run = runs[entry.work_order or entry.name]
			run["may_be_lost"] = lost[frappe.get_cached_value("BOM", entry.bom_no, "item")]
			run["in" if row.qty < 0 else "out"] += net_mass(row.item_code, abs(row.qty))
	return [{"run": name, **run} for name, run in runs.items()]


def _cinnamon() -> dict:
	answer = trace(CINNAMON_BATCH, start_type="Supplier Batch", direction="forward")
	finished = [row for row in answer["batches"] if row["uom"] == "Nos"]
	return {
		"deliveries": len(
			{row["voucher_no"] for row in answer["suppliers"] if row["supplier_batch"] == CINNAMON_BATCH}
		),
		"finished": len(finished),
		"customers": len({row["customer"] for row in answer["customers"]}),
		"returned": sum(row["returned"] for row in answer["customers"]),
		"on_hand": sum(row["quantity"] for row in answer["on_hand"]),
		"milliseconds": answer["milliseconds"],
	}


def _traces(moved: list) -> dict:
	shipped = {
		row.batch for row in moved if row.voucher_type == "Delivery Note" and row.qty < 0 and row.batch
	}
	left = {row[2] for row in _balances(moved) if row[0].startswith(("Distribution", "Mill"))}
	packs = max(batch for batch in shipped if batch.startswith("GRC-"))
	backward = trace(packs, direction="backward")
	links = {
		(link["source"], link["target"])
		for batch in shipped
		if batch.startswith("GRH-")
		for link in trace(batch, direction="both")["links"]
	}
	return {
		"suppliers": len({row["supplier"] for row in backward["suppliers"]}),
		"partly_sold": sorted(shipped & left),
		"cycles": sorted(pair for pair in links if pair[::-1] in links),
	}


print(json.dumps(collect()))

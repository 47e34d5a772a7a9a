"""ERPNext's own stock movements, read without the app's code, and their comparison with the ledger."""

from __future__ import annotations

from collections import defaultdict

import frappe

from batch_trace.core.ledger_file.integrity import event_hash
from batch_trace.ledger.writer import ENTRY_FACTS, EVENT_FACTS

Key = tuple[str, str, str, str]
"""Voucher type, voucher number, batch (or serial number) and warehouse."""


def stock_truth(voucher_no: str | None = None) -> dict[Key, float]:
	"""Return the quantity of each batch moved by each voucher in force, or this one; POS sales are POS Invoices."""
	truth: dict[Key, float] = defaultdict(float)
	sold = {"consolidated_invoice": ["is", "set"]}
	tills = set(frappe.get_all("POS Invoice", sold, pluck="consolidated_invoice"))
	for sle in frappe.get_all(
		"Stock Ledger Entry",
		filters={"is_cancelled": 0, **({"voucher_no": voucher_no} if voucher_no else {})},
		fields=[
			"voucher_type",
			"voucher_no",
			"warehouse",
			"actual_qty",
			"batch_no",
			"serial_and_batch_bundle",
		],
		limit_page_length=0,
	):
		if sle.voucher_type == "Sales Invoice" and sle.voucher_no in tills:
			continue
		for what, qty in _identities(sle):
			truth[(sle.voucher_type, sle.voucher_no, what, sle.warehouse)] += qty
	for key, qty in [] if voucher_no else _sold_at_tills():
		truth[key] += qty
	return _nonzero(truth)


def _identities(sle) -> list[tuple[str, float]]:
	if not sle.serial_and_batch_bundle:
		return [(sle.batch_no, sle.actual_qty)] if sle.batch_no else []
	rows = frappe.get_all(
		"Serial and Batch Entry",
		filters={"parent": sle.serial_and_batch_bundle, "parenttype": "Serial and Batch Bundle"},
		fields=["batch_no", "serial_no", "qty"],
		limit_page_length=0,
	)
	return [(row.batch_no or row.serial_no, row.qty) for row in rows]


def _sold_at_tills() -> list[tuple[Key, float]]:
	"""Return POS sales; where a POS row has no batch, the consolidated invoice has it."""
	sold = []
	for invoice in frappe.get_all("POS Invoice", {"docstatus": 1}, pluck="name"):
		doc = frappe.get_doc("POS Invoice", invoice)
		for row in [*doc.items, *doc.packed_items]:
			sle = {
				"serial_and_batch_bundle": row.serial_and_batch_bundle,
				"batch_no": row.batch_no,
				"actual_qty": -row.qty,
			}
			sold += [
				(("POS Invoice", invoice, what, row.warehouse), qty)
				for what, qty in _identities(frappe._dict(sle))
			]
		if not sold and doc.consolidated_invoice:
			for sle in frappe.get_all(
				"Stock Ledger Entry",
				filters={"is_cancelled": 0, "voucher_no": doc.consolidated_invoice},
				fields=["warehouse", "actual_qty", "batch_no", "serial_and_batch_bundle"],
			):
				sold += [
					(("POS Invoice", invoice, what, sle.warehouse), qty) for what, qty in _identities(sle)
				]
	return sold


def ledger(voucher_no: str | None = None) -> dict[Key, float]:
	"""Return the same from the app's ledger, for all vouchers or one."""
	totals: dict[Key, float] = defaultdict(float)
	for row in frappe.db.sql(
		"""SELECT v.voucher_type, v.voucher_no, e.batch_no, e.serial_no, e.warehouse, e.qty
		FROM `tabTrace Entry` e JOIN `tabTrace Event` v ON v.name = e.event
		WHERE (COALESCE(e.batch_no, '') <> '' OR COALESCE(e.serial_no, '') <> '')
			AND (%(no)s IS NULL OR v.voucher_no = %(no)s)""",
		{"no": voucher_no},
	):
		totals[(row[0], row[1], row[2] or row[3], row[4])] += row[5]
	return _nonzero(totals)


def balances() -> dict[tuple[str, str], float]:
	"""Return the app's balances by batch (or serial number) and warehouse."""
	rows = frappe.get_all(
		"Batch Balance", fields=["batch", "serial_no", "warehouse", "qty"], limit_page_length=0
	)
	return _nonzero({(row.batch or row.serial_no, row.warehouse): row.qty for row in rows})


def _nonzero(totals: dict) -> dict:
	return {key: round(qty, 6) for key, qty in totals.items() if round(qty, 6)}


def assert_agreement() -> None:
	"""Assert that ledger and balances agree with ERPNext, and that the ledger's chains are complete."""
	truth = stock_truth()
	assert ledger() == truth
	totals: dict[tuple[str, str], float] = defaultdict(float)
	for (_type, _no, what, warehouse), qty in truth.items():
		totals[(what, warehouse)] += qty
	assert balances() == _nonzero(totals)
	assert_chains()


def assert_chains() -> None:
	"""Assert that each voucher's events are numbered 1, 2, 3 and sealed, and each is reversed at most once, exactly."""
	events = frappe.get_all(
		"Trace Event", fields=["*"], order_by="voucher_type, voucher_no, sequence", limit_page_length=0
	)
	entries = defaultdict(list)
	for entry in frappe.get_all("Trace Entry", fields=["*"], limit_page_length=0):
		entries[int(entry.event)].append(entry)
	seals: dict[tuple, tuple[int, str]] = {}
	taken_back = set()
	for event in events:
		key = (event.voucher_type, event.voucher_no)
		sequence, seal = seals.get(key, (0, ""))
		rows = entries[int(event.name)]
		assert (event.sequence, event.previous_hash or "") == (sequence + 1, seal), event.voucher_no
		assert rows, f"{event.voucher_no}: an event without entries"
		assert event.hash == event_hash(
			[event[f] for f in EVENT_FACTS], [[r[f] for f in ENTRY_FACTS] for r in rows], seal
		)
		seals[key] = (event.sequence, event.hash)
		if event.event_type == "Reversal":
			assert event.reverses not in taken_back, f"{event.voucher_no}: taken back twice"
			taken_back.add(event.reverses)
			assert _moves(rows, -1) == _moves(entries[int(event.reverses)], 1)


def _moves(rows: list, sign: int) -> list[tuple]:
	return sorted(
		(r.direction, r.event_type, r.batch_no or "", r.serial_no or "", r.warehouse, sign * r.qty)
		for r in rows
	)

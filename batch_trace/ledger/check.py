"""Compares the ledger with ERPNext's stock ledger and with its own seals; each difference becomes a Trace Gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import frappe
from frappe import _

from batch_trace.ledger import seals
from batch_trace.ledger.backfill import SETTINGS, is_complete, vouchers_in_slices
from batch_trace.ledger.capture import lacking, relinked
from batch_trace.ledger.on_hand import on_hand

CODES = LEDGER_DIFFERS, BALANCE_DIFFERS, STOCK_DIFFERS, SEAL_BROKEN, CHECK_FAILED = (
	"ledger_differs",
	"balance_differs",
	"stock_differs",
	"seal_broken",
	"check_failed",
)
BATCHES_A_SLICE = 1000
TOLERANCE = 1e-6
ALONE = {"batch": "", "serial_no": " AND COALESCE(batch, '') = ''"}
"""Serial numbers with a batch count with their batch."""


class Finding(NamedTuple):
	"""One difference: what it is, where, and what to do."""

	code: str
	message: str
	batch: str = ""
	voucher_type: str = ""
	voucher_no: str = ""
	serial_no: str = ""
	warehouse: str = ""


PLACE = ("batch", "serial_no", "warehouse", "voucher_no")


def daily() -> None:
	"""Check every night, once the history is in the ledger."""
	if is_complete():
		check()


def check(progress: Callable[[str], None] | None = None) -> list[Finding]:
	"""Return every difference, and keep each as an open Trace Gap; gaps that are gone are closed."""
	started = frappe.utils.now()
	findings = []
	for name, look in STAGES.items():
		if progress:
			progress(name)
		findings.extend(_found(name, look))
	for finding in findings:
		_keep(finding, started)
	_close_older_than(started)
	frappe.db.set_single_value(
		SETTINGS, {"last_check_at": started, "last_check_differences": len(findings)}, update_modified=False
	)
	return findings


def _found(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
	"""Return what a stage finds; that it came to nothing is a finding too, and does not keep the others from theirs."""
	try:
		return list(look())
	except Exception as error:
		frappe.log_error(title=f"Batch Trace: check of {name}")
		message = _(
			"The check of {0} could not be done: {1}. Find the cause in the Error Log, then check again."
		)
		return [Finding(CHECK_FAILED, message.format(_(name), error))]


def _vouchers() -> Iterator[Finding]:
	messages = {
		lacking: _(
			"{0} {1} moved something else than the trace ledger holds of it. Find out what changed it, then run "
			"the back-fill again from the start: it adds the correction."
		),
		relinked: _(
			"{0} {1} names another company or party than the trace ledger does. Find out who changed one of them "
			"in the database, and compare it with a backup."
		),
	}
	for keys in vouchers_in_slices():
		for differing, message in messages.items():
			for voucher_type, voucher_no in differing(keys):
				told = message.format(_(voucher_type), voucher_no)
				yield Finding(LEDGER_DIFFERS, told, voucher_type=voucher_type, voucher_no=voucher_no)


def _batches() -> Iterator[Finding]:
	for names in _slices("batch"):
		summed, kept, stock = _summed("batch", names), _kept("batch", names), on_hand(names)
		for key in sorted({*summed, *kept, *stock}):
			entries, balance, erpnext = (round(side.get(key, 0), 6) for side in (summed, kept, stock))
			if abs(entries - balance) > TOLERANCE:
				yield _unequal(BALANCE_DIFFERS, key, balance, entries)
			elif abs(entries - erpnext) > TOLERANCE:
				yield _unequal(STOCK_DIFFERS, key, erpnext, entries)


def _serial_numbers() -> Iterator[Finding]:
	"""Compare the balances of serial numbers without a batch."""
	for names in _slices("serial_no"):
		summed, kept = _summed("serial_no", names), _kept("serial_no", names)
		for key in sorted({*summed, *kept}):
			entries, balance = (round(side.get(key, 0), 6) for side in (summed, kept))
			if abs(entries - balance) > TOLERANCE:
				message = _(
					"Serial number {0} in {1}: the balance says {2}, the ledger's entries {3}. Ask for support."
				)
				yield Finding(
					BALANCE_DIFFERS,
					message.format(*key, balance, entries),
					serial_no=key[0],
					warehouse=key[1],
				)


def _unequal(code: str, key: tuple[str, str], other: float, entries: float) -> Finding:
	messages = {
		BALANCE_DIFFERS: _(
			"Batch {0} in {1}: the balance says {2}, the ledger's entries {3}. Ask for support."
		),
		STOCK_DIFFERS: _(
			"Batch {0} in {1}: ERPNext's stock says {2}, the trace ledger {3}. Look for a change made outside vouchers."
		),
	}
	return Finding(code, messages[code].format(*key, other, entries), batch=key[0], warehouse=key[1])


def _slices(node: str) -> Iterator[list[str]]:
	"""Yield all batches, or serial numbers, of entries and balances alike, a slice at a time."""
	after = ""
	while names := _names_after(node, after):
		yield names
		after = names[-1]


def _names_after(node: str, after: str) -> list[str]:
	one = "SELECT DISTINCT {0} AS name FROM `tab{1}` WHERE {0} > %(after)s{2} ORDER BY {0} LIMIT %(limit)s"
	tables = " UNION ".join(
		f"({one.format(node, table, ALONE[node])})" for table in ("Trace Entry", "Batch Balance")
	)
	rows = frappe.db.sql(
		f"{tables} ORDER BY name LIMIT %(limit)s", {"after": after, "limit": BATCHES_A_SLICE}
	)
	return [row[0] for row in rows]


def _summed(node: str, names: list[str]) -> dict[tuple[str, str], float]:
	return _by_warehouse("Trace Entry", node, names)


def _kept(node: str, names: list[str]) -> dict[tuple[str, str], float]:
	return _by_warehouse("Batch Balance", node, names)


def _by_warehouse(table: str, node: str, names: list[str]) -> dict[tuple[str, str], float]:
	rows = frappe.db.sql(
		f"""SELECT {node}, warehouse, SUM(qty) FROM `tab{table}` WHERE {node} IN %(names)s{ALONE[node]}
		GROUP BY {node}, warehouse""",
		{"names": tuple(names)},
	)
	return {(name, warehouse): qty for name, warehouse, qty in rows}


def _seals() -> Iterator[Finding]:
	for broken in seals.broken():
		yield Finding(
			SEAL_BROKEN,
			_("Event {0} of {1} {2} was changed after it was recorded. Compare it with a backup.").format(
				broken.event, _(broken.voucher_type), broken.voucher_no
			),
			voucher_type=broken.voucher_type,
			voucher_no=broken.voucher_no,
		)


def _keep(finding: Finding, seen_at: str) -> None:
	same = {
		"code": finding.code,
		**{field: getattr(finding, field) or ["is", "not set"] for field in PLACE},
		"status": ["!=", "Closed"],
	}
	name = frappe.db.get_value("Trace Gap", same)
	gap = frappe.get_doc("Trace Gap", name) if name else frappe.new_doc("Trace Gap")
	gap.update({**finding._asdict(), "severity": "error", "last_seen": seen_at, "company": _company(finding)})
	gap.first_seen = gap.first_seen or seen_at
	gap.flags.ignore_links = gap.flags.found = True
	try:
		gap.save(ignore_permissions=True)
	except frappe.ValidationError:  # such as ERPNext's, while it deletes a company's transactions
		frappe.log_error(title=f"Batch Trace: {finding.message}"[:140])


def _company(finding: Finding) -> str | None:
	"""Return whose voucher, or whose warehouse, the finding is about."""
	if finding.voucher_no:
		voucher = {"voucher_type": finding.voucher_type, "voucher_no": finding.voucher_no}
		told_by = (
			frappe.db.get_value(doctype, voucher, "company")
			for doctype in ("Trace Event", "Stock Ledger Entry")
		)
		return next(filter(None, told_by), None)
	return frappe.db.get_value("Warehouse", finding.warehouse, "company")


def _close_older_than(moment: str) -> None:
	"""Close the check's own findings that were not found again."""
	for name in frappe.get_all(
		"Trace Gap",
		filters={
			"code": ["in", CODES],
			"status": ["!=", "Closed"],
			"last_seen": ["<", moment],
		},
		pluck="name",
		order_by="name",
	):
		gap = frappe.get_doc("Trace Gap", name)
		gap.status = "Closed"
		gap.flags.ignore_links = True
		gap.save(ignore_permissions=True)


STAGES: dict[str, Callable[[], Iterator[Finding]]] = {
	"vouchers": _vouchers,
	"balances": _batches,
	"serial numbers": _serial_numbers,
	"seals": _seals,
}

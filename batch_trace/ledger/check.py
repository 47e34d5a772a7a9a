"""Compares the whole ledger with ERPNext's stock ledger and with its own seals; each difference becomes a Trace Gap.

Every night it goes through the ledger in slices, and keeps what each slice finds. A big ledger takes several jobs, one
after the other: each takes up the check where the one before left it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import frappe
from frappe import _

from batch_trace.ledger import comparison, seals
from batch_trace.ledger.backfill import SETTINGS, is_complete, vouchers_in_slices
from batch_trace.ledger.comparison import (
	BALANCE_DIFFERS,
	LEDGER_DIFFERS,
	ORDER_DIFFERS,
	STOCK_DIFFERS,
	Finding,
)
from batch_trace.ledger.jobs import TIMED_OUT, enqueue_once, is_enqueued

SEAL_BROKEN, CHECK_FAILED = "seal_broken", "check_failed"
CODES = (LEDGER_DIFFERS, BALANCE_DIFFERS, STOCK_DIFFERS, ORDER_DIFFERS, SEAL_BROKEN, CHECK_FAILED)
BATCHES_A_SLICE = 1000
NAMES = {
	"batch": """
		(SELECT DISTINCT batch AS name FROM `tabTrace Entry`
			WHERE batch > %(after)s ORDER BY batch LIMIT %(limit)s)
		UNION
		(SELECT DISTINCT batch AS name FROM `tabBatch Balance`
			WHERE batch > %(after)s ORDER BY batch LIMIT %(limit)s)
		ORDER BY name LIMIT %(limit)s
	""",
	"serial_no": """
		(SELECT DISTINCT serial_no AS name FROM `tabTrace Entry`
			WHERE serial_no > %(after)s AND COALESCE(batch, '') = '' ORDER BY serial_no LIMIT %(limit)s)
		UNION
		(SELECT DISTINCT serial_no AS name FROM `tabBatch Balance`
			WHERE serial_no > %(after)s AND COALESCE(batch, '') = '' ORDER BY serial_no LIMIT %(limit)s)
		ORDER BY name LIMIT %(limit)s
	""",
}
"""Queries for the next batches, or serial numbers without a batch, of entries and balances."""
PLACE = ("batch", "serial_no", "warehouse", "voucher_type", "voucher_no")
"""Fields that distinguish gaps with the same code."""

Cursor: TypeAlias = Any
"""How far a stage is, as JSON can keep it; None before its first slice."""
Slice: TypeAlias = tuple[Cursor, list[Finding]]


class Place(NamedTuple):
	"""How far a check is: since when it goes on, in which stage, how far in it, and how many differences it has found."""

	started: str
	stage: int = 0
	cursor: Cursor = None
	differences: int = 0


def daily() -> None:
	"""Check every night if the whole history is in the ledger."""
	if is_complete():
		check()


def check(progress: Callable[[str], None] | None = None) -> list[Finding]:
	"""Return all differences, keep each as an open Trace Gap, and close the gaps that are gone."""
	started = frappe.utils.now()
	findings = []
	for name, look in STAGES.items():
		if progress:
			progress(name)
		findings.extend(_found(name, look))
	for finding in findings:
		keep(finding, started)
	_close_older_than(started)
	frappe.db.set_single_value(
		SETTINGS, {"last_check_at": started, "last_check_differences": len(findings)}, update_modified=False
	)
	return findings


def _found(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
	"""Return the findings of a stage; an error is a finding, too, and does not stop the other stages."""
	try:
		yield from STAGES[name](cursor)
	except TIMED_OUT:
		raise
	except Exception as error:
		frappe.log_error(title=f"Batch Trace: check of {name}")
		message = _("The check of {0} failed: {1}. Find the cause in the Error Log, then check again.")
		return [Finding(CHECK_FAILED, message.format(_(name), error), is_repairable=False)]


def _conclude(at: Place) -> None:
	"""Close the gaps that were not found again, and record when this check began."""
	_close_older_than(at.started)
	values = {"last_check_at": at.started, "last_check_differences": at.differences}
	frappe.db.set_single_value(SETTINGS, values, update_modified=False)


def _vouchers(cursor: Cursor) -> Iterator[Slice]:
	for keys, after in vouchers_in_slices(cursor):
		yield after, list(comparison.of_vouchers(keys))


def _batches(cursor: Cursor) -> Iterator[Slice]:
	while names := _names_after("batch", cursor or ""):
		cursor = names[-1]
		yield cursor, list(comparison.of_batches(names))


def _serial_numbers(cursor: Cursor) -> Iterator[Slice]:
	"""Compare the balances of serial numbers without a batch."""
	for names in _slices("serial_no"):
		yield from comparison.of_serial_numbers(names)


def _slices(node: str) -> Iterator[list[str]]:
	"""Yield all batches, or serial numbers, of entries and balances in slices."""
	after = ""
	while names := _names_after(node, after):
		yield names
		after = names[-1]


def _names_after(node: str, after: str) -> list[str]:
	"""Return the next batches, or serial numbers, of entries and balances alike."""
	one = "SELECT DISTINCT {0} AS name FROM `tab{1}` WHERE {0} > %(after)s{2} ORDER BY {0} LIMIT %(limit)s"
	tables = " UNION ".join(
		f"({one.format(node, table, ALONE[node])})" for table in ("Trace Entry", "Batch Balance")
	)
	rows = frappe.db.sql(
		f"{tables} ORDER BY name LIMIT %(limit)s", {"after": after, "limit": BATCHES_A_SLICE}
	)
	return [row[0] for row in rows]


def _seals() -> Iterator[Finding]:
	for broken in seals.broken():
		yield Finding(
			SEAL_BROKEN,
			_(
				"Event {0} of {1} {2} was changed after it was recorded. Evidence cannot be repaired: compare it with "
				"a backup, find out who changed it, and write down what you found."
			).format(broken.event, _(broken.voucher_type), broken.voucher_no),
			voucher_type=broken.voucher_type,
			voucher_no=broken.voucher_no,
			is_repairable=False,
		)


def keep(finding: Finding, seen_at: str) -> None:
	"""Keep a finding as an open Trace Gap, the existing one or a new one."""
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
	"""Return the company of the finding's voucher or warehouse."""
	if finding.voucher_no:
		voucher = {"voucher_type": finding.voucher_type, "voucher_no": finding.voucher_no}
		return frappe.db.get_value("Trace Event", voucher, "company") or frappe.db.get_value(
			"Stock Ledger Entry", voucher, "company"
		)
	return frappe.db.get_value("Warehouse", finding.warehouse, "company")


def _close_older_than(moment: str) -> None:
	"""Close the check's gaps that were not found again."""
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


STAGES: dict[str, Callable[[Cursor], Iterator[Slice]]] = {
	"vouchers": _vouchers,
	"balances": _batches,
	"serial numbers": _serial_numbers,
	"seals": _seals,
}

"""Compares the whole ledger with ERPNext's stock ledger and with its own seals; each difference becomes a Trace Gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
"""The next batches, or serial numbers without a batch, of entries and balances alike."""
PLACE = ("batch", "serial_no", "warehouse", "voucher_type", "voucher_no")
"""What tells one gap of a code from another."""


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
		keep(finding, started)
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
		return [Finding(CHECK_FAILED, message.format(_(name), error), is_repairable=False)]


def _vouchers() -> Iterator[Finding]:
	for keys in vouchers_in_slices():
		yield from comparison.of_vouchers(keys)


def _batches() -> Iterator[Finding]:
	for names in _slices("batch"):
		yield from comparison.of_batches(names)


def _serial_numbers() -> Iterator[Finding]:
	"""Compare the balances of serial numbers without a batch."""
	for names in _slices("serial_no"):
		yield from comparison.of_serial_numbers(names)


def _slices(node: str) -> Iterator[list[str]]:
	"""Yield all batches, or serial numbers, of entries and balances alike, a slice at a time."""
	after = ""
	while names := _names_after(node, after):
		yield names
		after = names[-1]


def _names_after(node: str, after: str) -> list[str]:
	return frappe.db.sql(NAMES[node], {"after": after, "limit": BATCHES_A_SLICE}, pluck=True)


def _seals() -> Iterator[Finding]:
	for broken in seals.broken():
		yield Finding(
			SEAL_BROKEN,
			_(
				"Event {0} of {1} {2} was changed after it was recorded. Nothing can repair evidence: compare it with a "
				"backup, find out who changed it, and write down what you found."
			).format(broken.event, _(broken.voucher_type), broken.voucher_no),
			voucher_type=broken.voucher_type,
			voucher_no=broken.voucher_no,
			is_repairable=False,
		)


def keep(finding: Finding, seen_at: str) -> None:
	"""Keep a finding as an open Trace Gap, the one that stands of it or a new one."""
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
		return frappe.db.get_value("Trace Event", voucher, "company") or frappe.db.get_value(
			"Stock Ledger Entry", voucher, "company"
		)
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

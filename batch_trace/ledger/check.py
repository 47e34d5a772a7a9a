"""Compares the ledger with ERPNext's stock ledger and with its own seals; each difference becomes a Trace Gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import frappe
from frappe import _

from batch_trace.ledger import seals
from batch_trace.ledger.backfill import SETTINGS, is_complete, vouchers_in_slices
from batch_trace.ledger.capture import lacking
from batch_trace.ledger.on_hand import on_hand

LEDGER_DIFFERS, BALANCE_DIFFERS, STOCK_DIFFERS, SEAL_BROKEN = (
	"ledger_differs",
	"balance_differs",
	"stock_differs",
	"seal_broken",
)
BATCHES_A_SLICE = 1000
TOLERANCE = 1e-6


class Finding(NamedTuple):
	"""One difference: what it is, where, and what to do."""

	code: str
	message: str
	batch: str = ""
	voucher_type: str = ""
	voucher_no: str = ""


def daily() -> None:
	"""Check every night, once the history is in the ledger."""
	if is_complete():
		check()


def check(progress: Callable[[str], None] | None = None) -> list[Finding]:
	"""Return every difference, and keep each as an open Trace Gap; gaps that are gone are closed."""
	started = frappe.utils.now()
	findings = []
	for name, look in (("vouchers", _vouchers), ("balances", _balances), ("seals", _seals)):
		if progress:
			progress(name)
		findings.extend(look())
	for finding in findings:
		_keep(finding, started)
	_close_older_than(started)
	frappe.db.set_single_value(
		SETTINGS, {"last_check_at": started, "last_check_differences": len(findings)}, update_modified=False
	)
	return findings


def _vouchers() -> Iterator[Finding]:
	for keys in vouchers_in_slices():
		for voucher_type, voucher_no in lacking(keys):
			yield Finding(
				LEDGER_DIFFERS,
				_(
					"{0} {1} moved something else than the trace ledger holds of it. Find out what changed it, then run "
					"the back-fill again from the start: it adds the correction."
				).format(_(voucher_type), voucher_no),
				voucher_type=voucher_type,
				voucher_no=voucher_no,
			)


def _balances() -> Iterator[Finding]:
	after = ""
	while batches := _batches_after(after):
		after = batches[-1]
		summed, kept, stock = _summed(batches), _kept(batches), on_hand(batches)
		for key in sorted({*summed, *kept, *stock}):
			entries, balance, erpnext = (round(side.get(key, 0), 6) for side in (summed, kept, stock))
			if abs(entries - balance) > TOLERANCE:
				yield _unequal(BALANCE_DIFFERS, key, balance, entries)
			elif abs(entries - erpnext) > TOLERANCE:
				yield _unequal(STOCK_DIFFERS, key, erpnext, entries)


def _unequal(code: str, key: tuple[str, str], other: float, entries: float) -> Finding:
	messages = {
		BALANCE_DIFFERS: _(
			"Batch {0} in {1}: the balance says {2}, the ledger's entries {3}. Ask for support."
		),
		STOCK_DIFFERS: _(
			"Batch {0} in {1}: ERPNext's stock says {2}, the trace ledger {3}. Look for a change made outside vouchers."
		),
	}
	return Finding(code, messages[code].format(*key, other, entries), batch=key[0])


def _batches_after(name: str) -> list[str]:
	rows = frappe.db.sql(
		"""SELECT DISTINCT batch FROM `tabTrace Entry` WHERE batch > %(name)s ORDER BY batch LIMIT %(limit)s""",
		{"name": name, "limit": BATCHES_A_SLICE},
	)
	return [row[0] for row in rows]


def _summed(batches: list[str]) -> dict[tuple[str, str], float]:
	rows = frappe.db.sql(
		"""SELECT batch, warehouse, SUM(qty) FROM `tabTrace Entry` WHERE batch IN %(batches)s
		GROUP BY batch, warehouse""",
		{"batches": tuple(batches)},
	)
	return {(batch, warehouse): qty for batch, warehouse, qty in rows}


def _kept(batches: list[str]) -> dict[tuple[str, str], float]:
	rows = frappe.db.sql(
		"""SELECT batch, warehouse, SUM(qty) FROM `tabBatch Balance` WHERE batch IN %(batches)s
		GROUP BY batch, warehouse""",
		{"batches": tuple(batches)},
	)
	return {(batch, warehouse): qty for batch, warehouse, qty in rows}


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
		"batch": finding.batch or ["is", "not set"],
		"voucher_no": finding.voucher_no or ["is", "not set"],
		"status": ["!=", "Closed"],
	}
	name = frappe.db.get_value("Trace Gap", same)
	gap = frappe.get_doc("Trace Gap", name) if name else frappe.new_doc("Trace Gap")
	gap.update({**finding._asdict(), "severity": "error", "last_seen": seen_at, "company": _company(finding)})
	gap.first_seen = gap.first_seen or seen_at
	gap.flags.ignore_links = gap.flags.found = True
	gap.save(ignore_permissions=True)


def _company(finding: Finding) -> str | None:
	"""Return whose voucher, or else whose batch alone, the finding is about."""
	if finding.voucher_no:
		return frappe.db.get_value("Trace Event", {"voucher_no": finding.voucher_no}, "company")
	owners = frappe.get_all("Batch Balance", {"batch": finding.batch}, pluck="company", distinct=True)
	return owners[0] if len(owners) == 1 else None


def _close_older_than(moment: str) -> None:
	"""Close the check's own findings that were not found again."""
	for name in frappe.get_all(
		"Trace Gap",
		filters={
			"code": ["in", [LEDGER_DIFFERS, BALANCE_DIFFERS, STOCK_DIFFERS, SEAL_BROKEN]],
			"status": ["!=", "Closed"],
			"last_seen": ["<", moment],
		},
		pluck="name",
	):
		gap = frappe.get_doc("Trace Gap", name)
		gap.status = "Closed"
		gap.flags.ignore_links = True
		gap.save(ignore_permissions=True)

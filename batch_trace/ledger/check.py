"""Compares the whole ledger with ERPNext's stock ledger and with its own seals; each difference becomes a Trace Gap.

Every night it goes through the ledger in slices, and keeps what each slice finds. A big ledger takes several jobs, one
after the other: each takes up the check where the one before left it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.ledger import comparison, item_totals, seals, serial_batches
from batch_trace.ledger.backfill import SETTINGS, is_complete, vouchers_in_slices
from batch_trace.ledger.comparison import (
	BALANCE_DIFFERS,
	LEDGER_DIFFERS,
	ORDER_DIFFERS,
	STOCK_DIFFERS,
)
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.jobs import TIMED_OUT, enqueue_once, is_enqueued
from batch_trace.ledger.sealing import anchor, blocks, state_check, verification
from batch_trace.ledger.sealing.verification import KEY_UNKNOWN, SEAL_BROKEN
from batch_trace.ledger.slices import AT_ONCE

CHECK_FAILED, DOCUMENT_DIFFERS = "check_failed", "document_differs"
CODES = (
	LEDGER_DIFFERS,
	BALANCE_DIFFERS,
	STOCK_DIFFERS,
	ORDER_DIFFERS,
	item_totals.ITEM_DIFFERS,
	serial_batches.SERIAL_DIFFERS,
	SEAL_BROKEN,
	KEY_UNKNOWN,
	blocks.RECORD_MISSING,
	blocks.BLOCK_BROKEN,
	anchor.ANCHOR_DIFFERS,
	state_check.STATE_DIFFERS,
	CHECK_FAILED,
	DOCUMENT_DIFFERS,
)
OPEN = "Open"
MORE_STAGES = "batch_trace_check_stages"
"""The hook by which rooms above the ledger add stages: name of the stage → function."""
JOB = "batch_trace_check"
SECONDS_A_JOB = 900
"""Well under the 1500 seconds of Frappe's long queue: a slice is never cut."""
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
"""What a repair records of a gap's place."""
SAME = (*PLACE, "item_code")
"""What tells one gap of a code from another."""


class Place(NamedTuple):
	"""The progress of a check: its start, its stage, the cursor in the stage, and the number of differences so far."""

	started: str
	stage: int = 0
	cursor: Cursor = None
	differences: int = 0


def daily() -> None:
	"""Check every night, once the history is in the ledger, unless the last check still goes on."""
	if is_complete() and not is_enqueued(JOB):
		run_job()


def run_job(place: list | None = None) -> None:
	"""Check for a while, and leave the rest to another job."""
	begin = Place(*place) if place else Place(frappe.utils.now())
	deadline = time.monotonic() + SECONDS_A_JOB
	at = begin
	for after, _found in _slices(begin):
		at = after
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- what is found stays, whatever becomes of the rest
		if time.monotonic() > deadline and at.stage < len(_stages()):
			enqueue_once("batch_trace.ledger.check.run_job", JOB, queue="long", place=list(at))
			return
	_conclude(at)


def check(progress: Callable[[str], None] | None = None) -> list[Finding]:
	"""Return every difference, and keep each as an open Trace Gap; gaps that are gone are closed. Commits nothing."""
	begin = Place(frappe.utils.now())
	slices = list(_slices(begin, progress))
	_conclude(slices[-1][0])
	return [finding for _at, found in slices for finding in found]


def _slices(
	at: Place, progress: Callable[[str], None] | None = None
) -> Iterator[tuple[Place, list[Finding]]]:
	"""Check slice after slice from a place on; yield how far it is after each, and what the slice found."""
	names = list(_stages())
	while at.stage < len(names):
		if progress and at.cursor is None:
			progress(names[at.stage])
		for cursor, found in _stage(names[at.stage], at.cursor):
			for finding in found:
				keep(finding, at.started)
			at = at._replace(cursor=cursor, differences=at.differences + len(found))
			yield at, found
		at = at._replace(stage=at.stage + 1, cursor=None)
		yield at, []


def _stage(name: str, cursor: Cursor) -> Iterator[Slice]:
	"""Yield the slices of a stage; an error is a finding, too, and does not stop the other stages."""
	try:
		yield from _stages()[name](cursor)
	except TIMED_OUT:
		raise
	except Exception as error:
		frappe.log_error(title=f"Batch Trace: check of {name}")
		message = _(
			"The check of {0} could not be done: {1}. Find the cause in the Error Log, then check again."
		)
		yield cursor, [Finding(CHECK_FAILED, message.format(_(name), error), is_repairable=False)]


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
	while names := _names_after("serial_no", cursor or ""):
		cursor = names[-1]
		yield cursor, list(comparison.of_serial_numbers(names))


def _names_after(node: str, after: str) -> list[str]:
	"""Return the next batches, or serial numbers, of entries and balances alike."""
	return frappe.db.sql(NAMES[node], {"after": after, "limit": AT_ONCE}, pluck=True)


def _seals(cursor: Cursor) -> Iterator[Slice]:
	for after, broken in seals.in_slices(cursor or 0):
		yield after, [_of_seal(event) for event in broken]


def _of_seal(broken: seals.Broken) -> Finding:
	return Finding(
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
	"""Keep a finding as a Trace Gap: the one that says the same, an open one that nobody has written in, or a new one.

	What somebody has explained stays as it was explained, so another finding at the same place is a gap of its own.
	"""
	standing = _standing(finding)
	same = next((gap for gap in standing if _says(gap, finding)), None)
	now = frappe.utils.get_datetime(seen_at)
	free = (gap for gap in standing if gap.status == OPEN and not gap.explanation and gap.last_seen != now)
	gap = same or next(free, None) or frappe.new_doc("Trace Gap")
	if gap is same:
		gap.last_seen = seen_at
	else:
		gap.update(
			{**finding._asdict(), "severity": "error", "last_seen": seen_at, "company": _company(finding)}
		)
	gap.first_seen = gap.first_seen or seen_at
	gap.flags.ignore_links = gap.flags.found = True
	try:
		gap.save(ignore_permissions=True)
	except frappe.ValidationError:  # such as ERPNext's, while it deletes a company's transactions
		frappe.log_error(title=f"Batch Trace: {finding.message}"[:140])


def _standing(finding: Finding) -> list[Document]:
	"""Return the gaps at the finding's place that are not closed, the newest first."""
	same = {
		"code": finding.code,
		**{field: getattr(finding, field) or ["is", "not set"] for field in SAME},
		"status": ["!=", "Closed"],
	}
	names = frappe.get_all("Trace Gap", filters=same, pluck="name", order_by="creation desc, name")
	return [frappe.get_doc("Trace Gap", name) for name in names]


def _says(gap: Document, finding: Finding) -> bool:
	"""Return whether a gap was left for what is found now."""
	if finding.facts:
		return gap.facts == finding.facts
	return gap.message == finding.message


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
	close({"code": ["in", CODES], "last_seen": ["<", moment]})


def close(gaps: Mapping[str, object]) -> None:
	"""Close the gaps, given as filters, that are not closed yet."""
	names = frappe.get_all(
		"Trace Gap", filters={"status": ["!=", "Closed"], **gaps}, pluck="name", order_by="name"
	)
	for name in names:
		gap = frappe.get_doc("Trace Gap", name)
		gap.status = "Closed"
		gap.flags.ignore_links = gap.flags.found = True
		gap.save(ignore_permissions=True)


SEALED: tuple[Callable[[Cursor], Iterator[Slice]], ...] = (
	verification.in_slices,
	state_check.in_slices,
	blocks.in_slices,
	anchor.in_slices,
)
"""What is verified with the site's key, besides the events."""

STAGES: dict[str, Callable[[Cursor], Iterator[Slice]]] = {
	"vouchers": _vouchers,
	"balances": _batches,
	"items": item_totals.in_slices,
	"serial numbers": _serial_numbers,
	"batches of serial numbers": serial_batches.in_slices,
	"seals": _seals,
	"sealed records": verification.in_slices,
	"states": state_check.in_slices,
	"seal blocks": blocks.in_slices,
	"anchor": anchor.in_slices,
}


def _stages() -> dict[str, Callable[[Cursor], Iterator[Slice]]]:
	"""Return the stages of the check, the ledger's own first."""
	more = frappe.get_hooks(MORE_STAGES, default={})
	return STAGES | {name: frappe.get_attr(functions[-1]) for name, functions in more.items()}

"""Reads the site's whole history into the ledger: in slices, each committed, so that it can stop and go on.

Each slice does for its vouchers what capture does for one, so both write the same rows, and a voucher that is
already in the ledger is left alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils.file_lock import LockTimeoutError
from frappe.utils.synchronization import filelock

from batch_trace.ledger import bin_locks, capture
from batch_trace.ledger.compat import is_taken
from batch_trace.ledger.jobs import enqueue_once, is_enqueued
from batch_trace.ledger.pos import POS_INVOICE
from batch_trace.ledger.sealing import states
from batch_trace.ledger.slices import AT_ONCE

SETTINGS = "Batch Trace Settings"
SECONDS_A_JOB = 1200
SECONDS_A_SLICE = 30
"""No slice takes longer, so that one who was asked to stop has stopped."""
JOB = "batch_trace_backfill"
READ = "batch_trace_history_read"
"""The hook that names the functions to call, without arguments, when the whole history is in the ledger."""
ATTEMPTS = 5
POLITE_ATTEMPTS = 3
"""After so many a slice no longer waits for users, but they for the slice."""

NOT_STARTED, RUNNING, STOPPED, COMPLETE = "Not Started", "Running", "Stopped", "Complete"

Progress = Callable[[int, int, int], None]


class BackfillRunning(frappe.ValidationError):
	"""Another process is reading the history of this site."""


def is_complete() -> bool:
	"""Tell whether the whole history of the site is in the ledger."""
	return frappe.db.get_single_value(SETTINGS, "backfill_status", cache=False) == COMPLETE


def state() -> frappe._dict:
	"""Return how far the history is in the ledger, as stored now."""
	values = frappe.db.get_singles_dict(SETTINGS, cast=True)
	values.setdefault("backfill_status", NOT_STARTED)
	return values


def nothing_to_do() -> bool:
	"""Tell whether the site has no stock movement yet."""
	return not frappe.db.exists("Stock Ledger Entry", {}) and not frappe.db.exists(POS_INVOICE, {})


def mark_complete() -> None:
	"""Record that the ledger holds the whole history."""
	_store(backfill_status=COMPLETE, backfill_finished_at=frappe.utils.now(), backfill_error="")


def enqueue(*, restart: bool = False) -> None:
	"""Start, go on, or begin again, in the background."""
	if state().backfill_status == RUNNING and is_enqueued(JOB):
		return  # it goes on by itself
	_enqueue(restart=restart)


def _enqueue(**arguments: object) -> None:
	enqueue_once(
		"batch_trace.ledger.backfill.run_job", JOB, queue="long", timeout=2 * SECONDS_A_JOB, **arguments
	)


def request_stop() -> None:
	"""Ask the running back-fill to stop after its slice."""
	if state().backfill_status == RUNNING:
		_store(backfill_status=STOPPED)


def run_job(restart: bool = False) -> None:
	"""Back-fill for a while in a background job; a long history takes several jobs, one after the other."""
	try:
		is_all_read = run(restart=restart, seconds=SECONDS_A_JOB, wait=SECONDS_A_SLICE)
	except BackfillRunning:
		frappe.clear_last_message()  # the other process reads the history: nothing is amiss, and nothing left to do
		return
	if not is_all_read and state().backfill_status == RUNNING:
		_enqueue()


def run(
	*,
	restart: bool = False,
	progress: Progress | None = None,
	seconds: float | None = None,
	wait: float = 1,
) -> bool:
	"""Read the history into the ledger from where it stopped; return whether it is complete.

	`progress` is told (vouchers done, vouchers in total, entries written) after each slice. Commits each slice.
	`wait` is for how many seconds another process is waited for, which may have been asked to stop.

	Raises:
		BackfillRunning: another process is at it.
	"""
	with _alone(wait):
		if restart or state().backfill_status in (NOT_STARTED, COMPLETE):
			_begin()
		_store(backfill_status=RUNNING, backfill_error="")
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - others see that it runs
		deadline = time.monotonic() + seconds if seconds else None
		try:
			return _run_slices(progress, deadline)
		except Exception as error:
			frappe.db.rollback()
			_store(backfill_status=STOPPED, backfill_error=str(error)[:500])
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - the raise rolls back; the reason must stay
			raise


@contextmanager
def _alone(wait: float) -> Iterator[None]:
	try:
		with filelock("batch_trace_backfill", timeout=wait):
			yield
	except LockTimeoutError:
		at = state()
		frappe.throw(
			_(
				"The history is being read already ({0} of {1} vouchers done). "
				"Wait until it is done, or stop it in Batch Trace Settings."
			).format(at.backfill_done or 0, at.backfill_total or 0),
			BackfillRunning,
		)


def _begin() -> None:
	total = frappe.db.sql("SELECT COUNT(DISTINCT voucher_no, voucher_type) FROM `tabStock Ledger Entry`")[0][
		0
	]
	total += frappe.db.count(POS_INVOICE, {"docstatus": [">", 0]})
	_store(
		backfill_started_at=frappe.utils.now(),
		backfill_finished_at=None,
		backfill_done=0,
		backfill_total=total,
		backfill_entries=0,
		backfill_cursor="",
	)


def _run_slices(progress: Progress | None, deadline: float | None) -> bool:
	while True:
		at = state()
		if at.backfill_status != RUNNING:
			return False
		keys, cursor = _next_slice(json.loads(at.backfill_cursor or "null"))
		if not keys:
			mark_complete()
			for listener in frappe.get_hooks(READ):
				frappe.get_attr(listener)()
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - the last slice, like all others
			return True
		done, entries = at.backfill_done + len(keys), at.backfill_entries + _write_slice(keys)
		_store(backfill_done=done, backfill_entries=entries, backfill_cursor=json.dumps(cursor))
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - slice by slice, so that it can stop and go on
		if progress:
			progress(done, at.backfill_total, entries)
		if deadline and time.monotonic() > deadline:
			return False


def vouchers_in_slices(
	cursor: list[str] | None = None,
) -> Iterator[tuple[list[capture.VoucherKey], list[str]]]:
	"""Yield all vouchers of the site that moved stock, a slice at a time, and from where to go on after it."""
	keys, cursor = _next_slice(cursor)
	while keys:
		yield keys, cursor
		keys, cursor = _next_slice(cursor)


def _next_slice(cursor: list[str] | None) -> tuple[list[capture.VoucherKey], list[str]]:
	"""Return the next vouchers in order of number, first those of the stock ledger, then the POS Invoices."""
	stage, after_no, after_type = cursor or ["stock", "", ""]
	if stage == "stock":
		rows = frappe.db.sql(
			"""SELECT DISTINCT voucher_no, voucher_type FROM `tabStock Ledger Entry`
			WHERE voucher_no >= %(no)s AND (voucher_no > %(no)s OR voucher_type > %(type)s)
			ORDER BY voucher_no, voucher_type LIMIT %(limit)s""",
			{"no": after_no, "type": after_type, "limit": AT_ONCE},
		)
		if rows:
			return [(voucher_type, no) for no, voucher_type in rows], ["stock", *rows[-1]]
		after_no = ""
	names = frappe.get_all(
		POS_INVOICE,
		filters={"name": [">", after_no], "docstatus": [">", 0]},
		order_by="name",
		pluck="name",
		limit_page_length=AT_ONCE,
	)
	return [(POS_INVOICE, name) for name in names], ["pos", names[-1] if names else "", ""]


def _write_slice(keys: list[capture.VoucherKey]) -> int:
	"""Append the slice; where a user's transaction is in the way, let it pass and look afresh.

	If others have come in between again and again, the slice locks the Bins first, and they wait for it.
	"""
	for attempt in range(1, ATTEMPTS + 1):
		try:
			return capture.sync_once(keys)
		except Exception as error:
			passing = isinstance(error, frappe.QueryDeadlockError | frappe.QueryTimeoutError) or is_taken(
				error
			)
			if not passing or attempt == ATTEMPTS:
				raise
			frappe.db.rollback()
			if attempt < POLITE_ATTEMPTS:
				time.sleep(attempt / 4)
			else:
				bin_locks.restart_with_bins_locked(_places(keys))
	return 0


def _places(keys: list[capture.VoucherKey]) -> set[tuple[str, str]]:
	"""Return the items and warehouses that the vouchers moved."""
	rows = frappe.get_all(
		"Stock Ledger Entry",
		{"voucher_no": ["in", [voucher_no for _type, voucher_no in keys]]},
		["item_code", "warehouse"],
		distinct=True,
		as_list=True,
		order_by=None,
		limit_page_length=0,
	)
	return {(item, warehouse) for item, warehouse in rows}


def _store(**values: object) -> None:
	frappe.db.set_single_value(SETTINGS, values, update_modified=False)
	if "backfill_status" in values:
		states.keep(SETTINGS, [SETTINGS])

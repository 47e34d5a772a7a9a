"""Repairs the difference of a Trace Gap in the user's transaction, and records who repaired it and what was changed.

Events are only appended, by capture's own comparison; a balance is set to the sum of its entries; dates are copied from
the Batch. All rows are read with locks, after those of the Bins: vouchers of the batch and its repair wait for each other. The gap is closed only if the same comparison no longer finds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import create_batch, strip_html

from batch_trace.ledger import balances, bin_locks, capture, check, comparison, moved_by
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.comparison import (
	BALANCE_DIFFERS,
	LEDGER_DIFFERS,
	ORDER_DIFFERS,
	STOCK_DIFFERS,
)
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.finding import Finding
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.sealing import records
from batch_trace.ledger.slices import AT_ONCE

GAP, CLOSED = "Trace Gap", "Closed"
ATTEMPTS = 5
COLUMNS = (
	*STANDARD,
	"repaired_at",
	"user",
	"is_gone",
	"gap",
	"code",
	*check.PLACE,
	"company",
	"before",
	"done",
	"after",
)
SEALED = tuple(column for column in COLUMNS if column not in (*STANDARD, "warehouse", "company"))


class Outcome(NamedTuple):
	"""The result of a repair: whether the difference is gone, and what was done or what still differs."""

	gap: str
	is_gone: bool
	message: str


def repair(name: str) -> Outcome:
	"""Repair the difference of a gap, compare again, and close the gap if the difference is gone.

	Raises:
		frappe.ValidationError: this kind of gap cannot be repaired.
	"""
	bin_locks.lock_bins(_places(name))
	gap = frappe.get_doc(GAP, name, for_update=True)
	if gap.status == CLOSED:
		return Outcome(name, True, _("It is already closed."))
	if not gap.is_repairable:
		frappe.throw(_("This cannot be repaired. {0}").format(gap.message), title=_("No repair for this gap"))
	before = _messages_of(gap, _findings_at(gap))
	action = _repair(gap) if before else _("Nothing: the difference was already gone.")
	findings = _findings_at(gap)
	after = _messages_of(gap, findings)
	_record(gap, before, action, after)
	_update_gaps(gap, findings, is_gone=not after)
	return Outcome(name, not after, after or action)


def one_by_one(names: Collection[str]) -> Iterator[Outcome]:
	"""Repair each gap in its own transaction, commit it, and yield the result.

	If users' transactions hold the locks, wait and try again; after the last attempt the gap stays open.
	"""
	for name in names:
		for attempt in range(1, ATTEMPTS + 1):
			try:
				bin_locks.restart_with_bins_locked(_places(name))
				outcome = repair(name)
				frappe.db.commit()  # nosemgrep: frappe-manual-commit - each repair stands by itself
				yield outcome
				break
			except (frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.ValidationError) as error:
				frappe.db.rollback()
				if attempt == ATTEMPTS or isinstance(error, frappe.ValidationError):
					yield Outcome(name, False, strip_html(str(error)))
					break
				time.sleep(attempt / 4)


def run_job(gaps: list[str]) -> None:
	"""Repair gaps in a background job."""
	for _outcome in one_by_one(gaps):
		pass


def in_order(names: Collection[str]) -> list[str]:
	"""Return the gaps in the fixed order in which their locks are taken."""
	return frappe.get_all(
		GAP,
		filters={"name": ["in", list(names)]},
		pluck="name",
		order_by="batch, serial_no, warehouse, voucher_type, voucher_no, code, name",
	)


def open_gaps() -> list[str]:
	"""Return all gaps that are not closed and can be repaired, regardless of permissions."""
	names = frappe.get_all(
		GAP,
		{"status": ["!=", CLOSED], "is_repairable": 1},
		pluck="name",
		order_by="name",
	)
	return in_order(names) if names else []


def _places(name: str) -> set[tuple[str, str]]:
	"""Return the items and warehouses whose stock the gap is about."""
	gap = frappe.get_doc(GAP, name)
	if gap.voucher_no:
		exists = frappe.db.exists(gap.voucher_type, gap.voucher_no)
		return bin_locks.places_of(frappe.get_doc(gap.voucher_type, gap.voucher_no)) if exists else set()
	item = (
		frappe.db.get_value("Batch", gap.batch, "item")
		if gap.batch
		else frappe.db.get_value("Serial No", gap.serial_no, "item_code")
	)
	return {(item, gap.warehouse)} if item and gap.warehouse else set()


def _findings_at(gap: Document) -> list[Finding]:
	"""Compare again at the place of the gap, with locks, and return the findings."""
	if gap.code == LEDGER_DIFFERS:
		return list(comparison.of_vouchers([(gap.voucher_type, gap.voucher_no)], lock=True))
	compare, name = (
		(comparison.of_batches, gap.batch) if gap.batch else (comparison.of_serial_numbers, gap.serial_no)
	)
	return [finding for finding in compare([name], lock=True) if finding.warehouse == gap.warehouse]


def _messages_of(gap: Document, findings: Collection[Finding]) -> str:
	"""Return the messages of the findings with the gap's code."""
	return " ".join(finding.message for finding in findings if finding.code == gap.code)


def _repair(gap: Document) -> str:
	"""Repair the gap and return what was done; if that is refused, undo it and return the reason."""
	frappe.db.savepoint("batch_trace_repair")
	try:
		return REPAIRS[gap.code](gap)
	except frappe.ValidationError as error:
		frappe.db.rollback(save_point="batch_trace_repair")
		frappe.clear_last_message()
		return _("Nothing, because the repair was refused: {0}").format(strip_html(str(error)))


def _correct_voucher(gap: Document) -> str:
	return _events_text(capture.sync([(gap.voucher_type, gap.voucher_no)], lock=True))


def _correct_balance(gap: Document) -> str:
	"""Append what the ledger lacks of the batch's vouchers in the warehouse, then set the balance to its entries."""
	node, column, name = (
		("batch", moved_by.BATCH, gap.batch)
		if gap.batch
		else ("serial_no", moved_by.SERIAL_NO, gap.serial_no)
	)
	keys = moved_by.vouchers(column, name, gap.warehouse)
	appended: list[NewEvent] = []
	for some in create_batch(keys, AT_ONCE):
		lost = capture.unbatched_vouchers(some, lock=True)
		differing = [key for key in capture.differing_vouchers(some) if key not in lost]
		appended += capture.sync(differing, lock=True)
	before, after = balances.add_up(node, name, gap.warehouse)
	compared = _("{0} vouchers compared.").format(len(keys))
	balance = _("The balance was {0} and is {1}.").format(round(before, 6), round(after, 6))
	return " ".join([compared, _events_text(appended), balance])


def _put_in_order(gap: Document) -> str:
	balances.put_in_order([gap.batch])
	return _("The dates were copied from the Batch.")


REPAIRS: dict[str, Callable[[Document], str]] = {
	LEDGER_DIFFERS: _correct_voucher,
	BALANCE_DIFFERS: _correct_balance,
	STOCK_DIFFERS: _correct_balance,
	ORDER_DIFFERS: _put_in_order,
}


def _events_text(events: Collection[NewEvent]) -> str:
	if not events:
		return _("The ledger was complete.")
	return _("Added to the ledger: {0}.").format(
		", ".join(
			_("event {0} of {1} {2}").format(
				event.number, _(event.voucher.voucher_type), event.voucher.voucher_no
			)
			for event in events
		)
	)


def _record(gap: Document, before: str, action: str, after: str) -> None:
	now, user = frappe.utils.now(), frappe.session.user
	[number] = next_numbers("Trace Gap Repair", 1)
	place = [gap.get(field) for field in check.PLACE]
	row = (number, now, now, user, user, now, user, int(not after), gap.name, gap.code, *place, gap.company)
	records.insert("Trace Gap Repair", COLUMNS, [(*row, before or gap.message, action, after)])


def _update_gaps(gap: Document, findings: Collection[Finding], *, is_gone: bool) -> None:
	"""Close the gap if its difference is gone, and keep the findings as Trace Gaps."""
	if is_gone:
		gap.status, gap.flags.found = CLOSED, True
		gap.flags.ignore_links = True
		gap.save(ignore_permissions=True)
	for finding in findings:
		check.keep(finding, frappe.utils.now())

"""Repairs what a Trace Gap is about, in the user's transaction, and records who did it and what it changed.

The ledger is only added to, by the comparison that capture itself makes; a balance is added up from its entries, and
the dates are copied from the Batch. Everything is read under locks. The gap is closed only when the same comparison,
made again, no longer finds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import strip_html

from batch_trace.ledger import balances, capture, check, comparison, moved_by
from batch_trace.ledger.bulk import STANDARD, insert
from batch_trace.ledger.comparison import (
	BALANCE_DIFFERS,
	LEDGER_DIFFERS,
	ORDER_DIFFERS,
	STOCK_DIFFERS,
	Finding,
)
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.new_event import NewEvent

GAP, CLOSED = "Trace Gap", "Closed"
VOUCHERS_A_SLICE = 500
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


class Outcome(NamedTuple):
	"""What became of a gap: whether the difference is gone, and what was done or what still differs."""

	gap: str
	is_gone: bool
	message: str


def repair(name: str) -> Outcome:
	"""Repair what a gap is about, look again, and close it when nothing differs any more.

	Raises:
		frappe.ValidationError: the gap is of a kind that nothing can repair.
	"""
	gap = frappe.get_doc(GAP, name, for_update=True)
	if gap.status == CLOSED:
		return Outcome(name, True, _("It is closed already."))
	if not gap.is_repairable:
		frappe.throw(_("This cannot be repaired. {0}").format(gap.message), title=_("No repair for this gap"))
	before = _same(gap, _look(gap))
	done = _done(gap) if before else _("Nothing: it was gone already.")
	found = _look(gap)
	after = _same(gap, found)
	_record(gap, before, done, after)
	_settle(gap, found, is_gone=not after)
	return Outcome(name, not after, after or done)


def one_by_one(names: Collection[str]) -> Iterator[Outcome]:
	"""Repair each gap in a transaction of its own, which is committed; yield what became of it.

	Where users' transactions are in the way, let them pass; what could not be repaired for them stays open.
	"""
	for name in names:
		for attempt in range(1, ATTEMPTS + 1):
			try:
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
	"""Return gaps in the one order in which all take their locks."""
	return frappe.get_all(
		GAP,
		filters={"name": ["in", list(names)]},
		pluck="name",
		order_by="batch, serial_no, warehouse, voucher_type, voucher_no, code, name",
		limit_page_length=0,
	)


def open_gaps() -> list[str]:
	"""Return the gaps that are not closed and can be repaired, whoever may read them."""
	names = frappe.get_all(
		GAP,
		{"status": ["!=", CLOSED], "is_repairable": 1},
		pluck="name",
		order_by="name",
		limit_page_length=0,
	)
	return in_order(names) if names else []


def _look(gap: Document) -> list[Finding]:
	"""Return what differs where the gap is, as it is committed now, and keep it so."""
	if gap.code == LEDGER_DIFFERS:
		return list(comparison.of_vouchers([(gap.voucher_type, gap.voucher_no)], lock=True))
	compare, name = (
		(comparison.of_batches, gap.batch) if gap.batch else (comparison.of_serial_numbers, gap.serial_no)
	)
	return [one for one in compare([name], lock=True) if one.warehouse == gap.warehouse]


def _same(gap: Document, findings: Collection[Finding]) -> str:
	"""Return what the findings say of the gap's own kind of difference."""
	return " ".join(one.message for one in findings if one.code == gap.code)


def _done(gap: Document) -> str:
	"""Mend it and return what was done; what is refused leaves everything as it was, and says why."""
	frappe.db.savepoint("batch_trace_repair")
	try:
		return MENDS[gap.code](gap)
	except frappe.ValidationError as error:
		frappe.db.rollback(save_point="batch_trace_repair")
		frappe.clear_last_message()
		return _("Nothing, because it was refused: {0}").format(strip_html(str(error)))


def _correct_voucher(gap: Document) -> str:
	return _told(capture.sync([(gap.voucher_type, gap.voucher_no)], lock=True))


def _correct_balance(gap: Document) -> str:
	"""Bring the ledger up to date with every voucher of the batch here, then add its entries up."""
	node, column, name = (
		("batch", moved_by.BATCH, gap.batch)
		if gap.batch
		else ("serial_no", moved_by.SERIAL_NO, gap.serial_no)
	)
	keys = moved_by.vouchers(column, name, gap.warehouse)
	added: list[NewEvent] = []
	for first in range(0, len(keys), VOUCHERS_A_SLICE):
		added += capture.sync(capture.differing_vouchers(keys[first : first + VOUCHERS_A_SLICE]), lock=True)
	was, now = balances.add_up(node, name, gap.warehouse)
	compared = _("{0} vouchers compared.").format(len(keys))
	balance = _("The balance was {0} and is {1}.").format(round(was, 6), round(now, 6))
	return " ".join([compared, _told(added), balance])


def _put_in_order(gap: Document) -> str:
	balances.put_in_order([gap.batch])
	return _("Its dates were copied from the Batch.")


MENDS: dict[str, Callable[[Document], str]] = {
	LEDGER_DIFFERS: _correct_voucher,
	BALANCE_DIFFERS: _correct_balance,
	STOCK_DIFFERS: _correct_balance,
	ORDER_DIFFERS: _put_in_order,
}


def _told(added: Collection[NewEvent]) -> str:
	if not added:
		return _("The ledger lacked nothing.")
	return _("Added to the ledger: {0}.").format(
		", ".join(
			_("event {0} of {1} {2}").format(one.number, _(one.voucher.voucher_type), one.voucher.voucher_no)
			for one in added
		)
	)


def _record(gap: Document, before: str, done: str, after: str) -> None:
	now, user = frappe.utils.now(), frappe.session.user
	[number] = next_numbers("Trace Gap Repair", 1)
	place = [gap.get(field) for field in check.PLACE]
	row = (number, now, now, user, user, now, user, int(not after), gap.name, gap.code, *place, gap.company)
	insert("Trace Gap Repair", COLUMNS, [(*row, before or gap.message, done, after)])


def _settle(gap: Document, found: Collection[Finding], *, is_gone: bool) -> None:
	"""Keep what is found here now, and close the gap if it is not among it."""
	if is_gone:
		gap.status = CLOSED
		gap.flags.ignore_links = True
		gap.save(ignore_permissions=True)
	for finding in found:
		check.keep(finding, frappe.utils.now())

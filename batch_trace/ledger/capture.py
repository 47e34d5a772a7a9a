"""Keeps the ledger in step with ERPNext's stock ledger, in the transaction that moves the stock.

Every movement ends in the submission of a Stock Ledger Entry, which marks its voucher. The marked vouchers are
compared, when their submission or cancellation is done and at the latest before the commit, with what the ledger
holds of them, and only the difference is appended. So a landed cost voucher, a repost, or the same call twice
adds nothing, and a cancellation adds a reversing event.

What moves for the first time in this transaction is told to the functions that the hook `batch_trace_moved` names,
which may refuse it. A repost or a landed cost of an older voucher is not told: nobody moves anything then. All that was
appended, cancellations too, is told to those that the hook `batch_trace_appended` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe

from batch_trace.core.genealogy.classify import classify
from batch_trace.ledger import pos, stock
from batch_trace.ledger.chains import Chain
from batch_trace.ledger.chains import read as read_chains
from batch_trace.ledger.compat import is_taken
from batch_trace.ledger.difference import Told, differs_in_links, missing_events
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.supplier_batches import RECEIPT_ROWS, add_supplier_batches, keep_on_voucher
from batch_trace.ledger.vouchers import describe
from batch_trace.ledger.writer import append

VoucherKey = tuple[str, str]
ATTEMPTS = 3
MOVED, APPENDED = "batch_trace_moved", "batch_trace_appended"


def mark(voucher_type: str, voucher_no: str, moved_at: str | None = None) -> None:
	"""Remember a voucher whose stock moved in this transaction.

	`moved_at` is when the movement was made, empty where the voucher alone tells, None where nothing new moves.
	"""
	marked = _marked()
	if not marked:
		frappe.db.before_commit.add(flush)
		frappe.db.after_rollback.add(marked.clear)
	marked[(voucher_type, voucher_no)] = None
	if moved_at is not None:
		_remember(voucher_type, voucher_no, moved_at)


def _remember(voucher_type: str, voucher_no: str, moved_at: str) -> None:
	moments = _moments()
	if not moments:
		frappe.db.after_commit.add(moments.clear)
		frappe.db.after_rollback.add(moments.clear)
	moments.add((voucher_type, voucher_no, moved_at))


def flush() -> None:
	"""Bring the ledger up to date with every marked voucher.

	When that fails they stay marked, so that nobody who catches the error can commit without them.
	"""
	keys = list(_marked())
	_marked().clear()
	try:
		for voucher_type, voucher_no in keys:
			if voucher_type in RECEIPT_ROWS:
				keep_on_voucher(voucher_type, voucher_no)
		sync(keys)
	except Exception:
		for key in keys:
			mark(*key)
		raise


def _marked() -> dict[VoucherKey, None]:
	if "batch_trace_marked" not in frappe.flags:
		frappe.flags.batch_trace_marked = {}
	return frappe.flags.batch_trace_marked


def _moments() -> set[tuple[str, str, str]]:
	"""Return when each voucher moved something in this transaction, until it ends.

	All moments are kept: who rolls back to a savepoint and tries again gets the same number once more.
	"""
	if "batch_trace_moments" not in frappe.flags:
		frappe.flags.batch_trace_moments = set()
	return frappe.flags.batch_trace_moments


def _tell(appended: Sequence[NewEvent]) -> None:
	"""Tell what moved and what was appended to whoever listens; what they raise undoes the voucher."""
	moments = _moments()
	moved = [
		event
		for event in appended
		if not event.reverses
		for key in [(event.voucher.voucher_type, event.voucher.voucher_no)]
		if (*key, "") in moments or (*key, event.voucher.recorded_at) in moments
	]
	for hook, events in ((MOVED, moved), (APPENDED, appended)):
		for listener in frappe.get_hooks(hook) if events else ():
			frappe.get_attr(listener)([event.recorded() for event in events])


def sync(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[NewEvent]:
	"""Append what the ledger lacks of these vouchers, tell what moved, and return the events written.

	Where another transaction was quicker with one of them, look again at what is committed; `lock` does so at once. What is refused is not
	appended either, so that nobody who catches the refusal can commit past it.
	"""
	vouchers = _resolved(keys)
	for attempt in range(ATTEMPTS if vouchers else 0):
		frappe.db.savepoint("batch_trace_sync")
		try:
			appended = _append_missing(vouchers, lock=lock or attempt > 0)
			_tell(appended)
			return appended
		except frappe.QueryDeadlockError:  # the database has undone everything, the savepoint too
			raise
		except Exception as error:
			frappe.db.rollback(save_point="batch_trace_sync")
			if not is_taken(error):
				raise
	if not vouchers:
		return []
	frappe.throw(
		frappe._("Another user is working on {0}. Please try again.").format(
			", ".join(f"{voucher_type} {name}" for voucher_type, names in vouchers for name in names)
		),
		frappe.TimestampMismatchError,
	)


def sync_once(keys: Iterable[VoucherKey]) -> int:
	"""Append what the ledger lacks of these vouchers, or fail where another transaction was quicker.

	Returns the number of entries written.
	"""
	return sum(len(event.entries) for event in _append_missing(_resolved(keys), lock=False))


def _resolved(keys: Iterable[VoucherKey]) -> list[tuple[str, list[str]]]:
	"""Return the vouchers by type, in one order for all; POS Invoices stand for their consolidated Sales Invoice.

	Stock that was imported into the stock ledger without a voucher is nobody's event: the check shows its balance.
	"""
	by_type: dict[str, set[str]] = {}
	for voucher_type, voucher_no in keys:
		if voucher_type and voucher_no:
			by_type.setdefault(voucher_type, set()).add(voucher_no)
	sold = pos.consolidated(sorted(by_type.get("Sales Invoice", ())))
	if sold:
		by_type["Sales Invoice"] -= set(sold)
		by_type.setdefault(pos.POS_INVOICE, set()).update(*sold.values())
	return [(voucher_type, sorted(names)) for voucher_type, names in sorted(by_type.items()) if names]


def _append_missing(vouchers: Iterable[tuple[str, list[str]]], *, lock: bool) -> list[NewEvent]:
	"""Append all in one go, so that the balances of all are changed in one order."""
	new: list[NewEvent] = []
	hashes: dict[VoucherKey, str] = {}
	for voucher_type, names in vouchers:
		events, last = _missing(voucher_type, names, lock=lock)
		new += events
		hashes |= last
	append(new, hashes)
	return new


def _missing(
	voucher_type: str, names: Sequence[str], *, lock: bool = False
) -> tuple[list[NewEvent], dict[VoucherKey, str]]:
	"""Return the events that the ledger lacks of these vouchers, and the seal each voucher's chain ends with."""
	told, chains = _told_and_held(voucher_type, names, lock=lock)
	new: list[NewEvent] = []
	hashes = {}
	for number, voucher in told.items():
		chain = chains.get(number, Chain())
		new.extend(missing_events(voucher, chain, _now))
		hashes[(voucher_type, number)] = chain.last_hash
	return new, hashes


def _told_and_held(
	voucher_type: str, names: Sequence[str], *, lock: bool = False
) -> tuple[dict[str, Told], dict[str, Chain]]:
	told = tell(voucher_type, names, lock=lock)
	return told, read_chains(voucher_type, list(told), lock=lock) if told else {}


def _now() -> str:
	"""Return the time as the database will give it back, so that seals hold."""
	return str(frappe.utils.now_datetime())


def lacking(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[VoucherKey]:
	"""Return those of the vouchers of which the ledger holds something else than ERPNext tells."""
	found = []
	for voucher_type, names in _resolved(keys):
		new, _hashes = _missing(voucher_type, names, lock=lock)
		found.extend({(voucher_type, event.voucher.voucher_no): None for event in new})
	return found


def relinked(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[VoucherKey]:
	"""Return those of the vouchers whose events name another company or party than their documents do."""
	found: dict[VoucherKey, None] = {}
	for voucher_type, names in _resolved(keys):
		told, chains = _told_and_held(voucher_type, names, lock=lock)
		for number, chain in chains.items():
			if any(differs_in_links(told[number].voucher, held) for held in chain.in_force):
				found[(voucher_type, number)] = None
	return list(found)


def tell(voucher_type: str, names: Sequence[str], *, lock: bool = False) -> dict[str, Told]:
	"""Return what ERPNext tells now of each of these vouchers that moved stock, by voucher number."""
	if voucher_type == pos.POS_INVOICE:
		stocks = pos.read_sales(names)
	else:
		stocks = stock.read(voucher_type, names, lock=lock)
	if not stocks:
		return {}
	vouchers = describe(voucher_type, stocks)
	add_supplier_batches(voucher_type, vouchers, {no: s.movements for no, s in stocks.items()})
	return {no: Told(vouchers[no], s, classify(vouchers[no], s.movements)) for no, s in stocks.items()}

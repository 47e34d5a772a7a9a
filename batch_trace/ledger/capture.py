"""Keeps the ledger in step with ERPNext's stock ledger, in the transaction that moves the stock.

Every stock movement ends in the submission of a Stock Ledger Entry, which marks its voucher. When the voucher's
submission or cancellation is done, and at the latest before the commit, each marked voucher is compared with its events
in the ledger, and only the difference is appended. So a landed cost voucher, a repost or the same call twice adds
nothing, and a cancellation adds a reversing event.

Events of movements made in this transaction are passed to the functions of the hook `batch_trace_moved`, which may
refuse them. A repost or a landed cost of an older voucher that moves nothing else is not passed; if it moves another
batch, or more of one, that part is (`newly_moved.py`). All appended events, reversals included, are passed to the
functions of the hook `batch_trace_appended`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe

from batch_trace.core.genealogy.classify import classify
from batch_trace.core.terms.movements import Movement, RecordedEvent
from batch_trace.ledger import consolidated, corrected_movements, pos, stock
from batch_trace.ledger.chains import Chain
from batch_trace.ledger.chains import read as read_chains
from batch_trace.ledger.compat import is_taken
from batch_trace.ledger.difference import VoucherFacts, differs_in_links, missing_events
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.newly_moved import beyond_what_is_taken_back
from batch_trace.ledger.supplier_batches import RECEIPT_ROWS, add_supplier_batches, keep_on_voucher
from batch_trace.ledger.vouchers import describe
from batch_trace.ledger.writer import append

VoucherKey = tuple[str, str]
ATTEMPTS = 3
MOVED, APPENDED = "batch_trace_moved", "batch_trace_appended"


def mark(voucher_type: str, voucher_no: str, moved_at: str | None = None) -> None:
	"""Mark a voucher whose stock moved in this transaction.

	`moved_at` is the time of the movement, "" where the voucher's own time counts, None where nothing new moves.
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

	If that fails, the vouchers stay marked, so that code that catches the error cannot commit without them.
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
	"""Return voucher type, voucher number and time of each movement of this transaction; the end of it clears them.

	All times are kept, because a rollback to a savepoint and a second try use the same voucher number again.
	"""
	if "batch_trace_moments" not in frappe.flags:
		frappe.flags.batch_trace_moments = set()
	return frappe.flags.batch_trace_moments


def moving() -> set[VoucherKey]:
	"""Return the vouchers whose stock has moved in this transaction, captured or not."""
	return {(voucher_type, voucher_no) for voucher_type, voucher_no, _at in _moments()}


def _call_hooks(appended: Sequence[NewEvent]) -> None:
	"""Call the functions of both hooks with the events; an error they raise undoes the voucher."""
	recorded = [event.recorded() for event in appended]
	for hook, events in ((MOVED, _moved(appended)), (APPENDED, recorded)):
		for function in frappe.get_hooks(hook) if events else ():
			frappe.get_attr(function)(events)


def _moved(appended: Sequence[NewEvent]) -> list[RecordedEvent]:
	"""Return what vouchers moved in this transaction.

	The first events of a voucher are passed whole. Of its later events, what they do not take back themselves is passed.
	"""
	moments, moved = _moments(), moving()
	first, later = [], []
	for event in appended:
		key = (event.voucher.voucher_type, event.voucher.voucher_no)
		if event.corrects:
			if key in moved:
				later.append(event)
		elif (*key, "") in moments or (*key, event.voucher.recorded_at) in moments:
			first.append(event)
	return [event.recorded() for event in first if not event.reverses] + beyond_what_is_taken_back(later)


def sync(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[NewEvent]:
	"""Append the events that the ledger lacks of these vouchers, call the hooks, and return the events.

	If another transaction has appended to one of the vouchers meanwhile, compare again with locking reads; `lock` uses
	them at once. A refusal takes the appended events back, so that code that catches it cannot commit them.
	"""
	vouchers = _resolved(keys)
	for attempt in range(ATTEMPTS if vouchers else 0):
		frappe.db.savepoint("batch_trace_sync")
		try:
			appended = _append_missing(vouchers, lock=lock or attempt > 0)
			_call_hooks(appended)
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
	"""Append the events that the ledger lacks of these vouchers and return the number of entries written.

	Fail if another transaction has appended to one of the vouchers meanwhile.
	"""
	return sum(len(event.entries) for event in _append_missing(_resolved(keys), lock=False))


def _resolved(keys: Iterable[VoucherKey]) -> list[tuple[str, list[str]]]:
	"""Return the vouchers by type in a fixed order, with the POS Invoices that Sales Invoices among them were made for.

	Stock that was imported into the stock ledger without a voucher has no event; the check reports its balance.
	"""
	by_type: dict[str, set[str]] = {}
	for voucher_type, voucher_no in keys:
		if voucher_type and voucher_no:
			by_type.setdefault(voucher_type, set()).add(voucher_no)
	if sales := consolidated.merged(sorted(by_type.get(pos.SALES_INVOICE, ()))):
		by_type.setdefault(pos.POS_INVOICE, set()).update(*sales.values())
	return [(voucher_type, sorted(names)) for voucher_type, names in sorted(by_type.items()) if names]


def _append_missing(vouchers: Iterable[tuple[str, list[str]]], *, lock: bool) -> list[NewEvent]:
	"""Append the events of all vouchers together, so that their balances are locked in one order."""
	new: list[NewEvent] = []
	hashes: dict[VoucherKey, str] = {}
	for voucher_type, names in vouchers:
		events, last_hashes = _missing(voucher_type, names, lock=lock)
		new += events
		hashes |= last_hashes
	append(new, hashes)
	return new


def _missing(
	voucher_type: str, names: Sequence[str], *, lock: bool = False
) -> tuple[list[NewEvent], dict[VoucherKey, str]]:
	"""Return the events that the ledger lacks of these vouchers, and the last seal of each voucher's chain."""
	facts, chains = _facts_and_chains(voucher_type, names, lock=lock)
	new: list[NewEvent] = []
	hashes = {}
	for number, voucher_facts in facts.items():
		chain = chains.get(number, Chain())
		new.extend(missing_events(voucher_facts, chain, _now))
		hashes[(voucher_type, number)] = chain.last_hash
	return new, hashes


def _facts_and_chains(
	voucher_type: str, names: Sequence[str], *, lock: bool = False
) -> tuple[dict[str, VoucherFacts], dict[str, Chain]]:
	facts = read_vouchers(voucher_type, names, lock=lock)
	return facts, read_chains(voucher_type, list(facts), lock=lock) if facts else {}


def _now() -> str:
	"""Return the time exactly as the database will return it, so that the seal can be verified."""
	return str(frappe.utils.now_datetime())


def differing_vouchers(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[VoucherKey]:
	"""Return the vouchers whose events in the ledger differ from what they moved according to ERPNext."""
	differing = []
	for voucher_type, names in _resolved(keys):
		new, _hashes = _missing(voucher_type, names, lock=lock)
		differing.extend({(voucher_type, event.voucher.voucher_no): None for event in new})
	return differing


def relinked_vouchers(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[VoucherKey]:
	"""Return the vouchers whose events and documents name different companies or parties."""
	differing: dict[VoucherKey, None] = {}
	for voucher_type, names in _resolved(keys):
		facts, chains = _facts_and_chains(voucher_type, names, lock=lock)
		for number, chain in chains.items():
			if any(differs_in_links(facts[number].voucher, event) for event in chain.in_force):
				differing[(voucher_type, number)] = None
	return list(differing)


def unbatched_vouchers(keys: Iterable[VoucherKey], *, lock: bool = False) -> list[VoucherKey]:
	"""Return the vouchers in whose rows ERPNext names no batch any more, though the ledger has recorded one."""
	differing: dict[VoucherKey, None] = {}
	for voucher_type, names in _resolved(keys):
		facts, chains = _facts_and_chains(voucher_type, names, lock=lock)
		for number, chain in chains.items():
			recorded = {
				_place(e.movement) for event in chain.in_force for e in event.entries if e.movement.is_tracked
			}
			if any(not m.is_tracked and _place(m) in recorded for m in facts[number].stock.movements):
				differing[(voucher_type, number)] = None
	return list(differing)


def _place(m: Movement) -> tuple[str, str, str]:
	return m.row, m.item_code, m.warehouse


def read_vouchers(voucher_type: str, names: Sequence[str], *, lock: bool = False) -> dict[str, VoucherFacts]:
	"""Read those of the vouchers that moved stock from ERPNext as they are now, by voucher number."""
	if voucher_type == pos.POS_INVOICE:
		stocks = pos.read_sales(names)
	else:
		stocks = stock.read(voucher_type, names, lock=lock)
	if voucher_type == pos.SALES_INVOICE:
		pos.keep_own(stocks)
	if not stocks:
		return {}
	corrected_movements.apply(voucher_type, stocks, lock=lock)
	stock.note_lacking(stocks.values())
	vouchers = describe(voucher_type, stocks)
	add_supplier_batches(voucher_type, vouchers, {no: s.movements for no, s in stocks.items()})
	return {
		no: VoucherFacts(vouchers[no], s, classify(vouchers[no], s.movements)) for no, s in stocks.items()
	}

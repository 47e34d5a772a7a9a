"""Compares the ledger with ERPNext's stock ledger, and the balances with the ledger; every difference is a finding.

With `lock`, the committed rows are read and locked until the transaction ends, in the order in which a voucher writes
them: ERPNext's stock ledger, the entries, the balances.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from pypika import Criterion

from batch_trace.ledger import chains, picking_dates
from batch_trace.ledger.balances import counted
from batch_trace.ledger.capture import (
	VoucherKey,
	differing_vouchers,
	read_vouchers,
	relinked_vouchers,
	unbatched_vouchers,
)
from batch_trace.ledger.finding import Finding
from batch_trace.ledger.on_hand import on_hand

LEDGER_DIFFERS, BALANCE_DIFFERS, STOCK_DIFFERS, ORDER_DIFFERS = (
	"ledger_differs",
	"balance_differs",
	"stock_differs",
	"order_differs",
)
TOLERANCE = 1e-6
OF_ANOTHER = """
	SELECT DISTINCT balance.batch, balance.warehouse FROM `tabBatch Balance` balance
	JOIN `tabTrace Entry` entry ON entry.batch = balance.batch AND entry.warehouse = balance.warehouse
	WHERE balance.batch IN %(names)s
		AND NOT (entry.item_code <=> balance.item_code AND entry.company <=> balance.company)
	ORDER BY balance.batch, balance.warehouse
"""
COPIED = """
	SELECT batch, warehouse, is_open <> CASE WHEN qty > 0 THEN 1 ELSE 0 END, expiry_date, arrived_on
	FROM `tabBatch Balance` WHERE batch IN %(names)s ORDER BY batch, warehouse
"""
"""What decides the place of balances in picking order, and whether `is_open` contradicts the quantity."""

Place = tuple[str, str]
"""A batch or serial number, and a warehouse."""


def of_vouchers(keys: Collection[VoucherKey], *, lock: bool = False) -> Iterator[Finding]:
	"""Yield the differences between the vouchers' events in the ledger and ERPNext."""
	relink = _(
		"{0} {1} and the trace ledger name different companies or parties. Repair cannot decide which is right: find "
		"out who changed one of them in the database, and compare with a backup."
	)
	correct = _(
		"The movements of {0} {1} differ from its events in the trace ledger. Find out what changed them; Repair then "
		"adds the correction to the ledger."
	)
	lost = _(
		"ERPNext does not name the batches of {0} {1} any more: its bundle was cancelled or changed. Repair cannot take them out of "
		"the ledger, because the goods were of these batches. Put the bundle back from a backup, or cancel and amend the voucher."
	)
	unbatched = unbatched_vouchers(keys, lock=lock)
	for differing, message, is_repairable in (
		(relinked_vouchers(keys, lock=lock), relink, False),
		(unbatched, lost, False),
		([key for key in differing_vouchers(keys, lock=lock) if key not in unbatched], correct, True),
	):
		for key in differing:
			yield Finding(
				LEDGER_DIFFERS,
				message.format(_(key[0]), key[1]),
				voucher_type=key[0],
				voucher_no=key[1],
				is_repairable=is_repairable,
				facts=_both_sides(key),
			)


def _both_sides(key: VoucherKey) -> str:
	"""Return a mark of what ERPNext and the ledger say of a voucher now: an explanation of it is none of another difference."""
	voucher_type, name = key
	facts, chain = read_vouchers(voucher_type, [name]).get(name), chains.read(voucher_type, [name]).get(name)
	sides = (
		((facts.voucher,) if facts else (), facts.events if facts else ()),
		([event.voucher for event in chain.in_force] if chain else (), chain.in_force if chain else ()),
	)
	said = [
		(
			[(voucher.company, voucher.party) for voucher in vouchers],
			sorted((e.event_type, e.part, sorted(map(repr, e.entries))) for e in events),
		)
		for vouchers, events in sides
	]
	return sha256(repr(said).encode()).hexdigest()


def of_batches(names: Collection[str], *, lock: bool = False) -> Iterator[Finding]:
	"""Yield differences between the batches' balances, entries and ERPNext stock, and wrong copies of their dates."""
	stock = on_hand(names, lock=lock)
	entry_totals, balance_totals = (
		_entry_totals("batch", names, lock=lock),
		_balance_totals("batch", names, lock=lock),
	)
	with_wrong_balance = set()
	for key in sorted({*entry_totals, *balance_totals, *stock}):
		entries, balance, erpnext = (
			round(side.get(key, 0), 6) for side in (entry_totals, balance_totals, stock)
		)
		if abs(entries - balance) > TOLERANCE:
			with_wrong_balance.add(key)
			yield _quantity_finding(BALANCE_DIFFERS, key, balance, entries)
		elif abs(entries - erpnext) > TOLERANCE:
			yield _quantity_finding(STOCK_DIFFERS, key, erpnext, entries)
	for key in _of_another(names):
		yield Finding(
			BALANCE_DIFFERS,
			_(
				"Batch {0} in {1}: the balance names another item or company than the ledger's entries. Repair adds it up again."
			).format(*key),
			batch=key[0],
			warehouse=key[1],
		)
	for key, dates in _out_of_order(names, lock=lock).items():
		if key not in with_wrong_balance:
			message = _(
				"Batch {0} in {1}: the dates copied for picking order differ from the Batch. Repair copies them again."
			)
			yield Finding(ORDER_DIFFERS, message.format(*key), batch=key[0], warehouse=key[1], facts=dates)


def of_serial_numbers(names: Collection[str], *, lock: bool = False) -> Iterator[Finding]:
	"""Yield differences between balances and entries of these serial numbers, which have no batch."""
	entry_totals, balance_totals = (
		_entry_totals("serial_no", names, lock=lock),
		_balance_totals("serial_no", names, lock=lock),
	)
	for key in sorted({*entry_totals, *balance_totals}):
		entries, balance = (round(side.get(key, 0), 6) for side in (entry_totals, balance_totals))
		if abs(entries - balance) > TOLERANCE:
			message = _(
				"Serial number {0} in {1}: the balance is {2}, but the ledger's entries add up to {3}. Repair sets the "
				"balance to the entries."
			).format(*key, balance, entries)
			yield Finding(BALANCE_DIFFERS, message, serial_no=key[0], warehouse=key[1])


def _quantity_finding(code: str, key: Place, other: float, entries: float) -> Finding:
	messages = {
		BALANCE_DIFFERS: _(
			"Batch {0} in {1}: the balance is {2}, but the ledger's entries add up to {3}. Repair sets the balance "
			"to the entries."
		),
		STOCK_DIFFERS: _(
			"Batch {0} in {1}: ERPNext has {2} in stock, the trace ledger {3}. Repair compares every voucher of the "
			"batch; any difference that remains was changed outside vouchers."
		),
	}
	return Finding(code, messages[code].format(*key, other, entries), batch=key[0], warehouse=key[1])


def _out_of_order(names: Collection[str], *, lock: bool) -> dict[Place, str]:
	"""Return the balances that would be picked too early or too late, with what they say.

	The dates of deleted batches are not compared.
	"""
	query = COPIED + ("FOR UPDATE" if lock else "")
	dates = picking_dates.of(names)
	return {
		(batch, warehouse): f"{is_wrong} {copied}"
		for batch, warehouse, is_wrong, *copied in frappe.db.sql(query, {"names": tuple(names)})
		if is_wrong or (batch in dates and dates[batch] != tuple(copied))
	}


def _of_another(names: Collection[str]) -> list[Place]:
	return list(frappe.db.sql(OF_ANOTHER, {"names": tuple(names)}))


def _entry_totals(node: str, names: Collection[str], *, lock: bool) -> dict[Place, float]:
	return _by_warehouse("Trace Entry", node, names, lock=lock)


def _balance_totals(node: str, names: Collection[str], *, lock: bool) -> dict[Place, float]:
	return _by_warehouse("Batch Balance", node, names, lock=lock)


def _by_warehouse(doctype: str, node: str, names: Collection[str], *, lock: bool) -> dict[Place, float]:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table[node], table.warehouse, Sum(table.qty))
	query = query.where(Criterion.all([table[node].isin(list(names)), *counted(table, node)]))
	query = query.groupby(table[node], table.warehouse)
	rows = (query.for_update() if lock else query).run()
	return {(name, warehouse): qty for name, warehouse, qty in rows}

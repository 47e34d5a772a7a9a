"""The quantity of each batch in each warehouse, kept in step with the entries, with the dates for picking order."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable

import frappe
from frappe.query_builder.functions import Coalesce, Max, Sum
from frappe.utils import create_batch
from pypika import Criterion, Table

from batch_trace.ledger import arrivals, picking_dates
from batch_trace.ledger.bulk import STANDARD, insert
from batch_trace.ledger.compat import add_to_balances
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.slices import AT_ONCE

COLUMNS = (
	*STANDARD,
	"company",
	"batch",
	"serial_no",
	"item_code",
	"warehouse",
	"qty",
	"is_open",
	"expiry_date",
	"arrived_on",
)


def add(events: Iterable[NewEvent]) -> None:
	"""Add the events' entries to the balances, in the same order for every writer, to avoid deadlocks."""
	deltas: dict[tuple, float] = defaultdict(float)
	came_in = set()
	for event in events:
		for direction, m in event.entries:
			if m.is_tracked:
				serial_no = None if m.batch else m.serial_no
				deltas[(event.voucher.company, m.batch, serial_no, m.item_code, m.warehouse)] += m.qty
				came_in |= {m.batch} if m.batch and direction == "In" else set()
	batches = {batch for _company, batch, *_rest in deltas if batch}
	known = arrivals.stored(batches)
	dates = picking_dates.of(batches, {batch: known[batch] for batch in known if batch not in came_in})
	now = frappe.utils.now()
	user = frappe.session.user
	rows = sorted(
		(
			name_of(key[1], key[2], key[4]),
			now,
			now,
			user,
			user,
			*key,
			round(qty, 9),
			int(qty > 0),
			*dates.get(key[1], (None, None)),
		)
		for key, qty in deltas.items()
		if qty
	)
	for chunk in create_batch(list(rows), AT_ONCE):
		add_to_balances(chunk, COLUMNS)
	picking_dates.let_arrive({batch: dates[batch].arrived_on for batch in came_in if batch in dates}, known)


def name_of(batch: str | None, serial_no: str | None, warehouse: str) -> str:
	"""Return the document name of the balance of a batch (or serial number) in a warehouse."""
	text = "\x1f".join([batch or "", serial_no or "", warehouse])
	return hashlib.sha256(text.encode()).hexdigest()[:32]


def put_in_order(batches: Collection[str]) -> None:
	"""Update `is_open` and the copied dates of the batches' balances, which decide picking order."""
	picking_dates.copy(batches)
	if batches:
		frappe.db.sql(
			"UPDATE `tabBatch Balance` SET is_open = CASE WHEN qty > 0 THEN 1 ELSE 0 END WHERE batch IN %(batches)s",
			{"batches": tuple(batches)},
		)


def add_up(node: str, name: str, warehouse: str) -> tuple[float, float]:
	"""Set a balance to the sum of its entries and return its quantity before and after, in stock UOM.

	`node` is "batch" or "serial_no". Entries are locked before the balance, in the order in which a voucher writes
	them, so that the later of two transactions sees what the earlier one did.
	"""
	total, company, item_code = _sum_of_entries(node, name, warehouse)
	batch, serial_no = (name, None) if node == "batch" else (None, name)
	balance_name = name_of(batch, serial_no, warehouse)
	before = _take_out(node, name, warehouse, balance_name)
	quantity = round(total or 0, 9)
	if item_code:
		now, user = frappe.utils.now(), frappe.session.user
		dates = picking_dates.of([batch] if batch else []).get(batch or "", (None, None))
		kept = (company, batch, serial_no, item_code, warehouse, quantity, int(quantity > 0), *dates)
		insert("Batch Balance", COLUMNS, [(balance_name, now, now, user, user, *kept)])
	return before, quantity


def counted(table: Table, node: str) -> list[Criterion]:
	"""Return the conditions that select the rows of batches, or of serial numbers without a batch.

	Serial numbers with a batch are part of their batch.
	"""
	return [] if node == "batch" else [Coalesce(table.batch, "") == ""]


def _here(table: Table, node: str, name: str, warehouse: str) -> Criterion:
	return Criterion.all([table[node] == name, table.warehouse == warehouse, *counted(table, node)])


def _sum_of_entries(node: str, name: str, warehouse: str) -> tuple[float | None, str | None, str | None]:
	"""Lock the entries; return their quantity, company and item."""
	entry = frappe.qb.DocType("Trace Entry")
	query = frappe.qb.from_(entry).select(Sum(entry.qty), Max(entry.company), Max(entry.item_code))
	[row] = query.where(_here(entry, node, name, warehouse)).for_update().run()
	return row


def _take_out(node: str, name: str, warehouse: str, balance_name: str) -> float:
	"""Delete the balance and any row with its document name; return the balance's quantity."""
	balance = frappe.qb.DocType("Batch Balance")
	here = _here(balance, node, name, warehouse)
	query = frappe.qb.from_(balance)
	((before,),) = query.select(Coalesce(Sum(balance.qty), 0)).where(here).for_update().run()
	query.delete().where((balance.name == balance_name) | here).run()
	return before


def recalculate(warehouse: str) -> None:
	"""Recalculate all balances of a warehouse that was renamed or merged."""
	for node, without_batch in (("batch", {}), ("serial_no", {"batch": ["is", "not set"]})):
		filters = {"warehouse": warehouse, node: ["is", "set"], **without_batch}
		names = frappe.get_all("Batch Balance", filters, pluck=node, distinct=True, order_by=node)
		for name in names:
			add_up(node, name, warehouse)

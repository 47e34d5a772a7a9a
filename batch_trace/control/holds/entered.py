"""Reads from the ledger what events brought into stock, and which of it was cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

import frappe

from batch_trace.control.movements import amended
from batch_trace.control.movements.places import rejecting
from batch_trace.control.policy.deciders import DISPOSITION, DISPOSITION_ROW
from batch_trace.control.status.open_holds import HOLD, IN_FORCE
from batch_trace.control.submitted.record import RECORD
from batch_trace.core.control import statuses as st
from batch_trace.core.control.recorded_anew import NOT_CANCELLED, Cancellation, Entered
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.supplier_batches import as_compared
from batch_trace.ledger import moved_rows

ENTERING = et.MAKING | {et.ADJUSTMENT, et.CUSTOMER_RETURN, et.COMPANY_TRANSFER}
"""Events that bring goods into a company's stock; transfers within it only move them, and what leaves comes back by its own cancellation."""

FACTS = """
	SELECT event.name, event.voucher_type, event.voucher_no, event.event_type, event.party, event.work_order,
		CONCAT(event.recorded_at), entry.batch, entry.item_code, entry.warehouse,
		COALESCE(NULLIF(entry.supplier_batch, ''), batch.supplier_batch), entry.qty,
		event.operator, event.against_voucher, undone.name, undone.operator, CONCAT(undone.recorded_at)
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.event
	JOIN `tabBatch` batch ON batch.name = entry.batch
	LEFT JOIN `tabTrace Event` undone ON undone.reverses = event.name
	WHERE entry.batch IN %(batches)s AND entry.direction = 'In' AND entry.event = entry.of_event
		AND entry.event_type IN %(entering)s AND (undone.name IS NOT NULL) = %(is_cancelled)s
	ORDER BY event.name, entry.name
"""
USED = """
	SELECT of_event, batch FROM `tabTrace Entry`
	WHERE of_event IN %(events)s AND direction = 'Out' AND event = of_event AND batch IS NOT NULL
"""
RELATED = """
	SELECT entry.batch FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.event = event.name
	WHERE %(work_order)s <> '' AND event.work_order = %(work_order)s AND entry.item_code = %(item_code)s
		AND entry.direction = 'In' AND entry.batch IS NOT NULL
	UNION
	SELECT entry.batch FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.event = event.name
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no IN %(amended_from)s
		AND entry.item_code = %(item_code)s AND entry.direction = 'In' AND entry.batch IS NOT NULL
"""
CANCELLED = f"""
	SELECT DISTINCT entry.batch, COALESCE(NULLIF(entry.supplier_batch, ''), batch.supplier_batch),
		batch.quality_status IN %(rejected)s OR entry.warehouse IN %(rejecting)s OR (batch.quality_status IN %(set_aside)s AND (
			EXISTS (
				SELECT 1 FROM `tab{DISPOSITION_ROW}` row JOIN `tab{DISPOSITION}` decided ON decided.name = row.parent
				WHERE row.batch = batch.name AND decided.docstatus = 1 AND decided.decision = batch.quality_status
			) OR EXISTS (
				SELECT 1 FROM `tabQuality Inspection` qi
				WHERE qi.docstatus = 1 AND qi.status = 'Rejected' AND qi.item_code = entry.item_code AND (qi.batch_no = batch.name
					OR (qi.reference_type = undone.voucher_type AND qi.reference_name = undone.voucher_no))
			)
		))
	FROM `tabTrace Event` undone
	JOIN `tabTrace Entry` entry ON entry.of_event = undone.reverses AND entry.direction = 'In'
		AND entry.event = entry.of_event AND entry.item_code IN %(items)s
	JOIN `tabBatch` batch ON batch.name = entry.batch
	WHERE undone.reverses > 0
"""
"""Batches of cancelled entries, with their supplier's number and whether QA has stopped them. They are few beside the batches of an item."""
HELD_NOW = f"""
	SELECT batch.name FROM `tab{HOLD}` hold
	JOIN `tab{RECORD}` record ON record.reference_doctype = '{HOLD}' AND record.reference_name = hold.name
	JOIN `tabBatch` batch ON batch.name = record.batch
	WHERE hold.docstatus = 1 AND hold.status = '{IN_FORCE}' AND batch.item IN %(items)s
"""
ENTERED_SINCE = """
	SELECT DISTINCT entry.batch FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.event = event.name
	WHERE entry.item_code = %(item_code)s AND event.recorded_at >= %(since)s AND entry.direction = 'In'
		AND entry.event = entry.of_event AND entry.batch IS NOT NULL AND entry.event_type IN %(entering)s
"""
HELD = f"""
	SELECT COALESCE(SUM(entry.qty), 0)
	FROM (
		SELECT DISTINCT record.batch, record.warehouse, event.name AS event
		FROM `tab{RECORD}` record
		JOIN `tab{HOLD}` hold ON hold.name = record.reference_name
		JOIN `tabTrace Event` event ON event.voucher_type = hold.voucher_type AND event.voucher_no = hold.voucher_no
		WHERE record.reference_doctype = '{HOLD}' AND record.cause_batch = %(batch)s AND record.batch <> %(batch)s
			AND hold.docstatus = 1 AND hold.placed_on >= %(cancelled_at)s
			AND event.name > %(event)s AND event.name <> %(but)s
	) given
	JOIN `tabTrace Entry` entry ON entry.of_event = given.event AND entry.batch = given.batch AND entry.direction = 'In'
		AND COALESCE(given.warehouse, '') IN ('', entry.warehouse)
"""
CAME_BACK = """
	SELECT COALESCE(SUM(qty), 0) FROM `tabTrace Entry`
	WHERE batch = %(batch)s AND direction = 'In' AND event_type IN %(entering)s
		AND event = of_event AND event > %(cancelled_by)s AND event <> %(came_but)s
"""


def of_event(event: RecordedEvent) -> list[Entered]:
	"""Return what a new event brings into stock, or what a reversal takes out of it again, batch by batch."""
	if event.event_type not in ENTERING or event.leaves_at_once:
		return []
	places: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
	numbers: dict[str, set[str]] = defaultdict(set)
	for direction, m in event.entries:
		if direction == "In" and m.batch:
			places[m.batch, m.item_code][m.warehouse] += abs(m.qty)
			numbers[m.batch] |= {m.supplier_batch} - {""}
	on_batch = _supplier_batches([batch for batch in numbers if not numbers[batch]])
	amended_from = amended.predecessors(*_voucher(event))
	used = frozenset(m.batch for direction, m in event.entries if direction == "Out" and m.batch)
	return [
		Entered(
			event=event.number,
			voucher=_voucher(event),
			batch=batch,
			item_code=item,
			party=event.voucher.party,
			work_order=event.voucher.work_order,
			supplier_batches=frozenset(numbers[batch]) or on_batch.get(batch, frozenset()),
			is_customer_return=event.event_type == et.CUSTOMER_RETURN,
			is_transfer=event.event_type == et.COMPANY_TRANSFER,
			places=dict(of_batch),
			used=used,
			amended_from=amended_from,
			recorded_at=event.voucher.recorded_at,
			operator=event.voucher.operator,
			against=event.voucher.against_voucher,
		)
		for (batch, item), of_batch in places.items()
	]


def read(batches: Collection[str], *, is_cancelled: bool) -> list[Entered]:
	"""Return what brought the batches into stock, the oldest first: only what was cancelled, or only what was not."""
	if not batches:
		return []
	values = {
		"batches": tuple(batches),
		"entering": tuple(sorted(ENTERING)),
		"is_cancelled": int(is_cancelled),
	}
	by_key: dict[tuple[int, str], Entered] = {}
	places: dict[tuple[int, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
	numbers: dict[tuple[int, str], set[str]] = defaultdict(set)
	for row in frappe.db.sql(FACTS, values):
		entered, warehouse, number, qty = _entered(row, is_cancelled=is_cancelled)
		key = (entered.event, entered.batch)
		places[key][warehouse] += qty
		numbers[key] |= {number or ""} - {""}
		by_key[key] = entered
	used = _used({event for event, _batch in by_key})
	return [
		replace(
			entered,
			places=dict(places[key]),
			used=frozenset(used.get(key[0], ())),
			supplier_batches=frozenset(numbers[key]),
		)
		for key, entered in by_key.items()
	]


def _entered(row: tuple, *, is_cancelled: bool) -> tuple[Entered, str, str | None, float]:
	"""Return what a row of `FACTS` says of a batch that came in, and the warehouse, supplier's number and quantity of this part."""
	event, voucher_type, voucher_no, kind, party, work_order, at, batch, item, warehouse, number, qty = row[
		:12
	]
	operator, against, *undone = row[12:]
	entered = Entered(
		event=event,
		voucher=(voucher_type, voucher_no),
		batch=batch,
		item_code=item,
		party=party or "",
		work_order=work_order or "",
		is_customer_return=kind == et.CUSTOMER_RETURN,
		is_transfer=kind == et.COMPANY_TRANSFER,
		recorded_at=at,
		operator=operator or "",
		against=against or "",
		cancellation=Cancellation(*undone) if is_cancelled else NOT_CANCELLED,
	)
	return entered, warehouse, number, qty


def cancelled_like(brought: Collection[Entered]) -> list[Entered]:
	"""Return the cancelled entries of the batches that are brought in, of related ones, and of stopped ones of their items."""
	batches = {new.batch for new in brought} | _cancelled(brought) | _of_same_order(brought)
	return read(batches, is_cancelled=True)


def _cancelled(brought: Collection[Entered]) -> set[str]:
	"""Return the batches of cancelled entries that are stopped, or had one of the supplier's numbers, however it was typed."""
	numbers = {as_compared(number) for new in brought for number in new.supplier_batches} - {""}
	values = {
		"items": tuple({new.item_code for new in brought}),
		"rejected": st.as_strict_as(st.REJECTED),
		"set_aside": (st.UNDER_TEST, st.QUARANTINE),
		"rejecting": ("", *rejecting()),
	}
	cancelled = {
		batch
		for batch, number, is_stopped in frappe.db.sql(CANCELLED, values)
		if is_stopped or as_compared(number) in numbers
	}
	return cancelled.union(frappe.db.sql(HELD_NOW, values, pluck=True))


def _of_same_order(brought: Collection[Entered]) -> set[str]:
	"""Return the batches of the same work orders or amended vouchers."""
	batches: set[str] = set()
	for item_code, work_order, voucher_type, amended_from in {
		(new.item_code, new.work_order, new.voucher[0], new.amended_from) for new in brought
	}:
		if work_order or amended_from:
			values = {
				"item_code": item_code,
				"work_order": work_order,
				"voucher_type": voucher_type,
				"amended_from": ("", *amended_from),
			}
			batches.update(frappe.db.sql(RELATED, values, pluck=True))
	return batches


def entered_since(item_code: str, since: str) -> set[str]:
	"""Return the batches of the item of which something has been brought into stock since then."""
	values = {"item_code": item_code, "since": since, "entering": tuple(sorted(ENTERING))}
	return {batch for (batch,) in frappe.db.sql(ENTERED_SINCE, values)}


def quantities(voucher_type: str, voucher_no: str, item_code: str, *, is_cancelled: bool) -> dict[str, float]:
	"""Return how much of each batch of an item a voucher brings into stock, or had brought in before it was cancelled."""
	read_rows = moved_rows.before_cancellation if is_cancelled else moved_rows.in_force
	brought: dict[str, float] = defaultdict(float)
	for row in read_rows(voucher_type, voucher_no):
		if row.item_code == item_code and row.qty > 0:
			brought[row.batch] += row.qty
	return dict(brought)


def missing(batch: str, *, but: int, for_batch: str) -> float:
	"""Return how much of a batch was cancelled and is not stopped again, apart from what the event `but` brings in.

	What that event brings in of the batch itself counts as stopped again if it is asked for another batch, `for_batch`.
	Stopped again is what came back under the same batch, and what holds stop that name it as their cause. Such a hold
	counts if it was placed when or after a voucher was cancelled, and where it covers what its own voucher brought in.
	"""
	gone = read([batch], is_cancelled=True)
	values = {
		"batch": batch,
		"event": min((old.event for old in gone), default=0),
		"but": but,
		"came_but": but if for_batch == batch else 0,
		"cancelled_by": min((old.cancellation.event for old in gone), default=0),
		"cancelled_at": min((old.cancellation.recorded_at for old in gone), default=""),
		"entering": tuple(sorted(ENTERING)),
	}
	stopped = [frappe.db.sql(query, values)[0][0] for query in (HELD, CAME_BACK)] if gone else []
	return sum(old.quantity for old in gone) - sum(map(float, stopped))


def _used(events: Iterable[int]) -> dict[int, set[str]]:
	used: dict[int, set[str]] = defaultdict(set)
	names = tuple(events)
	for event, batch in frappe.db.sql(USED, {"events": names}) if names else ():
		used[event].add(batch)
	return used


def _supplier_batches(batches: Collection[str]) -> dict[str, frozenset[str]]:
	rows = frappe.get_all(
		"Batch", {"name": ["in", [*batches, ""]]}, ["name", "supplier_batch"], order_by=None, as_list=True
	)
	return {batch: frozenset({number}) for batch, number in rows if number}


def _voucher(event: RecordedEvent) -> tuple[str, str]:
	return event.voucher.voucher_type, event.voucher.voucher_no

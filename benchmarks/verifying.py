"""How long it takes to verify a million events: their hashes, keyed seals and blocks.

Measured on fewer, written by the ledger's own writer and rolled back, and extrapolated: events are read in slices, each costs
the same, and the memory does not grow with their number.
"""

from __future__ import annotations

import time
import tracemalloc

import frappe

from batch_trace.core.terms.movements import DraftEntry, Movement, Voucher
from batch_trace.ledger import seals, writer
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.sealing import blocks
from batch_trace.ledger.slices import AT_ONCE
from benchmarks.table import Figure

EVENTS, ENTRIES = 20_000, 3
MILLION = 1_000_000
PREFIX = "BENCH-SEALED"
STAMP = "2025-06-01 08:00:00.123456"


def figures() -> list[Figure]:
	"""Return the time for a million events, and the memory that it takes."""
	begin = frappe.db.sql("SELECT COALESCE(MAX(name), 0) FROM `tabTrace Event`")[0][0]
	try:
		blocks.make("Trace Event")
		head = _head()
		for first in range(0, EVENTS, AT_ONCE):
			writer.append([_event(number) for number in range(first, first + AT_ONCE)], {})
		began = time.perf_counter()
		made = blocks.make("Trace Event")
		sealing = time.perf_counter() - began
		began = time.perf_counter()
		assert not [broken for _last, found in seals.in_slices(begin) for broken in found]
		assert not [finding for _at, found in blocks.in_slices(["Trace Event", head]) for finding in found]
		verifying = time.perf_counter() - began
		peak = _peak(begin)
	finally:
		frappe.db.rollback()
	share = f"from {EVENTS:,} events with {ENTRIES} entries each"
	return [
		Figure("verify 1,000,000 events", verifying * MILLION / EVENTS, "s", 120, note=share),
		Figure(
			"chain 1,000,000 events in blocks", sealing * MILLION / EVENTS, "s", note=f"{made} blocks made"
		),
		Figure("memory while verifying", peak, "MB", 100),
	]


def _head() -> int:
	"""Return the number of the last block of the events that were there before, -1 without any."""
	[(number,)] = frappe.db.sql(
		"SELECT COALESCE(MAX(number), -1) FROM `tabTrace Seal Block` WHERE sealed_doctype = 'Trace Event'"
	)
	return number


def _peak(begin: int) -> float:
	"""Return how much memory a verification takes at most; measured apart, because measuring is slow."""
	tracemalloc.start()
	for _last, _found in seals.in_slices(begin):
		pass
	peak = tracemalloc.get_traced_memory()[1]
	tracemalloc.stop()
	return peak / 1e6


def _event(number: int) -> NewEvent:
	voucher = Voucher(
		voucher_type="Purchase Receipt",
		voucher_no=f"{PREFIX}-{number}",
		kind="Receipt",
		company="Bench Bakery",
		posting_datetime=STAMP,
		party_type="Supplier",
		party="Supplier 001",
	)
	entries = [
		DraftEntry(
			"In",
			Movement(
				f"row{part}", "FLOUR-001", "Stores - BTB", f"{PREFIX}-{number % 500}", None, 5.0, "Kg", "S-1"
			),
		)
		for part in range(ENTRIES)
	]
	return NewEvent(voucher, "Receipt", "", entries, 1, STAMP, "Administrator")

"""How long traces take, how many queries they send, and what a walk node by node would take instead."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import frappe

from batch_trace.api.trace import trace
from batch_trace.core.answer import trace as engine
from batch_trace.core.genealogy.starts import start_of
from batch_trace.core.ledger_file import sql
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.event_types import TRANSFORMATIONS
from batch_trace.ledger.select import select
from batch_trace.ledger.writer import ENTRY_COLUMNS, EVENT_COLUMNS
from benchmarks.fill import _entry_row, _event_row, _insert
from benchmarks.ledger import FIRST_DAY, STORES, Entry, Event
from benchmarks.table import Figure

HUB, WIDE = "SALT-001-000004", "YEAST-001-000030"
TYPICAL = ("GOODS", "FLOUR", "OTHER", "PACKAGING", "DOUGH")
LEVELS = 10


def figures() -> list[Figure]:
	"""Return the figures of traces."""
	wide, hub, wide_size, hub_size = *(_best(start, 5)[0] for start in (WIDE, HUB)), _size(WIDE), _size(HUB)
	typical = [_best(start, 9) for start in _typical()]
	naive = _naive_walk(WIDE)
	return [
		Figure(f"trace, {wide_size:,} batches", wide, "ms", 150),
		Figure("typical trace (≤ 300 batches), median", statistics.median(t for t, _ in typical), "ms", 15),
		Figure(
			"typical trace (≤ 300 batches), slowest of 25",
			max(t for t, _ in typical),
			"ms",
			15,
			note=f"up to {max(n for _, n in typical)} batches",
		),
		Figure(f"trace of a hub, {hub_size:,} batches", hub, "ms", 1500),
		Figure("a walk node by node instead, without the answer, 10,000", naive, "ms"),
		Figure("  it takes so many times as long as the whole trace", naive / wide, "times"),
		Figure("diamond of depth 10: queries a level", _queries_a_level(), "queries", 3),
		Figure("memory of the hub's trace above idle", _memory(), "MB", 300),
	]


def _best(start: str, times: int) -> tuple[float, int]:
	"""Return the least milliseconds of some runs, and the batches found."""
	answers = [trace(start) for _ in range(times)]
	return min(answer["milliseconds"] for answer in answers), len(answers[0]["batches"])


def _size(start: str) -> int:
	return len(engine.trace(LedgerSource(select), start_of([start]))["batches"])


def _typical() -> list[str]:
	"""Return five batches each of five kinds, from all over the two years."""
	found = []
	for kind in TYPICAL:
		names = frappe.get_all(
			"Batch", {"item": ["like", f"{kind}-0%"]}, pluck="name", order_by="creation", limit=40000
		)
		found += names[:: len(names) // 5][:5]
	return found


def _naive_walk(start: str) -> float:
	"""Walk forward with a query a node, as a report without an engine does."""
	query = sql.limit_to_as_of(sql.for_batches(sql.ENTRIES), False)
	types = tuple(sorted(TRANSFORMATIONS))
	began = time.perf_counter()
	met, queue = {start}, [start]
	for batch in queue:
		for row in select(query, {"names": (batch,), "side": "Out", "types": types}):
			if row[3] == "In" and row[4] not in met:
				met.add(row[4])
				queue.append(row[4])
	return (time.perf_counter() - began) * 1000


def _queries_a_level() -> float:
	"""Trace a diamond: two batches a level, each made of both before; count what each level adds."""
	try:
		_write_diamond()
		alone, whole = _queries("DIAMOND-ALONE"), _queries("DIAMOND-0-A")
	finally:
		frappe.db.rollback()
	return (whole - alone) / LEVELS


def _queries(start: str) -> int:
	asked = []

	def counted(query: str, parameters: dict) -> list:
		asked.append(query)
		return select(query, parameters)

	engine.trace(LedgerSource(counted), start_of([start]), "forward")
	return len(asked)


def _write_diamond() -> None:
	events = [_event("Receipt", [], ["DIAMOND-ALONE", "DIAMOND-0-A", "DIAMOND-0-B"])]
	for level in range(LEVELS):
		both = [f"DIAMOND-{level}-{side}" for side in "AB"]
		events += [_event("Production", both, [f"DIAMOND-{level + 1}-{side}"]) for side in "AB"]
	first = frappe.db.sql("SELECT MAX(name) FROM `tabTrace Event`")[0][0] + 1000
	name = frappe.db.sql("SELECT MAX(name) FROM `tabTrace Entry`")[0][0] + 1000
	for number, event in enumerate(events, start=first):
		_insert("Trace Event", EVENT_COLUMNS, [_event_row(number, event)])
		rows = [_entry_row(name + i, number, event, entry) for i, entry in enumerate(event.entries)]
		_insert("Trace Entry", ENTRY_COLUMNS, rows)
		name += len(rows)


def _event(event_type: str, inputs: list[str], outputs: list[str]) -> Event:
	entries = [Entry(batch, "DOUGH-001", "Out", -1.0, STORES) for batch in inputs]
	entries += [Entry(batch, "DOUGH-001", "In", 2.0, STORES) for batch in outputs]
	return Event(event_type, FIRST_DAY, "Stock Entry", entries)


def _memory() -> float:
	"""Return the megabytes that the hub's trace takes at its peak, measured in a process of its own."""
	command = [sys.executable, "-m", "benchmarks.memory", HUB]
	done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
	return float(done.stdout.split()[-1])

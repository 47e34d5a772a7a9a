"""What the app adds to the submit of a 20-line voucher: with and without its hooks, alternating, in one run.

First for items that the app only watches, then for the same items under a Batch Control Policy, where every batch that
leaves passes the guard.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import frappe
from frappe.model.document import Document

from batch_trace.extends import receipt, serial_and_batch_bundle, stock_ledger_entry, stock_voucher
from benchmarks.table import Figure

HANDLERS = (receipt, serial_and_batch_bundle, stock_ledger_entry, stock_voucher)

POLICY = "Benchmark"
PAIRS = 21
ROWS = 20


def figures() -> list[Figure]:
	"""Return the figures of capture, for a receipt and for a delivery."""
	from tests.integration.support import plant

	plant.build_plant()
	lots = _stock(plant)
	frappe.db.commit()
	receipt = {
		"supplier": plant.SUPPLIER,
		"items": [_row(plant, lot, rate=1, supplier_batch=f"S-{lot}") for lot in lots],
	}
	delivery = {"customer": plant.CUSTOMER, "items": [_row(plant, lot, rate=2) for lot in lots]}
	_govern(None)
	watched = [
		*_compare(plant, "Purchase Receipt", receipt),
		*_compare(plant, "Delivery Note", delivery),
	]
	_govern(POLICY)
	return [*watched, *_compare(plant, "Delivery Note", delivery, "under control")]


def _govern(policy: str | None) -> None:
	"""Put the item under a policy that releases on arrival, or under none."""
	if policy:
		make_policy(policy)
	frappe.db.set_value("Item", "FLOUR", "batch_control_policy", policy)
	frappe.db.commit()


def make_policy(policy: str) -> None:
	"""Make a policy that releases on arrival, unless it stands."""
	if not frappe.db.exists("Batch Control Policy", policy):
		events = ("receipt", "production", "return", "split")
		released = {f"status_after_{event}": "Released" for event in events}
		frappe.get_doc(
			{
				"doctype": "Batch Control Policy",
				"policy_name": policy,
				"default_status": "Released",
				**released,
			}
		).insert()


def _stock(plant) -> list[str]:
	"""Return twenty batches with plenty in stock."""
	lots = [f"BENCH-LOT-{number:02}" for number in range(ROWS)]
	maker = plant.Plant()
	for lot in lots:
		if not frappe.db.exists("Batch", lot):
			maker.receive("FLOUR", 100000, lot)
	return lots


def _row(plant, lot: str, rate: float, **told: str) -> dict:
	tracked = {"batch_no": lot, "use_serial_batch_fields": 1, **told}
	return {"item_code": "FLOUR", "qty": 3, "rate": rate, "warehouse": plant.STORES, **tracked}


def _compare(plant, doctype: str, values: dict, what: str = "") -> list[Figure]:
	with_app: list[tuple[float, float]] = []
	without: list[tuple[float, float]] = []
	within: list[float] = []
	for number in range(PAIRS + 2):
		timed = partial(_timed, within)
		for times, switch in ((with_app, timed), (without, switched_off))[:: 1 if number % 2 else -1]:
			with switch():
				seconds = _submit(plant.COMPANY, doctype, values)
			if number >= 2:
				times.append(seconds)
	(base, added), (cpu_base, cpu_added) = (_difference(with_app, without, clock) for clock in (0, 1))
	name = ", ".join(filter(None, [doctype, f"{ROWS} lines", what]))
	note = f"{added * 1000:.1f} ms; {cpu_added / cpu_base * 100:.1f} % of Python's processor time"
	own = statistics.median(within)
	return [
		Figure(f"{name}: submit without the app", base * 1000, "ms"),
		Figure(f"{name}: the app adds", added / base * 100, "%", 5, note=note),
		Figure(f"{name}: time in the app's own code", own / base * 100, "%", 5, note=f"{own * 1000:.1f} ms"),
	]


def _difference(with_app: list, without: list, clock: int) -> tuple[float, float]:
	"""Return the median without the app, and the median of what it adds, by one of the clocks."""
	added = [a[clock] - b[clock] for a, b in zip(with_app, without, strict=True)]
	return statistics.median(b[clock] for b in without), statistics.median(added)


def seconds_of_submit(doc: Document, switch: Callable[[], AbstractContextManager[None]]) -> float:
	"""Submit a draft inside what `switch` returns and take everything back since the last commit; return the seconds."""
	with switch():
		began = time.perf_counter()
		doc.submit()
		seconds = time.perf_counter() - began
	frappe.db.rollback()
	return seconds


def _submit(company: str, doctype: str, values: dict) -> tuple[float, float]:
	"""Submit a voucher and take it back; return the seconds, and the processor's seconds, of the submit."""
	doc = frappe.get_doc({"doctype": doctype, "company": company, **values}).insert(ignore_permissions=True)
	began, processor = time.perf_counter(), time.process_time()
	doc.submit()
	seconds = time.perf_counter() - began, time.process_time() - processor
	frappe.db.rollback()
	return seconds


@contextmanager
def _timed(within: list[float]) -> Iterator[None]:
	"""Leave the app in, and note the seconds that its own document events take."""
	seconds = 0.0
	handlers = {module: module.on_submit for module in HANDLERS}

	def timed(handler, doc, method=None) -> None:
		nonlocal seconds
		began = time.perf_counter()
		handler(doc, method)
		seconds += time.perf_counter() - began

	for module, handler in handlers.items():
		module.on_submit = partial(timed, handler)
	try:
		yield
	finally:
		within.append(seconds)
		for module, handler in handlers.items():
			module.on_submit = handler


@contextmanager
def switched_off() -> Iterator[None]:
	"""Leave the app's document events out."""
	hooks = frappe.get_doc_hooks()
	frappe.local.doc_events_hooks = {
		doctype: {
			event: [h for h in handlers if not h.startswith("batch_trace.")]
			for event, handlers in events.items()
		}
		for doctype, events in hooks.items()
	}
	try:
		yield
	finally:
		frappe.local.doc_events_hooks = hooks

"""How long it takes to allocate batches, beside ERPNext's own choice of the same from the same data."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import frappe
from frappe.utils import getdate, nowtime, today

from batch_trace.api import fefo
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.control.movement_kinds import SHIPMENT
from benchmarks import stocked
from benchmarks.capturing import POLICY, make_policy
from benchmarks.table import Figure

TIMES, TIMES_OF_ERPNEXT = 100, 3
ORDER_LINES = 1000


def figures() -> list[Figure]:
	"""Return the figures of allocation."""
	from tests.integration.support import plant

	plant.build_plant()
	make_policy(POLICY)
	frappe.db.commit()
	stocked.ensure(plant.COMPANY, plant.STORES, POLICY)
	beneficiary, place = Beneficiary(company=plant.COMPANY, customer=plant.CUSTOMER), plant.STORES
	many, few = _by_turns(
		lambda: _allocate(stocked.MANY.item, place, beneficiary),
		lambda: _allocate(stocked.FEW.item, place, beneficiary),
	)
	by_api = _median(lambda: fefo.allocate(stocked.MANY.item, place, 1, customer=plant.CUSTOMER))
	held = _median(lambda: _allocate(stocked.HELD.item, place, beneficiary), 20)
	theirs = {
		moment: _median(lambda m=moment: _of_erpnext(place, m), TIMES_OF_ERPNEXT) for moment in (True, False)
	}
	lines, lines_by_api = _lines(place, beneficiary)
	return [
		Figure("allocate one of 10,000 open batches, with locks", many, "ms", 10),
		Figure("  through the API", by_api, "ms", 10),
		Figure("ERPNext's own choice, with a posting date", theirs[True], "ms"),
		Figure("  it takes so many times as long", theirs[True] / many, "times", 100, at_least=True),
		Figure("ERPNext's own choice, without a posting date", theirs[False], "ms"),
		Figure("  it takes so many times as long", theirs[False] / many, "times"),
		Figure("time after 200,000 movements against 10,000", many / few, "times", 1.2),
		Figure(f"allocate one behind {stocked.HELD_BATCHES:,} held batches", held, "ms"),
		Figure(f"{ORDER_LINES:,} order lines over 500 items, with locks", lines, "s", 3),
		Figure("  through the API", lines_by_api, "s", 3),
	]


def _allocate(
	item: str, place: str, beneficiary: Beneficiary, quantity: float = 1.0, allocator: Allocator | None = None
) -> None:
	demand = Demand(item, (place,), SHIPMENT, getdate(), beneficiary)
	found = (allocator or Allocator(lock=True)).allocate(demand, quantity)
	assert found.shortage == 0, item


def _of_erpnext(place: str, with_moment: bool) -> None:
	from erpnext.stock.doctype.batch.batch import get_available_batches

	wanted = {"item_code": stocked.MANY.item, "warehouse": place, "qty": 1, "based_on": "Expiry"}
	moment = {"posting_date": today(), "posting_time": nowtime()} if with_moment else {}
	assert get_available_batches(frappe._dict(wanted, **moment))


def _lines(place: str, beneficiary: Beneficiary) -> tuple[float, float]:
	"""Return the seconds for a thousand lines, as vouchers are filled, and as the API is asked."""
	items = [stocked.LINES[number % len(stocked.LINES)].item for number in range(ORDER_LINES)]
	ours = _seconds(lambda: _voucher(items, place, beneficiary))
	by_api = _seconds(
		lambda: [
			fefo.allocate(item, place, 1 + n % 3, customer=beneficiary.customer)
			for n, item in enumerate(items)
		]
	)
	return ours, by_api


def _voucher(items: list[str], place: str, beneficiary: Beneficiary) -> None:
	"""Allocate as the rows of one voucher are filled."""
	allocator = Allocator(lock=True)
	allocator.know(items)
	for number, item in enumerate(items):
		_allocate(item, place, beneficiary, 1 + number % 3, allocator)


def _by_turns(*acts: Callable[[], object]) -> list[float]:
	"""Return the median milliseconds of each, done by turns so that a busy machine slows all alike."""
	times = [[_seconds(act) for act in acts] for _ in range(TIMES + 2)][2:]
	return [statistics.median(column) * 1000 for column in zip(*times, strict=True)]


def _median(act: Callable[[], object], times: int = TIMES) -> float:
	act()
	return statistics.median(_seconds(act) for _ in range(times)) * 1000


def _seconds(act: Callable[[], object]) -> float:
	"""Time one go, as a transaction of its own."""
	began = time.perf_counter()
	act()
	seconds = time.perf_counter() - began
	frappe.db.rollback()
	return seconds

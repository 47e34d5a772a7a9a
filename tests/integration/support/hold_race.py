"""Run on a spare site: one process places holds, another ships the same batches at the same time."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

import frappe

frappe.flags.in_test = frappe.flags.mute_emails = True

from batch_trace.api import status  # noqa: E402
from batch_trace.control.guard.refusal import BatchStopped  # noqa: E402
from batch_trace.control.status import locks  # noqa: E402
from tests.integration.support.plant import STORES, Plant, build_plant  # noqa: E402
from tests.integration.support.snapshots import repeated  # noqa: E402

ATTEMPTS = 20


def prepare(rounds: str) -> dict:
	"""Receive one batch per round."""
	build_plant()
	plant = Plant()
	names = [f"R{number:04}" for number in range(int(rounds))]
	for first in range(0, len(names), 50):
		plant.stock(*[("FLOUR", name, 5) for name in names[first : first + 50]])
		frappe.db.commit()
	return {"batches": names}


def _meet(name: str, number: str) -> None:
	"""Wait until the other process has reached the same round."""
	here = Path(frappe.get_site_path("race"))
	here.mkdir(exist_ok=True)
	(here / f"{name}-{number}").touch()
	other = here / f"{'ship' if name == 'hold' else 'hold'}-{number}"
	until = time.monotonic() + 60
	while not other.exists():
		assert time.monotonic() < until, f"the other process never came to round {number}"
		time.sleep(0.0005)


def _batches() -> list[str]:
	return frappe.get_all(
		"Batch", {"name": ["like", "R%"]}, pluck="name", order_by="name", limit_page_length=0
	)


def hold() -> dict:
	"""Hold each batch; return the times of its lock and of the commit."""
	seen = {}
	lock = locks.lock

	def watched(batches):
		rows = lock(batches)
		seen.setdefault("locked", time.monotonic())
		return rows

	locks.lock = watched
	times = {}
	for number, batch in enumerate(_batches()):
		frappe.db.commit()
		_meet("hold", str(number))
		time.sleep((number % 8) / 5 * _pace())
		repeated(partial(_hold, batch, seen))
		times[batch] = {"locked": seen["locked"], "committed": time.monotonic()}
	return times


def _hold(batch: str, seen: dict) -> None:
	seen.clear()
	status.hold([batch], "race")


def _pace() -> float:
	"""Return the seconds that the last shipment took, so that on any machine each side is sometimes first."""
	file = Path(frappe.get_site_path("race")) / "pace"
	return float(file.read_text() or 0) if file.exists() else 0.1


def ship() -> dict:
	"""Ship some of each batch; return the time, or that it was refused."""
	plant, results = Plant(), {}
	for number, batch in enumerate(_batches()):
		frappe.db.commit()
		_meet("ship", str(number))
		started_at = time.monotonic()
		results[batch] = _ship(plant, batch)
		(Path(frappe.get_site_path("race")) / "pace").write_text(str(time.monotonic() - started_at))
	return results


def _ship(plant: Plant, batch: str) -> dict:
	for attempt in range(ATTEMPTS):
		started_at = time.monotonic()
		try:
			plant.ship("FLOUR", 1, batch, warehouse=STORES)
			ready = time.monotonic()
			frappe.db.commit()
			return {"shipped": True, "began": started_at, "ready": ready, "attempts": attempt + 1}
		except BatchStopped:
			frappe.db.rollback()
			return {"shipped": False, "attempts": attempt + 1}
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
	raise AssertionError(f"{batch}: {ATTEMPTS} deadlocks")


def look() -> dict:
	"""Return what was shipped and what is on hold."""
	shipped = frappe.get_all(
		"Trace Entry", {"event_type": "Shipment", "direction": "Out"}, pluck="batch_no", limit_page_length=0
	)
	on_hold = frappe.get_all(
		"Batch Hold Batch", {"docstatus": 1, "parenttype": "Batch Hold"}, pluck="batch", limit_page_length=0
	)
	return {"shipped": sorted(shipped), "held": sorted(on_hold)}


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

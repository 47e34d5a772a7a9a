"""The batches in stock that wait for QA, since when, and what their release lacks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe
from frappe.utils import create_batch, get_datetime, now_datetime

from batch_trace.control.decisions import criteria
from batch_trace.control.decisions.automatic import WAITING
from batch_trace.control.in_stock import batches
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.in_stock.scope import Scope
from batch_trace.control.status.standing import Standing
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.slices import AT_ONCE

HOUR = 3600
ARRIVED = """
	SELECT batch, MIN(creation) FROM `tabTrace Entry` WHERE batch IN %(batches)s AND direction = 'In' GROUP BY batch
"""
RECORDED = """
	SELECT reference_name, recorded_at, content FROM `tabSealed State`
	WHERE reference_doctype = 'Batch' AND reference_name IN %(batches)s ORDER BY name
"""


class Waiting(NamedTuple):
	"""A batch that waits: its stock (stock UOM) in all warehouses that the user may read, and for how many hours."""

	entry: BatchInStock
	supplier: str
	status: str
	quantity: float
	since: datetime
	hours: float
	lacks: str


def read(scope: Scope) -> list[Waiting]:
	"""Return the batches in stock whose status is Under Test or Quarantine, those that wait longest first."""
	by_batch: dict[str, list[BatchInStock]] = {}
	for entry in batches.read(scope):
		if entry.standing.verdict().status in WAITING:
			by_batch.setdefault(entry.batch, []).append(entry)
	if not by_batch:
		return []
	since = _since([entries[0].standing for entries in by_batch.values()])
	suppliers, lacking = _suppliers(by_batch), _lacking(by_batch)
	now = now_datetime()
	waiting = [
		Waiting(
			entries[0],
			suppliers.get(name, ""),
			entries[0].standing.verdict().status,
			sum(entry.quantity for entry in entries),
			since[name],
			max(0.0, (now - since[name]).total_seconds() / HOUR),
			lacking.get(name, ""),
		)
		for name, entries in by_batch.items()
	]
	return sorted(waiting, key=lambda each: (each.since, each.entry.batch))


def _since(standings: Iterable[Standing]) -> dict[str, datetime]:
	"""Return since when each batch waits: since its status is what it is, or a retest was due.

	A batch without a decision waits since it came in; the time is that of recording, because posting times are typed.
	"""
	standings = list(standings)
	names = [each.batch for each in standings]
	arrived: dict[str, datetime] = {}
	changed: dict[str, datetime] = {}
	for some in create_batch(names, AT_ONCE):
		arrived |= dict(frappe.db.sql(ARRIVED, {"batches": tuple(some)}))
		changed |= _status_since(some)
	now = now_datetime()
	return {
		each.batch: _begin(each, arrived.get(each.batch, now), changed.get(each.batch)) for each in standings
	}


def _begin(standing: Standing, arrived: datetime, changed: datetime | None) -> datetime:
	if standing.own_status not in WAITING and standing.retest_date:
		return datetime.combine(standing.retest_date + timedelta(days=1), time())
	if not standing.quality_status or changed is None:
		return arrived
	return max(changed, arrived)


def _status_since(names: Collection[str]) -> dict[str, datetime]:
	"""Return since when the recorded status of each batch is what it is now."""
	last: dict[str, tuple[str, datetime]] = {}
	for name, at, content in frappe.db.sql(RECORDED, {"batches": tuple(names)}):
		status = str(json.loads(content or "{}").get("quality_status") or "")
		if name not in last or last[name][0] != status:
			last[name] = status, get_datetime(at)
	return {name: at for name, (_status, at) in last.items()}


def _suppliers(names: Iterable[str]) -> Mapping[str, str]:
	"""Return the supplier of each batch, as far as the user may read suppliers."""
	found: dict[str, str] = {}
	for some in create_batch(list(names), AT_ONCE):
		filters = {"name": ["in", some], "supplier": ["is", "set"]}
		rows = frappe.get_all("Batch", filters, ["name", "supplier"], order_by=None, limit_page_length=0)
		found |= {row.name: row.supplier for row in rows}
	readable = set(UserAccess().readable("Supplier", sorted(set(found.values()))))
	return {name: supplier for name, supplier in found.items() if supplier in readable}


def _lacking(names: Collection[str]) -> dict[str, str]:
	"""Return the names of the criteria for a release that each batch does not meet."""
	lacking: dict[str, str] = {}
	for some in create_batch(list(names), AT_ONCE):
		for name, of_batch in criteria.of_batches(some).items():
			lacking[name] = ", ".join(each.name for each in of_batch if not each.is_met)
	return lacking

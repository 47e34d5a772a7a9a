"""The dates that put batches in picking order, and their copies in the balances."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

import frappe

from batch_trace.ledger import arrivals

EXPIRY_DATES = """
	UPDATE `tabBatch Balance` SET
		expiry_date = (SELECT expiry_date FROM `tabBatch` WHERE name = `tabBatch Balance`.batch)
	WHERE batch IN %(batches)s
"""
ARRIVAL = """
	UPDATE `tabBatch Balance` SET arrived_on = %(moment)s
	WHERE batch = %(batch)s AND NOT arrived_on <=> %(moment)s
"""


class PickingDates(NamedTuple):
	"""The dates of a batch that decide its place in picking order."""

	expiry_date: date | None
	arrived_on: datetime


def of(batches: Collection[str], known: Mapping[str, datetime] | None = None) -> dict[str, PickingDates]:
	"""Return the dates of each batch.

	`known` are arrivals that need not be looked up. A batch that nothing brought in arrived when it was created.
	"""
	if not batches:
		return {}
	rows = frappe.db.sql(
		"SELECT name, expiry_date, creation FROM `tabBatch` WHERE name IN %(batches)s",
		{"batches": tuple(batches)},
	)
	moments = dict(known or {})
	moments |= arrivals.first(set(batches) - set(moments))
	return {name: PickingDates(expiry, moments.get(name, creation)) for name, expiry, creation in rows}


def as_copied(batches: Collection[str]) -> dict[str, PickingDates]:
	"""Return the dates of each batch, with the arrival that its balances have, if it has any."""
	return of(batches, arrivals.stored(batches))


def expiries(batches: Collection[str]) -> dict[str, date | None]:
	"""Return the expiry date of each batch."""
	rows = frappe.get_all(
		"Batch", {"name": ["in", [*batches, ""]]}, ["name", "expiry_date"], order_by=None, as_list=True
	)
	return dict(rows)


def copy_expiry(batches: Collection[str]) -> None:
	"""Copy the expiry dates of the batches to their balances."""
	if batches:
		frappe.db.sql(EXPIRY_DATES, {"batches": tuple(batches)})


def copy(batches: Collection[str]) -> None:
	"""Copy both dates of the batches to their balances, and the arrival to what was repacked from them."""
	copy_expiry(batches)
	known = arrivals.stored(batches)
	moments = {batch: dates.arrived_on for batch, dates in of(batches).items()}
	for batch, moment in moments.items():
		_set_arrival(batch, moment)
	let_arrive(moments, known)


def let_arrive(moments: Mapping[str, datetime], known: Mapping[str, datetime]) -> None:
	"""Set the arrival of batches where it differs from what their balances had, and of what was repacked from them."""
	seen = set(moments)
	changed = sorted(batch for batch in moments if moments[batch] != known.get(batch))
	while changed:
		for batch in changed:
			if batch in known:
				_set_arrival(batch, moments[batch])
		later = arrivals.passed_to(changed) - seen
		seen |= later
		known = arrivals.stored(later)
		moments = {batch: dates.arrived_on for batch, dates in of(later).items()}
		changed = sorted(batch for batch in known if batch in moments and moments[batch] != known[batch])


def _set_arrival(batch: str, moment: datetime) -> None:
	frappe.db.sql(ARRIVAL, {"batch": batch, "moment": moment})

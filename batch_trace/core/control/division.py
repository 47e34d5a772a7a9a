"""Dividing a batch by quantity: which parts keep its number, what leaves it, and whether the parts are all there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from batch_trace.core.control import statuses as st
from batch_trace.core.terms.quantities import tidy

ACCEPT, REWORK, REJECT = "Accept", "Rework", "Reject"
OUTCOMES = (ACCEPT, REWORK, REJECT)
"""What QA says of a part of a batch. Of these, the first one that a division has keeps the number of the batch."""

STATUS_OF_CHILD = {REWORK: st.QUARANTINE, REJECT: st.REJECTED}
DECISIONS = {
	ACCEPT: (st.RELEASED, st.CONDITIONALLY_RELEASED),
	REWORK: (st.QUARANTINE, st.UNDER_TEST),
	REJECT: (st.REJECTED,),
}
"""The decisions on the batch that fit the outcome of the parts that keep its number."""
TOLERANCE = 1e-6


class Part(NamedTuple):
	"""A quantity (stock UOM) of the batch in a warehouse, and where it goes; `target` is empty if it stays there."""

	outcome: str
	warehouse: str
	quantity: float
	target: str = ""


class Move(NamedTuple):
	"""A part that leaves the batch: its place in the list of parts, how much of it, and into which warehouse."""

	part: int
	quantity: float
	warehouse: str


def kept(parts: Iterable[Part]) -> str:
	"""Return the outcome whose parts keep the number of the batch, "" without parts.

	>>> kept([Part(REJECT, "A", 1), Part(ACCEPT, "A", 9)]), kept([Part(REJECT, "A", 1), Part(REWORK, "B", 2)])
	('Accept', 'Rework')
	"""
	found = {part.outcome for part in parts}
	return next((outcome for outcome in OUTCOMES if outcome in found), "")


def status_of(outcome: str, keeps: str, decision: str) -> str:
	"""Return the status of a part; `keeps` is the outcome that keeps the number, `decision` that on the batch.

	>>> status_of(ACCEPT, ACCEPT, "Released"), status_of(REWORK, ACCEPT, "Released"), status_of(REJECT, REWORK, "Under Test")
	('Released', 'Quarantine', 'Rejected')
	"""
	return decision if outcome == keeps else STATUS_OF_CHILD[outcome]


def leaving(parts: Sequence[Part]) -> list[Move]:
	"""Return the parts that leave the batch under numbers of their own.

	>>> leaving([Part(ACCEPT, "Stores", 60), Part(REWORK, "Stores", 30), Part(REJECT, "Stores", 10, "Scrap")])
	[Move(part=1, quantity=30, warehouse='Stores'), Move(part=2, quantity=10, warehouse='Scrap')]
	"""
	keeps = kept(parts)
	return [
		Move(number, part.quantity, part.target or part.warehouse)
		for number, part in enumerate(parts)
		if part.outcome != keeps
	]


def taken(parts: Sequence[Part]) -> dict[str, float]:
	"""Return how much leaves the batch in each warehouse.

	>>> taken([Part(ACCEPT, "A", 60), Part(REWORK, "A", 30), Part(REJECT, "A", 8), Part(REJECT, "B", 2)])
	{'A': 38, 'B': 2}
	"""
	return _by_warehouse(part for part in parts if part.outcome != kept(parts))


def differences(stock: Mapping[str, float], parts: Sequence[Part]) -> dict[str, tuple[float, float]]:
	"""Return the warehouses in which the parts are not all that is there: what the parts say, and what is in stock.

	>>> differences({"A": 100.0}, [Part(ACCEPT, "A", 60), Part(REWORK, "A", 30)])
	{'A': (90, 100.0)}
	>>> differences({"A": 0.3, "B": 0.0}, [Part(ACCEPT, "A", 0.1), Part(REJECT, "A", 0.2)])
	{}
	"""
	said = _by_warehouse(parts)
	return {
		place: (said.get(place, 0.0), stock.get(place, 0.0))
		for place in sorted({*said, *stock})
		if abs(said.get(place, 0.0) - stock.get(place, 0.0)) > TOLERANCE
	}


def _by_warehouse(parts: Iterable[Part]) -> dict[str, float]:
	totals: dict[str, float] = {}
	for part in parts:
		totals[part.warehouse] = totals.get(part.warehouse, 0) + part.quantity
	return {
		place: tidy(float(total)) if isinstance(total, float) else total for place, total in totals.items()
	}

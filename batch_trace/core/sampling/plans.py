"""The plan for one lot: how many units are inspected, and when the lot is accepted."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.core.sampling import tables
from batch_trace.core.sampling.tables import REDUCED

ACCEPTED, REJECTED = "Accepted", "Rejected"


class Plan(NamedTuple):
	"""A single sampling plan as applied to a lot.

	`letter` is the code letter of the lot, `plan_letter` that of the plan after the arrows of the table. A lot is accepted with
	up to `accept` nonconforming units and rejected from `reject` on.
	"""

	severity: str
	letter: str
	plan_letter: str
	sample_size: int
	accept: int
	reject: int


def plan(lot_size: int, level: str, aql: str, severity: str) -> Plan:
	"""Return the plan for a lot; where the sample is as large as the lot, the whole lot is inspected.

	>>> plan(1000, "II", "2.5", "Normal")
	Plan(severity='Normal', letter='J', plan_letter='J', sample_size=80, accept=5, reject=6)
	>>> plan(1000, "II", "2.5", "Reduced")
	Plan(severity='Reduced', letter='J', plan_letter='J', sample_size=32, accept=2, reject=5)
	>>> plan(10, "II", "0.65", "Normal")
	Plan(severity='Normal', letter='B', plan_letter='F', sample_size=10, accept=0, reject=1)

	Raises:
		ValueError: the lot has no units, or the level, AQL or severity is unknown.
	"""
	if lot_size < 1:
		raise ValueError("a lot has at least one unit")
	if level not in tables.LEVELS or aql not in tables.AQLS or severity not in tables.SAMPLE_SIZES:
		raise ValueError(f"no table for level {level}, AQL {aql}, severity {severity}")
	letter = tables.code_letter(lot_size, level)
	chosen = tables.resolved(severity, letter, aql)
	size = tables.SAMPLE_SIZES[severity][tables.LETTERS.index(chosen)]
	accept, reject = tables.numbers(severity, chosen, aql)
	return Plan(severity, letter, chosen, min(size, lot_size), accept, reject)


def judge(accept: int, reject: int, nonconforming: int, severity: str) -> str:
	"""Return whether a lot with so many nonconforming units in its sample is accepted.

	Between the two numbers, which only reduced inspection leaves, the lot is accepted and reduced inspection ends.

	>>> judge(5, 6, 5, "Normal"), judge(5, 6, 6, "Normal"), judge(2, 5, 4, "Reduced"), judge(2, 5, 5, "Reduced")
	('Accepted', 'Rejected', 'Accepted', 'Rejected')
	"""
	limit = reject - 1 if severity == REDUCED else accept
	return ACCEPTED if nonconforming <= limit else REJECTED

"""What makes one sampling plan milder than another: a smaller sample, more nonconforming units, or fewer lots that are inspected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

BY_SAMPLE = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
"""The inspection levels, from the smallest samples to the largest."""


class Terms(NamedTuple):
	"""What a plan asks for."""

	level: str
	aql: float
	unit_quantity: float
	reduced_allowed: bool
	one_in: int
	skip_after: int

	@classmethod
	def of(cls, plan: Mapping[str, object]) -> Terms:
		"""Return the terms of a Sampling Plan."""
		return cls(
			str(plan["inspection_level"]),
			float(str(plan["aql"])),
			float(str(plan.get("unit_quantity") or 1)),
			bool(int(str(plan.get("reduced_allowed") or 0))),
			int(str(plan.get("skip_lot_one_in") or 0)),
			int(str(plan.get("skip_lot_after") or 0)),
		)


def milder_fields(old: Terms, new: Terms) -> list[str]:
	"""Return the fields of a Sampling Plan in which the new one is milder.

	>>> strict = Terms("II", 1.0, 1, False, 0, 0)
	>>> milder_fields(strict, strict._replace(level="S-4", aql=2.5)), milder_fields(strict, strict._replace(level="III", aql=0.65))
	(['inspection_level', 'aql'], [])
	>>> milder_fields(strict, strict._replace(one_in=5, skip_after=10))
	['skip_lot_one_in']
	>>> skips = strict._replace(one_in=5, skip_after=10)
	>>> milder_fields(skips, skips._replace(skip_after=3)), milder_fields(skips, strict)
	(['skip_lot_after'], [])
	"""
	is_milder = {
		"inspection_level": BY_SAMPLE.index(new.level) < BY_SAMPLE.index(old.level),
		"aql": new.aql > old.aql,
		"unit_quantity": new.unit_quantity > old.unit_quantity,
		"reduced_allowed": new.reduced_allowed > old.reduced_allowed,
		"skip_lot_one_in": new.one_in > old.one_in,
		"skip_lot_after": bool(old.one_in and new.one_in) and new.skip_after < old.skip_after,
	}
	return [field for field, milder in is_milder.items() if milder]

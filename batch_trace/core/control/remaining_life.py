"""The remaining shelf life that a batch must have at shipment, in days and in percent of its whole shelf life."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from batch_trace.core.control.shelf_life import days_left

TOO_FEW_DAYS, TOO_SMALL_SHARE = "too few days", "too small share"
NO_EXPIRY_DATE, NO_MANUFACTURING_DATE = "no expiry date", "no manufacturing date"


@dataclass(frozen=True, slots=True)
class RequiredLife:
	"""The minimum remaining life in days, and in percent of the days from manufacture to expiry; 0 for none."""

	days: int = 0
	percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Life:
	"""A batch's dates; `shelf_life` is the item's shelf life in days, 0 for none."""

	expiry: date | None
	made: date | None = None
	shelf_life: int = 0

	@property
	def begin(self) -> date | None:
		"""The day of manufacture, or if unknown, the expiry less the shelf life."""
		if self.made or not (self.expiry and self.shelf_life):
			return self.made
		return self.expiry - timedelta(days=self.shelf_life)


def strictest(required: Iterable[RequiredLife]) -> RequiredLife:
	"""Return the requirement that satisfies all given ones.

	>>> strictest([RequiredLife(30), RequiredLife(10, 50), RequiredLife(0, 66.7)])
	RequiredLife(days=30, percent=66.7)
	"""
	requirements = [RequiredLife(), *required]
	return RequiredLife(
		max(requirement.days for requirement in requirements),
		max(requirement.percent for requirement in requirements),
	)


def percent_left(life: Life, on: date) -> float | None:
	"""Return the remaining life of a batch in percent, both days counted; None if its dates do not give it.

	>>> percent_left(Life(date(2026, 1, 30), date(2026, 1, 1)), date(2026, 1, 11))
	66.66666666666667
	>>> percent_left(Life(date(2026, 1, 30)), date(2026, 1, 11)) is None
	True
	"""
	if not life.expiry or not life.begin or life.begin > life.expiry:
		return None
	return 100 * days_left(life.expiry, on) / ((life.expiry - life.begin).days + 1)


def life_shortfall(life: Life, on: date, required: RequiredLife) -> str | None:
	"""Return why a batch has too little remaining life on a day, None if it has enough; unknown dates are too little.

	>>> batch, on = Life(date(2026, 1, 30), date(2026, 1, 1)), date(2026, 1, 11)
	>>> [life_shortfall(batch, on, RequiredLife(*required)) for required in ((20, 66.6), (21, 0), (0, 67))]
	[None, 'too few days', 'too small share']
	>>> life_shortfall(Life(None), on, RequiredLife(1))
	'no expiry date'
	>>> life_shortfall(Life(date(2026, 1, 30)), on, RequiredLife(0, 50))
	'no manufacturing date'
	>>> life_shortfall(Life(None), on, RequiredLife()) is None
	True
	"""
	if not required.days and not required.percent:
		return None
	if not life.expiry:
		return NO_EXPIRY_DATE
	if days_left(life.expiry, on) < required.days:
		return TOO_FEW_DAYS
	if not required.percent:
		return None
	percent = percent_left(life, on)
	if percent is None:
		return NO_MANUFACTURING_DATE
	return TOO_SMALL_SHARE if percent + SMALLEST_SHARE < required.percent else None


SMALLEST_SHARE = 0.05
"""In percent; closer values are equal, because a third may be entered as 33.3 or 33.4."""

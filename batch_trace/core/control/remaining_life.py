"""How much of its life a batch must have left for whoever gets it, in days and as a share of all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from batch_trace.core.control.shelf_life import days_left

TOO_FEW_DAYS, TOO_SMALL_SHARE = "too few days", "too small share"
NO_EXPIRY_DATE, NO_MANUFACTURING_DATE = "no expiry date", "no manufacturing date"


@dataclass(frozen=True, slots=True)
class LifeAsked:
	"""The least that must be left: in days, and in percent of the days from manufacture to expiry; 0 for none."""

	days: int = 0
	percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Life:
	"""A batch's dates; `shelf_life` are the item's days from manufacture to expiry, 0 where it names none."""

	expiry: date | None
	made: date | None = None
	shelf_life: int = 0

	@property
	def begin(self) -> date | None:
		"""The day of manufacture, reckoned back from expiry where it is not known."""
		if self.made or not (self.expiry and self.shelf_life):
			return self.made
		return self.expiry - timedelta(days=self.shelf_life)


def strictest(asked: Iterable[LifeAsked]) -> LifeAsked:
	"""Return what satisfies all.

	>>> strictest([LifeAsked(30), LifeAsked(10, 50), LifeAsked(0, 66.7)])
	LifeAsked(days=30, percent=66.7)
	"""
	every = [LifeAsked(), *asked]
	return LifeAsked(max(one.days for one in every), max(one.percent for one in every))


def percent_left(life: Life, on: date) -> float | None:
	"""Return what is left of a batch's life in percent, both days counted; None where its dates do not tell.

	>>> percent_left(Life(date(2026, 1, 30), date(2026, 1, 1)), date(2026, 1, 11))
	66.66666666666667
	>>> percent_left(Life(date(2026, 1, 30)), date(2026, 1, 11)) is None
	True
	"""
	if not life.expiry or not life.begin or life.begin > life.expiry:
		return None
	return 100 * days_left(life.expiry, on) / ((life.expiry - life.begin).days + 1)


def lacking(life: Life, on: date, asked: LifeAsked) -> str | None:
	"""Return why a batch has too little life left on a day, None when it has enough; unknown dates are too little.

	>>> batch, on = Life(date(2026, 1, 30), date(2026, 1, 1)), date(2026, 1, 11)
	>>> lacking(batch, on, LifeAsked(20, 66.6)), lacking(batch, on, LifeAsked(21)), lacking(batch, on, LifeAsked(0, 67))
	(None, 'too few days', 'too small share')
	>>> lacking(Life(None), on, LifeAsked(1)), lacking(Life(date(2026, 1, 30)), on, LifeAsked(0, 50))
	('no expiry date', 'no manufacturing date')
	>>> lacking(Life(None), on, LifeAsked()) is None
	True
	"""
	if not asked.days and not asked.percent:
		return None
	if not life.expiry:
		return NO_EXPIRY_DATE
	if days_left(life.expiry, on) < asked.days:
		return TOO_FEW_DAYS
	if not asked.percent:
		return None
	share = percent_left(life, on)
	if share is None:
		return NO_MANUFACTURING_DATE
	return TOO_SMALL_SHARE if share + SMALLEST_SHARE < asked.percent else None


SMALLEST_SHARE = 0.05
"""A third is written as 33.3 or 33.4 percent: shares closer than this are the same."""

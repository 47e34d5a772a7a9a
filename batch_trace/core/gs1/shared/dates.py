"""Dates as GS1 writes them: two digits for the year, day 00 for the end of a month."""

from __future__ import annotations

import calendar
from datetime import date


def year(two_digits: int, today: date | None = None) -> int:
	"""Return the year that two digits stand for: within 49 years back and 50 ahead.

	>>> year(76, date(2026, 11, 28)), year(77, date(2026, 11, 28)), year(2, date(2060, 1, 1))
	(2076, 1977, 2102)
	"""
	now = (today or date.today()).year
	century, of_now = now - now % 100, now % 100
	if two_digits - of_now >= 51:
		return century - 100 + two_digits
	if two_digits - of_now <= -50:
		return century + 100 + two_digits
	return century + two_digits


def read(text: str, *, end_of_month: bool, today: date | None = None) -> date | None:
	"""Return the date that YYMMDD says, None if there is no such day.

	>>> read("280200", end_of_month=True, today=date(2026, 1, 1))
	datetime.date(2028, 2, 29)
	>>> read("280200", end_of_month=False) is None, read("261332", end_of_month=True) is None
	(True, True)
	"""
	if len(text) != 6:
		return None
	years, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
	return day_of(year(years, today), month, day, end_of_month=end_of_month)


def day_of(years: int, month: int, day: int, *, end_of_month: bool = False) -> date | None:
	"""Return a day, None if there is no such day."""
	if not 1 <= month <= 12:
		return None
	last = calendar.monthrange(years, month)[1]
	if day == 0 and end_of_month:
		day = last
	return date(years, month, day) if 1 <= day <= last else None

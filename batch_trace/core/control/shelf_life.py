"""Dates of a batch, with one meaning everywhere: a batch may be used on the day it expires, and no day after."""

from collections.abc import Iterable
from datetime import date


def is_expired(expiry: date | None, on: date) -> bool:
	"""Tell whether a batch may no longer be used on a day.

	>>> is_expired(date(2026, 3, 31), date(2026, 3, 31)), is_expired(date(2026, 3, 31), date(2026, 4, 1))
	(False, True)
	>>> is_expired(None, date(2026, 4, 1))
	False
	"""
	return expiry is not None and expiry < on


def days_left(expiry: date, on: date) -> int:
	"""Return how many days a batch may still be used, today counted; none once it has expired.

	>>> days_left(date(2026, 3, 31), date(2026, 3, 31)), days_left(date(2026, 3, 31), date(2026, 4, 9))
	(1, 0)
	"""
	return max(0, (expiry - on).days + 1)


def window(expiry: date | None, on: date, windows: Iterable[int]) -> int | None:
	"""Return the narrowest of the windows, in days before expiry, that a batch is in.

	>>> windows = (90, 60, 30, 7)
	>>> [window(date(2026, 12, 31), day, windows) for day in (date(2026, 9, 1), date(2026, 12, 1), date(2026, 12, 31))]
	[None, 30, 7]
	>>> window(date(2026, 12, 31), date(2027, 1, 1), windows) is None
	True
	"""
	if expiry is None or is_expired(expiry, on):
		return None
	left = (expiry - on).days
	return min((days for days in windows if left <= days), default=None)

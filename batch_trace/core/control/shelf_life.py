"""Expiry of batches: a batch may be used on its expiry date, but not after it."""

from collections.abc import Iterable
from datetime import date


def is_expired(expiry: date | None, on: date) -> bool:
	"""Return whether a batch may no longer be used on a day.

	>>> is_expired(date(2026, 3, 31), date(2026, 3, 31)), is_expired(date(2026, 3, 31), date(2026, 4, 1))
	(False, True)
	>>> is_expired(None, date(2026, 4, 1))
	False
	"""
	return expiry is not None and expiry < on


def days_left(expiry: date, on: date) -> int:
	"""Return the number of days a batch may still be used, `on` included; 0 once it has expired.

	>>> days_left(date(2026, 3, 31), date(2026, 3, 31)), days_left(date(2026, 3, 31), date(2026, 4, 9))
	(1, 0)
	"""
	return max(0, (expiry - on).days + 1)


def window(expiry: date | None, on: date, windows: Iterable[int]) -> int | None:
	"""Return the narrowest window (days before expiry) that a batch is in, or None.

	>>> windows = (90, 60, 30, 7)
	>>> [window(date(2026, 12, 31), day, windows) for day in (date(2026, 9, 1), date(2026, 12, 1), date(2026, 12, 31))]
	[None, 30, 7]
	>>> window(date(2026, 12, 31), date(2027, 1, 1), windows) is None
	True
	"""
	if expiry is None or is_expired(expiry, on):
		return None
	days_before = (expiry - on).days
	return min((days for days in windows if days_before <= days), default=None)

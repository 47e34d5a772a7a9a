"""Points in time as the ledger writes them: text that sorts in time order."""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from batch_trace.core.terms.errors import BadMoment

DATE_LENGTH = 10
_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_HOUR = 3_600_000_000

DEFAULT_TOLERANCE = 24.0
"""Hours by which posting times may be wrong, unless the site says otherwise."""


def moment(value: str | date) -> str:
	"""Return the point in time as text that the ledger can compare; a date means the end of that day.

	>>> moment("2026-03-31T14:00:00"), moment("2026-03-31")
	('2026-03-31 14:00:00.000000', '2026-03-31 23:59:59.999999')
	>>> moment(date(2026, 3, 31)) == moment("2026-03-31")
	True
	>>> moment("yesterday")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.errors.BadMoment: yesterday is not a date and time such as 2026-03-31 or 2026-03-31 14:00:00
	"""
	parsed = _parse(value) if isinstance(value, str) else value
	if not isinstance(parsed, datetime):
		parsed = datetime.combine(parsed, time.max)
	if parsed.tzinfo is not None:
		raise BadMoment(str(value))
	return parsed.strftime("%Y-%m-%d %H:%M:%S.%f")


def _parse(text: str) -> date:
	try:
		if len(text) == DATE_LENGTH:
			return date.fromisoformat(text)
		return datetime.fromisoformat(text.strip())
	except ValueError:
		raise BadMoment(text) from None


@lru_cache(maxsize=100_000)
def microseconds(text: str) -> int:
	"""Return a moment of the ledger as a number.

	>>> microseconds("2026-03-31 00:00:01.000002") - microseconds("2026-03-31 00:00:00")
	1000002
	"""
	return (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND


def hours_of(text: object) -> float | None:
	"""Return the hours of a tolerance as it is stored, None if it is empty.

	>>> hours_of("24"), hours_of("0"), hours_of(" "), hours_of(None)
	(24.0, 0.0, None, None)
	"""
	return None if text is None or not str(text).strip() else float(str(text))


def tolerance_of(hours: float | None) -> float:
	"""Return the hours in microseconds; None, where time is ignored, is infinite.

	>>> tolerance_of(24) == 24 * 60 * 60 * 1_000_000, tolerance_of(None)
	(True, inf)
	"""
	return float("inf") if hours is None else round(hours * _MICROSECONDS_PER_HOUR)


def now() -> str:
	"""Return the current time (UTC) as the ledger writes it.

	>>> len(now())
	26
	"""
	return moment(datetime.now(timezone.utc).replace(tzinfo=None))

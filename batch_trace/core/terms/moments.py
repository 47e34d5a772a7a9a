"""Points in time as the ledger writes them: text that sorts in time order."""

from datetime import date, datetime, time, timezone

from batch_trace.core.terms.errors import BadMoment

DATE_LENGTH = 10


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


def now() -> str:
	"""Return the current time (UTC) as the ledger writes it.

	>>> len(now())
	26
	"""
	return moment(datetime.now(timezone.utc).replace(tzinfo=None))

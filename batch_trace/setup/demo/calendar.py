"""The calendar of the demo company's twelve weeks."""

from datetime import date, datetime, time, timedelta

ANCHOR = date(2026, 11, 2)
"""The Monday after the last week."""

WEEKS = 12
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(6)


def day(week: int, weekday: int) -> date:
	"""Return the date of a weekday in a week; weeks count from 1.

	>>> day(1, MONDAY)
	datetime.date(2026, 8, 10)
	>>> day(12, SATURDAY)
	datetime.date(2026, 10, 31)
	"""
	return ANCHOR - timedelta(weeks=WEEKS + 1 - week) + timedelta(days=weekday)


LAST_DAY = day(WEEKS, SATURDAY)


def moment(week: int, weekday: int, clock: str) -> datetime:
	"""Return the date and time of day, given as "HH:MM".

	>>> moment(1, TUESDAY, "06:30")
	datetime.datetime(2026, 8, 11, 6, 30)
	"""
	return datetime.combine(day(week, weekday), time.fromisoformat(clock))


def day_code(on: date) -> str:
	"""Return a date as plants print it on packs: two digits for the year, three for the day.

	>>> day_code(date(2026, 8, 11))
	'26223'
	"""
	return on.strftime("%y%j")

"""The shifts of a site, by the times at which they begin."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import NamedTuple

LINE = re.compile(r"(\d{1,2}):(\d{2})\s+(\S+)")


class Shift(NamedTuple):
	"""A shift of every day: it lasts until the next one begins."""

	begins: time
	name: str


class Worked(NamedTuple):
	"""A shift of one day."""

	name: str
	began: datetime


def parse(text: str) -> tuple[Shift, ...]:
	r"""Return the shifts in a text with one on each line, in the order in which they begin.

	>>> [(str(shift.begins), shift.name) for shift in parse("14:00 B\n6:00 A")]
	[('06:00:00', 'A'), ('14:00:00', 'B')]

	Raises:
		ValueError: with the line that cannot be read, or two begin at the same time.
	"""
	found: dict[time, Shift] = {}
	for line in filter(None, map(str.strip, text.splitlines())):
		match = LINE.fullmatch(line)
		if not match or int(match[1]) > 23 or int(match[2]) > 59:
			raise ValueError(line)
		begins = time(int(match[1]), int(match[2]))
		if begins in found:
			raise ValueError(line)
		found[begins] = Shift(begins, match[3])
	return tuple(found[begins] for begins in sorted(found))


def at(shifts: tuple[Shift, ...], moment: datetime) -> Worked | None:
	r"""Return the shift at a moment; before the first one of a day, the last one of the day before. None if there are none.

	>>> at(parse("06:00 A\n22:00 N"), datetime(2026, 11, 30, 2))
	Worked(name='N', began=datetime.datetime(2026, 11, 29, 22, 0))
	"""
	if not shifts:
		return None
	begun = [shift for shift in shifts if shift.begins <= moment.time()]
	if begun:
		return Worked(begun[-1].name, datetime.combine(moment.date(), begun[-1].begins))
	last = shifts[-1]
	return Worked(last.name, datetime.combine(moment.date() - timedelta(days=1), last.begins))

"""What is wrong with lots that were read: a line as a whole, dates, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from batch_trace.core.receiving.lots.record import Draft
from batch_trace.core.receiving.lots.words import ENDS

SHORT_LIFE_DAYS = 42
"""A lot that is good for less than this many days after it was shipped has a short shelf life."""


def judge(drafts: Sequence[Draft], shipped: str | None, today: date) -> None:
	"""Say the problems of lots; what concerns a line of the file is said at its last lot.

	Args:
		drafts: The lots in the order of the file.
		shipped: When the goods left; otherwise shelf lives count from today.
		today: The day of the reading.

	>>> lots = [Draft(4, {"supplier_batch": "K77", "qty": 25.0, "expiry": "2026-12-31"}, ordered=25), Draft(4, {"supplier_batch": "K77", "qty": 5.0}, ordered=25)]
	>>> judge(lots, None, date(2026, 11, 30)); lots[0].problems, lots[1].problems
	([], ['same lot twice on a line', '30 of 25 ordered', 'short shelf life'])
	"""
	for _, group in groupby(drafts, key=lambda draft: draft.line):
		_line(list(group), shipped, today)


def _line(lots: list[Draft], shipped: str | None, today: date) -> None:
	last = lots[-1]
	numbers = [
		lot.values.get("supplier_batch") for lot in lots if lot.values.get("supplier_batch") is not None
	]
	if len(lots) > 1 and len(set(numbers)) < len(numbers):
		last.say("same lot twice on a line")
	_ordered(lots)
	from_day = shipped[:10] if shipped else today.isoformat()
	lives = [
		_days(from_day, str(lot.values[name]))
		for lot in lots
		for name in ENDS
		if name != "retest" and lot.values.get(name)
	]
	shortest = min((days for days in lives if days is not None), default=SHORT_LIFE_DAYS)
	if shortest < 0:
		last.say("past its date when it was shipped" if shipped else "past its date")
	elif shortest < SHORT_LIFE_DAYS:
		last.say("short shelf life")
	for lot in lots:
		_order_of_dates(lot)


def _ordered(lots: list[Draft]) -> None:
	ordered = lots[-1].ordered
	quantities = [lot.values.get("qty") for lot in lots]
	if ordered is None or any(quantity is None for quantity in quantities):
		return
	sent = sum(float(str(quantity)) for quantity in quantities)
	if abs(sent - ordered) > 1e-9 * max(sent, ordered, 1):
		lots[-1].say(f"{sent:.12g} of {ordered:.12g} ordered")


def _days(start: str, end: str) -> int | None:
	try:
		return (date.fromisoformat(end) - date.fromisoformat(start)).days
	except ValueError:
		return None


def _order_of_dates(lot: Draft) -> None:
	made = lot.values.get("manufactured")
	for name in ENDS:
		end = lot.values.get(name)
		if made and end and str(end) < str(made):
			lot.say(f"{name.replace('_', ' ')} {end} is before manufacture {made}")


def count_check(said: Iterable[str], found: int) -> list[str]:
	"""Return what to ask if a message says another number of lines than it has.

	>>> count_check(["3"], 3), count_check(["4"], 3)
	([], ['the message says that it has 4 lines, but 3 were found'])
	"""
	return [
		f"the message says that it has {each} lines, but {found} were found"
		for each in said
		if re.fullmatch(r"[0-9]{1,9}", each) and int(each) != found
	]

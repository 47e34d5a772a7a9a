"""Dates in numbers: a form such as YYMMDD, YJJJ or GGWW, read piece by piece.

YYYY, YY, Y year · MM month · DD day · JJJ day of the year (often called Julian) · GGGG, GG, G year of the ISO week ·
WW ISO week · E weekday, Monday is 1 · L letter of the year · N letter of the month. What is no letter stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

YEAR_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are read as 1 and 0; they begin again after 24 years."""
MONTH_LETTERS = "ABCDEFGHJKLM"
FIRST_YEAR = 2020
"""The year of the letter A, unless the rule says another."""

PIECES: Mapping[str, Callable[[date, int], str]] = {
	"YYYY": lambda day, _first: f"{day.year:04}",
	"YY": lambda day, _first: f"{day.year % 100:02}",
	"Y": lambda day, _first: f"{day.year % 10}",
	"MM": lambda day, _first: f"{day.month:02}",
	"DD": lambda day, _first: f"{day.day:02}",
	"JJJ": lambda day, _first: f"{day.timetuple().tm_yday:03}",
	"GGGG": lambda day, _first: f"{day.isocalendar().year:04}",
	"GG": lambda day, _first: f"{day.isocalendar().year % 100:02}",
	"G": lambda day, _first: f"{day.isocalendar().year % 10}",
	"WW": lambda day, _first: f"{day.isocalendar().week:02}",
	"E": lambda day, _first: str(day.isoweekday()),
	"L": lambda day, first: YEAR_LETTERS[(day.year - first) % len(YEAR_LETTERS)],
	"N": lambda day, _first: MONTH_LETTERS[day.month - 1],
}
"""The longer pieces of the same letter come first."""


class BadForm(ValueError):
	"""A form has a letter that is no piece of a date, or a week with the year of the calendar."""


def pieces(form: str) -> tuple[str, ...]:
	"""Return the pieces of a form.

	>>> pieces("YYMMDD"), pieces("GG-WW")
	(('YY', 'MM', 'DD'), ('GG', '-', 'WW'))

	Raises:
		BadForm: with the part that cannot be read.
	"""
	found: list[str] = []
	at = 0
	while at < len(form):
		piece = next((name for name in PIECES if form.startswith(name, at)), form[at])
		if piece not in PIECES and piece.isalpha():
			raise BadForm(form[at:])
		found.append(piece)
		at += len(piece)
	return tuple(found)


def mixes_years(form: str) -> bool:
	"""Return whether the form has a week with the year of the calendar, which differ around New Year.

	>>> mixes_years("YYWW"), mixes_years("GGWW"), mixes_years("YYMMDD"), mixes_years("WW")
	(True, False, False, False)
	"""
	found = set(pieces(form))
	return "WW" in found and bool(found & {"YYYY", "YY", "Y", "L"}) and not found & {"GGGG", "GG", "G"}


def render(form: str, day: date, first_year: int = FIRST_YEAR) -> str:
	"""Return the date in a form.

	>>> new_year = date(2027, 1, 1)
	>>> render("YYMMDD", new_year), render("YJJJ", new_year), render("GGWW", new_year), render("LNDD", new_year)
	('270101', '7001', '2653', 'HA01')
	"""
	return "".join(PIECES[piece](day, first_year) if piece in PIECES else piece for piece in pieces(form))

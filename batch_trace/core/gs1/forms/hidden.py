"""Texts whose separators were lost: what they may have been meant to say, the likelier reading first.

An element whose value has a variable length hides what follows it. By the letter of the standard all of it is its value;
on the label it may end anywhere. Nothing here decides: the readings are offered.
"""

from __future__ import annotations

from datetime import date

from batch_trace.core.gs1.identifiers import content, dictionary, relations
from batch_trace.core.gs1.identifiers.dictionary import Identifier
from batch_trace.core.gs1.shared import dates
from batch_trace.core.gs1.shared.reading import Elements, Unreadable

_WEIGHTS = {
	"00": 40, "01": 30, "02": 30, "17": 12, "15": 12, "11": 12, "13": 12, "16": 10, "10": 4, "21": 4, "37": 2, "30": 2,
	"240": 1, "3100": 4, "3101": 4, "3102": 4, "3103": 4, "3202": 4, "3302": 4, "710": 0,
}  # fmt: skip
"""The elements that may be hidden, and how telling each of them is; others are too rare to be meant."""

_TELLING = ("00", "01", "02", "11", "13", "15", "16", "17")
_DATES = ("11", "13", "15", "16", "17")
_BATCH_OR_SERIAL = ("10", "21")
_TYPED_SEPARATORS = ("029", "F8", "GS")
_SHORTEST_SERIAL = 5
_MOST_READINGS = 6
_KEPT_AT_A_PLACE = 24
_YEARS_BACK, _YEARS_AHEAD = 15, 20
_LONGEST = 200


def readings(text: str, today: date | None = None) -> list[Elements]:
	"""Return how a text without separators may be meant, beside its reading by the letter, the likeliest first.

	>>> readings("010401234567890110AB-1217270115", date(2026, 11, 28))[0][1:]
	(('10', 'AB-12'), ('17', '270115'))
	>>> readings("010401234567890110L4711", date(2026, 11, 28))
	[]
	"""
	if len(text) > _LONGEST:
		return []
	found = _Search(text, today or date.today()).from_place(0)
	meant = [way for way in found if way.hides and _fits(way.elements)]
	ordered = sorted(meant, key=lambda way: -way.weight)
	return list(dict.fromkeys(way.elements for way in ordered))[:_MOST_READINGS]


def is_usual(elements: Elements) -> bool:
	"""Return whether all elements are such as labels in stock have.

	>>> is_usual((("01", "04012345678901"), ("10", "A"))), is_usual((("01", "04012345678901"), ("22", "A")))
	(True, False)
	"""
	return all(ai in _WEIGHTS for ai, _value in elements)


def tells(elements: Elements, by_letter: Elements) -> bool:
	"""Return whether a reading has an element that is no accident: a date, or a number with a check digit.

	`by_letter` are the elements that the text has anyway.
	"""
	return any(ai in _TELLING and (ai, value) not in by_letter for ai, value in elements)


def hides_a_serial(elements: Elements, by_letter: Elements, shortest: int = _SHORTEST_SERIAL) -> bool:
	"""Return whether a reading has a batch or serial number of some length that the text does not have anyway."""
	known = {ai for ai, _value in by_letter}
	return any(
		ai in _BATCH_OR_SERIAL and ai not in known and len(value) >= shortest for ai, value in elements
	)


class _Way:
	"""One way to read the rest of a text."""

	__slots__ = ("elements", "hides", "weight")

	def __init__(self, elements: Elements, weight: int, hides: bool) -> None:
		self.elements, self.weight, self.hides = elements, weight, hides

	def after(self, element: tuple[str, str], weight: int, hides: bool) -> _Way:
		return _Way((element, *self.elements), weight + self.weight, self.hides or hides)


class _Search:
	"""Reads a text from each place on, the best ways first, each place once."""

	def __init__(self, text: str, today: date) -> None:
		self.text, self.today = text, today
		self.known: dict[int, list[_Way]] = {len(text): [_Way((), 0, False)]}

	def from_place(self, place: int) -> list[_Way]:
		if place not in self.known:
			self.known[place] = []
			ways = sorted(self._ways(place), key=lambda way: -way.weight)
			self.known[place] = ways[:_KEPT_AT_A_PLACE]
		return self.known[place]

	def _ways(self, place: int) -> list[_Way]:
		identifier = dictionary.at(self.text, place)
		if identifier is None or (place and identifier.ai not in _WEIGHTS):
			return []
		start = place + len(identifier.ai)
		found: list[_Way] = []
		for end in _ends(identifier, start, len(self.text)):
			value = self.text[start:end]
			if not self._is_plausible(identifier, value):
				continue
			hides = not identifier.predefined and end < len(self.text)
			weight = _WEIGHTS.get(identifier.ai, 0) - 3
			for follow in (end, *self._after_typed(end)) if hides else (end,):
				more = [way.after((identifier.ai, value), weight, hides) for way in self.from_place(follow)]
				found += more if follow == end else [way for way in more if way.weight > weight]
		return found

	def _after_typed(self, end: int) -> list[int]:
		"""Return where the text goes on after a separator that was typed as digits or letters."""
		return [end + len(typed) for typed in _TYPED_SEPARATORS if self.text.startswith(typed, end)]

	def _is_plausible(self, identifier: Identifier, value: str) -> bool:
		try:
			content.check(identifier, value)
		except Unreadable:
			return False
		if identifier.ai not in _DATES:
			return True
		day = dates.read(value, end_of_month=True, today=self.today)
		return day is not None and -_YEARS_BACK <= day.year - self.today.year <= _YEARS_AHEAD


def _ends(identifier: Identifier, start: int, length: int) -> range:
	least, most = max(identifier.least, 1), identifier.most
	return range(min(start + least, length + 1), min(start + most, length) + 1)


def _fits(elements: Elements) -> bool:
	try:
		relations.check(elements)
	except Unreadable:
		return False
	return len({ai for ai, _value in elements}) == len(elements)

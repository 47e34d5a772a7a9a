"""What a scanned text is: the kinds of codes, tried in an order in which none can be taken for another."""

from __future__ import annotations

import re
from dataclasses import replace

from batch_trace.core.gs1 import questions, symbologies
from batch_trace.core.gs1.forms import brackets, digital_link, element_strings, hidden
from batch_trace.core.gs1.forms.elements import SEPARATOR
from batch_trace.core.gs1.industries import data_identifiers, retail, scale_labels
from batch_trace.core.gs1.industries import health_industry as hibc
from batch_trace.core.gs1.shared.check_digits import is_digits
from batch_trace.core.gs1.shared.reading import Reading, Remark, Unreadable, failed
from batch_trace.core.gs1.shared.settings import Settings
from batch_trace.core.gs1.symbologies import Marked

LONGEST = 4_000
_BLANKS = " \t\r\n\v\f\u00a0\ufeff\u200b"
_KEYED = re.compile(r"(?:01|02)\d{14}|00\d{18}")
_CUT_KEY = re.compile(r"(?:01|02|00)\d*\x1d")
_OPEN_BATCH = re.compile(r"(?:10|21)[0-9A-Za-z]{21,}")
_JUNK = re.compile(r"(?:[^\d(\[\]+]{1,3}|[A-Za-z]\d)(?=(?:01|02)\d{14}|00\d{18})")
_DATED = ("11", "12", "13", "15", "16", "17")
_NUMBER_LENGTHS = (13, 12, 14)


def read(text: str, settings: Settings | None = None) -> Reading:
	"""Return what a scanned text means; what is wrong with it is said in the answer, nothing is raised.

	>>> read("]C1010401234567890110L4711").elements
	(('01', '04012345678901'), ('10', 'L4711'))
	>>> read("010401234567890110AB-1217270115").code
	'ambiguous'
	>>> read("10D9T").kind
	'text'
	"""
	scan = _Scan(settings or Settings())
	return scan.read(text[: LONGEST + 1])


class _Scan:
	"""Reads texts by one site's settings."""

	def __init__(self, settings: Settings) -> None:
		self.settings = settings

	def read(self, text: str) -> Reading:
		"""Return what a text means, with questions about keyboards."""
		text = text.strip(_BLANKS)
		try:
			if len(text) > LONGEST:
				raise Unreadable("too_long", detail=str(LONGEST))
			questions.check_empty(text)
			if questions.is_json(text):
				return questions.text(text)
			return self._whole(text)
		except Unreadable as fault:
			return failed(fault)

	def _whole(self, text: str) -> Reading:
		if found := retail.read(text):
			return self._number(text, found)
		reading = questions.several(text, self.read) or questions.wrong_case(text, self.code)
		if reading:
			return reading
		reading = self.code(text)
		if reading.kind == "text" or reading.code in _MAY_BE_MISTYPED:
			return questions.layout(text, self.code) or reading
		return reading

	def code(self, text: str) -> Reading:
		"""Return what a text means, without questions about keyboards."""
		marked = symbologies.take(text)
		try:
			reading = self._of_kind(marked)
		except Unreadable as fault:
			reading = failed(fault)
		return replace(reading, symbology=reading.symbology or marked.symbology)

	def _of_kind(self, marked: Marked) -> Reading:
		text = marked.text
		if text.startswith("*") and text.endswith("*") and hibc.looks_so(text[1:-1]):
			text = text[1:-1]
		if text.startswith(data_identifiers.BEGIN):
			inner = data_identifiers.elements_of(text)
			return self._elements(inner) if inner else data_identifiers.read(text)
		if digital_link.is_address(text):
			return self._address(text)
		if brackets.looks_so(text):
			return element_strings.checked(brackets.split(text), self.settings)
		if hibc.looks_so(text):
			return hibc.read(text)
		if marked.is_gs1:
			return self._elements(text, is_marked=True)
		return data_identifiers.pharmacy_code(text) or self._bare(text, marked)

	def _elements(self, text: str, *, is_marked: bool = False) -> Reading:
		return element_strings.read(text, self.settings, is_marked=is_marked)

	def _address(self, text: str) -> Reading:
		elements = digital_link.split(text)
		if elements is None:
			return questions.text(text)
		return replace(element_strings.checked(elements, self.settings), kind="digital_link")

	def _bare(self, text: str, marked: Marked) -> Reading:
		"""Return what a text without any sign of its kind means."""
		if marked.is_retail:
			return self._retail(marked)
		if found := retail.of_length(text) if marked.identifier else retail.read(text):
			return self._number(text, found)
		if retail.is_sscc(text):
			return replace(element_strings.checked((("00", text),), self.settings), kind="sscc")
		if self._claims(text):
			return self._elements(text)
		self._check_two_codes(text)
		retail.check_broken(text)
		return self._unclaimed(text)

	def _retail(self, marked: Marked) -> Reading:
		text = marked.text
		is_upc_e = marked.identifier == "]E0" and len(text) == 8
		found = (retail.read(text) if is_upc_e else retail.of_length(text)) or retail.with_add_on(text)
		if found:
			return self._number(text, found)
		retail.check_broken(text)
		raise Unreadable("check_digit" if len(text) == 8 and is_digits(text) else "length", "ean")

	def _number(self, text: str, found: Reading) -> Reading:
		"""Return a trade item number; it is asked about if it may be an element string that begins with a date."""
		if is_digits(text) and scale_labels.is_own(text[:13]) and len(text) == 13:
			return scale_labels.read(text, self.settings.scale_rules)
		if self._is_dated(text):
			return failed(Unreadable("ambiguous"), found, self._elements(text))
		return found

	def _claims(self, text: str) -> bool:
		"""Return whether a text can only be meant as an element string."""
		inner = text.lstrip(SEPARATOR)
		if inner != text or _KEYED.match(inner) or _CUT_KEY.match(inner):
			return True
		leading = re.sub(r"^(?:[~^#|]1?|\{GS\}|<GS>|\[FNC1\])", "", text)
		if leading != text and _KEYED.match(leading):
			return True
		return SEPARATOR in text.strip(SEPARATOR) or self._is_dated(text)

	def _is_dated(self, text: str) -> bool:
		"""Return whether a text reads as elements of which the first is a date."""
		if not text.startswith(_DATED) or not is_digits(text[2:8]):
			return False
		try:
			return self._elements(text).kind == element_strings.KIND
		except Unreadable:
			return False

	def _check_two_codes(self, text: str) -> None:
		for length in _NUMBER_LENGTHS:
			rest = text[length:]
			is_second = bool(_KEYED.match(rest)) or (is_digits(rest) and len(rest) in _NUMBER_LENGTHS)
			if is_second and retail.gtin_14(text[:length]) and not self.code(rest).is_error:
				raise Unreadable("two_codes")

	def _unclaimed(self, text: str) -> Reading:
		"""Return a text that may be a batch number as well as elements: elements only if there is more than that to it."""
		meant = [each for each in hidden.readings(text, self.settings.today) if hidden.tells(each, ())]
		with_zero = self._with_zero(text)
		if meant or with_zero:
			return failed(Unreadable("ambiguous"), *self._by_letter(text), *self._readings(meant), *with_zero)
		if _OPEN_BATCH.fullmatch(text):
			return self._elements(text)
		if junk := _JUNK.match(text):
			if self._claims(text[junk.end() :]):
				raise Unreadable("not_gs1", detail=junk[0])
		also = tuple(Remark("reads_as", each.elements[0][0]) for each in self._by_letter(text))
		return replace(questions.text(text), remarks=also, readings=tuple(self._by_letter(text)))

	def _readings(self, meant: list[tuple[tuple[str, str], ...]]) -> list[Reading]:
		return [element_strings.of_elements(each, self.settings) for each in meant]

	def _with_zero(self, text: str) -> list[Reading]:
		"""Return how a text reads if a spreadsheet or a number field has cut its first zero."""
		if not _KEYED.match("0" + text):
			return []
		try:
			reading = self._elements("0" + text)
		except Unreadable:
			return []
		return [reading] if hidden.is_usual(reading.elements) else []

	def _by_letter(self, text: str) -> list[Reading]:
		"""Return how a text reads by the letter, if it has an element with a value of variable length."""
		try:
			reading = self._elements(text)
		except Unreadable:
			return []
		return [] if reading.is_error else [reading]


_MAY_BE_MISTYPED = (
	"check_digit",
	"bad_character",
	"unknown_ai",
	"bad_value",
	"not_gs1",
	"truncated",
	"bad_date",
)
"""Faults that a text typed on another keyboard may seem to have."""

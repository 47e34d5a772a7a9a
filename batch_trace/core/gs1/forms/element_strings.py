"""A text that is an element string: read by the letter, and asked about where separators may have been lost."""

from __future__ import annotations

from batch_trace.core.gs1.forms import hidden, separators
from batch_trace.core.gs1.forms.elements import SEPARATOR, Split
from batch_trace.core.gs1.identifiers import facts, relations
from batch_trace.core.gs1.industries import scale_labels
from batch_trace.core.gs1.shared.reading import Elements, Reading, Remark, Unreadable, failed
from batch_trace.core.gs1.shared.settings import Settings

KIND = "element_string"


def read(text: str, settings: Settings, *, is_marked: bool = False) -> Reading:
	"""Return what an element string says.

	`is_marked` tells that the scanner said so by a symbology identifier: it knows GS1, and is expected to send separators.
	A text that reads in two ways is an error with both readings.

	Raises:
		Unreadable: the text is broken.
	"""
	text = text.strip(SEPARATOR + "\x1e\x04")
	try:
		split = separators.split(text, settings.separators)
	except Unreadable as fault:
		meant = [] if separators.passes(text) else hidden.readings(text, settings.today)
		if not meant:
			raise
		return _ask([of_elements(each, settings) for each in meant], fault.code)
	if separators.passes(text) or not _is_by_letter(text, split):
		return _with_remarks(split, settings)
	if found := separators.if_configured(text):
		remark = Remark("only_if_configured", found[0])
		return _with_remarks(split, settings, remark, other=found[1].elements)
	ways = [way for way in hidden.readings(text, settings.today) if way != split.elements]
	meant = [way for way in ways if _cannot_be_passed_over(way, split.elements, is_marked=is_marked)]
	if meant:
		return _ask([of_elements(each, settings) for each in (split.elements, *meant)], "")
	if ways and not is_marked and hidden.hides_a_serial(ways[0], split.elements, shortest=1):
		return _with_remarks(split, settings, Remark("may_hide", ways[0][-1][0]), other=ways[0])
	return _with_remarks(split, settings)


def of_elements(elements: Elements, settings: Settings) -> Reading:
	"""Return what elements say, without a check whether they fit each other."""
	said = facts.of(elements, settings.today)
	gtin = dict(elements).get("01", "")
	own = scale_labels.of_gtin(gtin, settings.scale_rules) if gtin else {}
	return Reading(KIND, elements, {**own, **said})


def checked(elements: Elements, settings: Settings, *remarks: Remark) -> Reading:
	"""Return what elements say.

	Raises:
		Unreadable: they contradict each other.
	"""
	elements = relations.without_repeats(elements)
	lacking = relations.check(elements)
	reading = of_elements(elements, settings)
	return Reading(KIND, elements, reading.fields, remarks=(*remarks, *lacking))


def _is_by_letter(text: str, split: Split) -> bool:
	"""Return whether the text was read without putting separators in place of other signs."""
	return "".join(ai + value for ai, value in split.elements) == text


def _with_remarks(split: Split, settings: Settings, *remarks: Remark, other: Elements = ()) -> Reading:
	missing = tuple(Remark("separator_missing", ai) for ai in split.unseparated)
	reading = checked(split.elements, settings, *missing, *remarks)
	readings = (of_elements(other, settings),) if other else ()
	return Reading(KIND, reading.elements, reading.fields, remarks=reading.remarks, readings=readings)


def _cannot_be_passed_over(way: Elements, by_letter: Elements, *, is_marked: bool) -> bool:
	"""Return whether a reading has a date or check digit; without a symbology identifier, also a serial number."""
	return hidden.tells(way, by_letter) or (not is_marked and hidden.hides_a_serial(way, by_letter))


def _ask(readings: list[Reading], fault: str) -> Reading:
	return failed(Unreadable("ambiguous", detail=fault), *readings)

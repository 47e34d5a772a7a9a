"""What is wrong with a rule, before any number is made by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from batch_trace.core.numbering import characters, check_characters, dates, errors, rule, shifts
from batch_trace.core.numbering.errors import Problem
from batch_trace.core.numbering.rendering import period
from batch_trace.core.numbering.rule import Rule, Segment

WIDEST = 9
SOME_YEARS = 4 * 365 + 1
"""Days over which a sequence that restarts must not come to the same dates again."""


def problems(checked: Rule) -> list[Problem]:
	"""Return everything that is wrong with a rule."""
	found = [
		problem
		for place, segment in enumerate(checked.segments, 1)
		for problem in _of(checked, place, segment)
	]
	found += _of_counting(checked)
	if any(problem.code in (errors.BAD_DATE, errors.BAD_SHIFTS) for problem in found):
		return found
	return [*found, *_of_scope(checked), *_of_length(checked)]


def most(checked: Rule) -> int:
	"""Return how long the rule's numbers get; parts without a length count nothing."""
	return sum(_longest(checked, segment) for segment in checked.segments)


def _of(checked: Rule, place: int, segment: Segment) -> Iterator[Problem]:
	if bad := characters.not_allowed(segment.text, gs1_safe=checked.is_gs1_safe):
		yield Problem(errors.BAD_CHARACTER, place, (segment.text, bad))
	if segment.kind == rule.DATE:
		yield from _of_date(checked, place, segment)
	if segment.kind in rule.KNOWN_PARTS:
		yield from _of_part(checked, place, segment)
	missing = {
		rule.TEXT: (not segment.text, errors.NO_TEXT),
		rule.SEQUENCE: (not 1 <= segment.width <= WIDEST, errors.BAD_WIDTH),
		rule.CHECK: (place == 1, errors.NOTHING_TO_CHECK),
	}
	is_wrong, code = missing.get(segment.kind, (False, ""))
	if is_wrong:
		yield Problem(code, place, (WIDEST,))


def _of_part(checked: Rule, place: int, segment: Segment) -> Iterator[Problem]:
	if segment.length < 0:
		yield Problem(errors.BAD_LENGTH, place)
	if segment.kind == rule.SHIFT:
		if not checked.shifts.strip():
			yield Problem(errors.NO_SHIFTS, place)
	elif checked.is_gs1_safe and not segment.length:
		yield Problem(errors.NO_LENGTH, place, (segment.kind,))


def _of_date(checked: Rule, place: int, segment: Segment) -> Iterator[Problem]:
	try:
		mixes = dates.mixes_years(segment.date_form)
	except dates.BadForm as error:
		yield Problem(errors.BAD_DATE, place, (segment.date_form, str(error)))
		return
	if not segment.date_form.strip():
		yield Problem(errors.BAD_DATE, place, ("", ""))
	elif mixes:
		yield Problem(errors.BAD_WEEK, place, (segment.date_form,))
	if bad := characters.not_allowed(segment.date_form, gs1_safe=checked.is_gs1_safe):
		yield Problem(errors.BAD_CHARACTER, place, (segment.date_form, bad))


def _of_counting(checked: Rule) -> Iterator[Problem]:
	counting = [segment for segment in checked.segments if segment.kind == rule.SEQUENCE]
	wrong = {
		errors.NO_SEGMENTS: not checked.segments,
		errors.SEVERAL_SEQUENCES: len(counting) > 1,
		errors.NOTHING_TO_COUNT: checked.is_gapless and not counting,
		errors.NEGATIVE: min(checked.first_number, checked.maximum_quantity, checked.maximum_hours) < 0,
		errors.BAD_CHILD_WIDTH: not 1 <= checked.child_width <= WIDEST,
	}
	yield from (Problem(code, 0, (WIDEST,)) for code, is_wrong in wrong.items() if is_wrong)
	yield from _of_shifts(checked)
	for text in checked.company_texts.values():
		if bad := characters.not_allowed(text, gs1_safe=checked.is_gs1_safe):
			yield Problem(errors.BAD_CHARACTER, 0, (text, bad))
	separator = checked.separator
	if not separator.strip() or characters.not_allowed(separator, gs1_safe=checked.is_gs1_safe):
		yield Problem(errors.BAD_SEPARATOR, 0, (separator,))


def _of_shifts(checked: Rule) -> Iterator[Problem]:
	try:
		worked = shifts.parse(checked.shifts)
	except ValueError as error:
		yield Problem(errors.BAD_SHIFTS, 0, (str(error),))
		return
	if checked.by_shift and not worked:
		yield Problem(errors.NO_SHIFTS)
	for shift in worked:
		if bad := characters.not_allowed(shift.name, gs1_safe=checked.is_gs1_safe):
			yield Problem(errors.BAD_CHARACTER, 0, (shift.name, bad))


def _of_scope(checked: Rule) -> Iterator[Problem]:
	if not checked.sequence:
		return
	needed = rule.COUNTED[checked.counted]
	if needed and needed not in {segment.kind for segment in checked.segments}:
		yield Problem(errors.SCOPE_MISSING, 0, (checked.counted, needed))
	if checked.restarts != rule.NEVER and _repeats(checked):
		yield Problem(errors.REPEATS, 0, (checked.restarts,))


def _repeats(checked: Rule) -> bool:
	"""Return whether two periods have the same dates in their numbers, so that the sequence would give a number twice."""
	forms = [segment.date_form for segment in checked.segments if segment.kind == rule.DATE]
	seen: dict[str, str] = {}
	for days in range(SOME_YEARS):
		day = date(2024, 1, 1) + timedelta(days=days)
		shown = "|".join(dates.render(form, day, checked.first_year) for form in forms)
		now = period(checked.restarts, day)
		if seen.setdefault(shown, now) != now:
			return True
	return False


def _of_length(checked: Rule) -> Iterator[Problem]:
	longest = characters.longest(gs1_safe=checked.is_gs1_safe)
	if most(checked) > longest:
		yield Problem(errors.RULE_TOO_LONG, 0, (most(checked), longest))


def _longest(checked: Rule, segment: Segment) -> int:
	if segment.kind in (rule.SEQUENCE, rule.CHECK):
		return segment.width if segment.kind == rule.SEQUENCE else check_characters.width(segment.algorithm)
	if segment.kind == rule.DATE:
		return len(dates.render(segment.date_form, date(2026, 11, 30)))
	if segment.kind == rule.SHIFT:
		names = [len(shift.name) for shift in shifts.parse(checked.shifts)]
		longest = max(names, default=0)
		return max(min(longest, segment.length) if segment.length else longest, len(segment.text))
	return max(segment.length if segment.kind != rule.TEXT else 0, len(segment.text))

"""What is wrong with a numbering rule or a number, in words that say what to do."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import escape_html

from batch_trace.core.numbering import errors
from batch_trace.core.numbering.errors import Problem


def of(problem: Problem) -> str:
	"""Return a problem in words, with the segment that has it."""
	values = [frappe.bold(escape_html(_(str(value)))) for value in problem.values]
	text = _texts()[problem.code].format(*values)
	return _("Segment {0}: {1}").format(problem.segment, text) if problem.segment else text


def of_all(problems: Sequence[Problem]) -> list[str]:
	"""Return each problem in words once."""
	return list(dict.fromkeys(of(problem) for problem in problems))


def _texts() -> dict[str, str]:
	return {**_of_segments(), **_of_rules(), **_of_numbers()}


def _of_segments() -> dict[str, str]:
	return {
		errors.NO_TEXT: _("Enter the text."),
		errors.BAD_CHARACTER: _(
			"{0} has the character {1}, which is not allowed. Use letters without accents, digits and - . / _, or untick "
			"GS1-Safe if numbers need not go into a GS1 barcode; < and > are never allowed."
		),
		errors.BAD_DATE: _(
			"the date form {0} cannot be read at {1}. Use YYYY, YY or Y for the year, MM month, DD day, JJJ day of the year, "
			"GG with WW for the ISO week, E weekday, L letter of the year, N letter of the month, and put other letters "
			"into a segment of their own."
		),
		errors.BAD_WEEK: _(
			"{0} has the ISO week with the year of the calendar, which is another one around New Year. Use GG or GGGG for "
			"the year of the week."
		),
		errors.BAD_WIDTH: _("enter how many digits the sequence has, 1 to {0}."),
		errors.BAD_LENGTH: _("the length cannot be negative. Enter 0 for all."),
		errors.NO_LENGTH: _(
			"enter the length of {0}, so that the number cannot get longer than a GS1 barcode allows."
		),
		errors.NOTHING_TO_CHECK: _("a check character cannot come first: it checks what stands before it."),
		errors.NO_SHIFTS: _(
			"enter the shifts: on each line the time at which one begins, and its letter, such as 06:00 A."
		),
	}


def _of_rules() -> dict[str, str]:
	return {
		errors.NO_SEGMENTS: _("Add at least one segment."),
		errors.SEVERAL_SEQUENCES: _("A number has one sequence. Remove the others."),
		errors.NOTHING_TO_COUNT: _("A rule without gaps needs a sequence. Add one, or untick No Gaps."),
		errors.BAD_SHIFTS: _(
			"The shifts cannot be read at {0}. Enter on each line the time at which one begins, and its letter, such as "
			"06:00 A; no two begin at the same time."
		),
		errors.BAD_SEPARATOR: _("The separator of parts cannot be {0}. Use one such as - or /."),
		errors.BAD_CHILD_WIDTH: _("Enter how many digits the numbers of parts have, 1 to {0}."),
		errors.NEGATIVE: _("First number, maximum quantity and maximum hours cannot be negative."),
		errors.SCOPE_MISSING: _(
			"The sequence counts for each {0}, so the number needs a segment of the kind {1}: else two batches get the same "
			"number."
		),
		errors.REPEATS: _(
			"The sequence restarts {0}, but the dates in the number do not tell these periods apart: it would give numbers "
			"twice. Add the missing part of the date, or restart less often."
		),
		errors.RULE_TOO_LONG: _(
			"The numbers get {0} characters long, but only {1} are allowed. Shorten the segments."
		),
	}


def _of_numbers() -> dict[str, str]:
	return {
		errors.FACT_MISSING: _(
			"the {0} is not known. Enter it in the voucher, enter the batch number yourself, or give the segment a text to "
			"use instead."
		),
		errors.TOO_LONG: _(
			"{0} has {1} characters, but only {2} are allowed. Enter a shorter number yourself, or shorten the rule."
		),
		errors.USED_UP: _(
			"the sequence has reached {0}. Give it more digits in the rule, or let it restart more often."
		),
	}

"""A result against the certificate's own specification: pass, fail, or for a person to decide."""

from __future__ import annotations

import re
from typing import NamedTuple

from batch_trace.core.receiving.coa import found as fd
from batch_trace.core.receiving.coa.certificate import FAIL, PASS, Plan
from batch_trace.core.receiving.coa.found import Found
from batch_trace.core.receiving.coa.limits import Limits
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number

NO_NUMBER = "no number given"
FOR_A_PERSON = "no number: for a person"
_COUNTS = ("no", "one", "two", "three", "four", "five")


class Judged(NamedTuple):
	"""A verdict, None if a person decides, and what to know about it."""

	verdict: str | None
	note: str | None = None


def judge(found: Found, limits: Limits) -> Judged:
	"""Return the verdict of a result.

	>>> limit = Limits("max 10", max=10.0, max_exclusive=True)
	>>> [judge(Found("", value, op), limit).verdict for value, op in ((9.0, None), (10.0, None), (10.0, "<"), (20.0, "<"), (10.0, ">"))]
	['pass', 'fail', 'pass', None, 'fail']
	>>> judge(Found("Complies", word="conforms"), limit), judge(Found("TRACE"), limit)
	(Judged(verdict='pass', note='no number given'), Judged(verdict=None, note='no number: for a person'))
	>>> judge(Found("positiv", word="present"), Limits("n. n.")).verdict, judge(Found("BLAND"), Limits("bland")).verdict
	('fail', 'pass')
	"""
	if found.doubt or limits.doubt:
		return Judged(FAIL if found.word == fd.FAILS else None, found.doubt or limits.doubt)
	if found.word == fd.FAILS:
		return Judged(FAIL)
	if limits.known:
		return _against_limits(found, limits)
	return _against_words(found, limits)


def _against_limits(found: Found, limits: Limits) -> Judged:
	if found.value is None:
		return _word_against_limits(found, limits)
	if found.op == "<":
		return Judged(_below(found.value, limits))
	if found.op == ">":
		return Judged(_above(found.value, limits))
	ends = {
		_plain(value, limits) for value in (found.value - found.uncertainty, found.value + found.uncertainty)
	}
	return (
		Judged(ends.pop())
		if len(ends) == 1
		else Judged(None, "within its uncertainty of the limit: for a person")
	)


def _ends(value: float, uncertainty: float) -> tuple[float, float]:
	return round(value - uncertainty, 12), round(value + uncertainty, 12)


def _plain(value: float, limits: Limits) -> str:
	return FAIL if _too_much(value, limits) or _too_little(value, limits) else PASS


def _word_against_limits(found: Found, limits: Limits) -> Judged:
	if found.several:
		return Judged(None, "two values or more: for a person")
	if found.word == fd.CONFORMS or (found.word == fd.ABSENT and limits.min is None):
		return Judged(PASS, NO_NUMBER)
	return Judged(None, FOR_A_PERSON)


def _too_much(value: float, limits: Limits) -> bool:
	return limits.max is not None and (value >= limits.max if limits.max_exclusive else value > limits.max)


def _too_little(value: float, limits: Limits) -> bool:
	return limits.min is not None and (value <= limits.min if limits.min_exclusive else value < limits.min)


def _below(value: float, limits: Limits) -> str | None:
	"""Return the verdict of a result that is below the value."""
	if limits.min is not None:
		return FAIL if value <= limits.min else None
	return PASS if limits.max is not None and value <= limits.max else None


def _above(value: float, limits: Limits) -> str | None:
	"""Return the verdict of a result that is above the value."""
	if limits.max is not None:
		return FAIL if value >= limits.max else None
	return PASS if limits.min is not None and value >= limits.min else None


def _against_words(found: Found, limits: Limits) -> Judged:
	asked = fd.word_of(limits.text) if limits.text else None
	note = (
		f"sample {found.sample}"
		if found.sample and asked == fd.ABSENT and not re.search(r"\d", limits.text)
		else None
	)
	if found.word == fd.CONFORMS:
		return Judged(PASS if limits.text else None)
	if asked == fd.ABSENT and found.value == 0 and found.op is None:
		return Judged(PASS, note)
	if asked == fd.ABSENT and found.word in (fd.ABSENT, fd.PRESENT):
		return Judged(PASS if found.word == fd.ABSENT else FAIL, note)
	if asked == fd.PRESENT and found.word in (fd.ABSENT, fd.PRESENT):
		return Judged(PASS if found.word == fd.PRESENT else FAIL)
	if limits.text and fold(found.text) == fold(limits.text):
		return Judged(PASS)
	return Judged(None, "two values or more: for a person" if found.several and limits.text else None)


def judge_plan(plan: Plan, values: tuple[float | str, ...], word: str | None, habit: NumberHabit) -> Judged:
	"""Return the verdict of the results of a sampling plan.

	>>> plan = Plan(5, 2, 1000.0, 10000.0)
	>>> judge_plan(plan, (350.0, 420.0, 1100.0, 280.0, 300.0), None, NumberHabit())
	Judged(verdict='pass', note='one value between m and M, c = 2')
	>>> judge_plan(plan, (1.0, 2.0, 3.0, 4.0, 20000.0), None, NumberHabit()).verdict, judge_plan(plan, (1.0,), None, NumberHabit()).verdict
	('fail', None)
	>>> judge_plan(Plan(5, 0), (), "absent", NumberHabit()).verdict
	'pass'
	"""
	if not values or plan.m is None:
		verdicts = {fd.ABSENT: PASS, fd.CONFORMS: PASS, fd.PRESENT: FAIL, fd.FAILS: FAIL}
		return Judged(verdicts.get(word or ""))
	greatest = plan.M if plan.M is not None else plan.m
	numbers = [_upper(value, habit) for value in values]
	if any(number is None for number in numbers):
		return Judged(None, "a result has no upper bound: for a person")
	known = [number for number in numbers if number is not None]
	between = sum(plan.m < number <= greatest for number in known)
	if any(number > greatest for number in known) or between > plan.c:
		return Judged(
			FAIL, f"{between} between m and M, c = {plan.c}" if between > plan.c else "a value exceeds M"
		)
	if len(known) != plan.n:
		return Judged(None, f"{len(known)} of {plan.n} results")
	count = _COUNTS[between] if between < len(_COUNTS) else str(between)
	return Judged(
		PASS, f"{count} value{'s' if between > 1 else ''} between m and M, c = {plan.c}" if between else None
	)


def _upper(value: float | str, habit: NumberHabit) -> float | None:
	if not isinstance(value, str):
		return value
	read = read_number(value.lstrip("<"), habit) if value.startswith("<") else None
	return read.value if read else None


def with_claim(judged: Judged, claim: str | None, text: str) -> Judged:
	"""Return the verdict beside that which the certificate claims for the result.

	>>> with_claim(Judged("fail"), "pass", "Pass"), with_claim(Judged("pass"), "fail", "Fail").verdict, with_claim(Judged(None), "pass", "OK").verdict
	(Judged(verdict='fail', note='the certificate says "Pass"'), None, 'pass')
	"""
	if claim is None or judged.verdict == claim:
		return judged
	said = f'the certificate says "{text}"'
	if judged.verdict is None:
		return Judged(claim, judged.note) if judged.note is None or claim == FAIL else judged
	return Judged(FAIL if judged.verdict == FAIL else None, f"{judged.note}; {said}" if judged.note else said)

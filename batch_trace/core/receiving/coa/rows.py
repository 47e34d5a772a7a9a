"""A row of a certificate becomes a result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from batch_trace.core.receiving.coa import found as fd
from batch_trace.core.receiving.coa.certificate import FAIL, PASS, Plan, Result
from batch_trace.core.receiving.coa.limits import Limits, limits_of
from batch_trace.core.receiving.coa.names import name_of, several
from batch_trace.core.receiving.coa.verdicts import Judged, judge, judge_plan, with_claim
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number

_MOST_SAMPLES = 1000
_NOTHING = frozenset(("", "-", "–", "—", "--", "n/a", "na", "/"))
_INVALID = re.compile(
	r"invalid|supersed|ungultig|annul|void|ersetzt|remplace|replaced|anulad|sostituit|vervangen|uniewazn|withdrawn"
)
_STANDING = re.compile(
	r"original|invalid|supersed|re-?test|repeat|wiederhol|nachprufung|ungultig|void|ersetzt|annul|recontrole|herhaling|re-?analy"
)
_GOOD = frozenset("ja yes y oui si sim tak ano evet ok x ✓ ✔ true released freigegeben good".split())
_BAD = frozenset("nein no n non nao nie ne hayir false ✗ ✘".split())


class Context(NamedTuple):
	"""What all results of a certificate share: how numbers are written, and limits of quantification."""

	habit: NumberHabit = NumberHabit()
	loqs: Mapping[str, float] = MappingProxyType({})


class Cells(NamedTuple):
	"""The cells of one result by what they mean."""

	parameter: str
	result: str
	spec: str = ""
	unit: str = ""
	method: str = ""
	status: str = ""
	remark: str = ""
	minimum: str = ""
	maximum: str = ""
	typical: str = ""
	plan: tuple[str, str, str, str] | None = None
	bare_is_max: bool = False
	has_unit_column: bool = False
	line: int | None = None


def claim_of(text: str) -> str | None:
	"""Return the verdict that a word claims.

	>>> claim_of("ja"), claim_of("Nein"), claim_of("Satisfaisant"), claim_of("Fail"), claim_of("pending")
	('pass', 'fail', 'pass', 'fail', None)
	"""
	plain = fold(text).strip(" .!")
	if plain in _BAD:
		return FAIL
	word = fd.word_of(text)
	if word in (fd.FAILS, fd.CONFORMS):
		return FAIL if word == fd.FAILS else PASS
	return PASS if plain in _GOOD else None


def results_of(cells: Cells, context: Context) -> list[Result]:
	"""Return the results of a row; there are several if it has several tests.

	>>> [result.as_dict()["verdict"] for result in results_of(Cells("Water, %", "0.2", "NMT 0.5"), Context(NumberHabit(".")))]
	['pass']
	"""
	named = name_of(cells.parameter, keeps_unit=cells.has_unit_column and _said(cells.unit))
	return [
		_result(cells._replace(parameter=name, result=result), named.unit, named.spec, context)
		for name, result in several(named.name, cells.result)
	]


def _said(text: str) -> bool:
	return fold(text) not in _NOTHING


def _result(cells: Cells, unit: str | None, spec: str | None, context: Context) -> Result:
	plan = _plan(cells, context.habit)
	if plan:
		return _of_plan(cells, plan, unit, context)
	percent = "%" in (cells.unit, unit) or "%" in cells.result
	limits = _limits(cells, spec, context.habit, in_percent=percent)
	found = fd.found_in(cells.result, context.habit, context.loqs, cells.parameter)
	judged = with_claim(
		judge(found, limits), claim_of(cells.status) if _said(cells.status) else None, cells.status
	)
	unit = (cells.unit if _said(cells.unit) else None) or unit or found.unit
	text = limits.text if limits.unit and not unit else _spec_text(cells, spec)
	return Result(
		name=cells.parameter,
		result=found.text,
		value=found.value if not found.doubt else None,
		op=found.op if not found.doubt else None,
		unit=unit or limits.unit,
		spec=text if limits.known else None,
		spec_text=None if limits.known else text or None,
		min=limits.min,
		max=limits.max,
		min_exclusive=limits.min_exclusive,
		max_exclusive=limits.max_exclusive,
		method=cells.method if _said(cells.method) else None,
		verdict=judged.verdict,
		below_loq=found.below_loq,
		superseded=bool(_INVALID.search(fold(cells.remark))),
		note=_note(cells, judged),
		remark=cells.remark or None,
		line=cells.line,
	)


def _note(cells: Cells, judged: Judged) -> str | None:
	notes = [cells.remark] if _STANDING.search(fold(cells.remark)) else []
	notes += [judged.note] if judged.note else []
	notes += ['the "<" belongs to the name'] if "<" in cells.parameter else []
	return "; ".join(notes) or None


def _spec_text(cells: Cells, spec: str | None) -> str:
	if _said(cells.spec):
		return cells.spec
	sides = [
		f"{word} {text}" if re.search(r"\d", text) else text
		for word, text in (("min.", cells.minimum), ("max.", cells.maximum))
		if _said(text)
	]
	return (
		", ".join(dict.fromkeys(sides))
		or spec
		or (f"typical {cells.typical}" if _said(cells.typical) else "")
	)


def _limits(cells: Cells, spec: str | None, habit: NumberHabit, *, in_percent: bool) -> Limits:
	if _said(cells.spec) or not (_said(cells.minimum) or _said(cells.maximum)):
		return limits_of(_spec_text(cells, spec), habit, bare_is_max=cells.bare_is_max, in_percent=in_percent)
	sides = {}
	for side, text in (("min", cells.minimum), ("max", cells.maximum)):
		read = read_number(text.strip("<>≤≥= "), habit) if _said(text) else None
		if read and read.doubt:
			return Limits(text, doubt=read.doubt)
		sides[side] = read.value if read else None
	return Limits(_spec_text(cells, spec), sides["min"], sides["max"])


def _plan(cells: Cells, habit: NumberHabit) -> Plan | None:
	if not cells.plan:
		return None
	n, c, m, greatest = (read_number(text, habit) for text in cells.plan)
	if not n or not c or n.value is None or c.value is None or max(n.value, c.value) > _MOST_SAMPLES:
		return None
	return Plan(int(n.value), int(c.value), m.value if m else None, greatest.value if greatest else None)


def _of_plan(cells: Cells, plan: Plan, unit: str | None, context: Context) -> Result:
	values = fd.values_in(cells.result, context.habit)
	judged = judge_plan(plan, values, fd.word_of(cells.result), context.habit)
	judged = with_claim(judged, claim_of(cells.status) if _said(cells.status) else None, cells.status)
	words = cells.plan[2] if cells.plan and plan.m is None and _said(cells.plan[2]) else cells.spec
	return Result(
		name=cells.parameter,
		result=cells.result,
		unit=(cells.unit if _said(cells.unit) else None) or unit,
		spec_text=words or None,
		method=cells.method if _said(cells.method) else None,
		verdict=judged.verdict,
		plan=plan,
		values=values,
		note=_note(cells, judged),
		remark=cells.remark or None,
		line=cells.line,
	)

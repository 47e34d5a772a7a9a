"""The numbers of a rule for one batch: everything but the sequence is known before it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from batch_trace.core.numbering import characters, dates, errors, rule, shifts
from batch_trace.core.numbering.check_characters import check_characters
from batch_trace.core.numbering.errors import NumberingError, Problem
from batch_trace.core.numbering.rule import Facts, Rule, Segment

LONGEST_SCOPE = 140


@dataclass(frozen=True, slots=True)
class Prepared:
	"""The numbers of a rule for one batch. `scope` names the sequence that counts them."""

	rule: Rule
	parts: tuple[str | Segment, ...]
	scope: str

	def number(self, count: int) -> str:
		"""Return the number with this count of the sequence.

		Raises:
			NumberingError: it is too long or has a character that it may not have, or the sequence is used up.
		"""
		text = ""
		for part in self.parts:
			if isinstance(part, str):
				text += part
			elif part.kind == rule.SEQUENCE:
				text += _counted(part, count)
			else:
				text += check_characters(text, part.algorithm)
		return checked(text.strip(), gs1_safe=self.rule.is_gs1_safe)


def prepare(numbered_by: Rule, facts: Facts) -> Prepared:
	"""Return the numbers of a rule for a batch of which these facts are known.

	Raises:
		NumberingError: a fact is missing that the rule needs.
	"""
	parts = tuple(
		segment
		if segment.kind in (rule.SEQUENCE, rule.CHECK)
		else _rendered(numbered_by, segment, place, facts)
		for place, segment in enumerate(numbered_by.segments, start=1)
	)
	return Prepared(numbered_by, parts, _scope(numbered_by, parts, facts))


def child(mother: str, numbered_by: Rule, count: int) -> str:
	"""Return the number of a part that leaves a batch.

	Raises:
		NumberingError: it is too long or has a character that it may not have.
	"""
	text = f"{mother}{numbered_by.separator}{count:0{numbered_by.child_width}}"
	return checked(text, gs1_safe=numbered_by.is_gs1_safe)


def child_scope(mother: str) -> str:
	"""Return the name of the sequence that counts the parts of a batch."""
	return f"{mother} …"


def checked(text: str, *, gs1_safe: bool) -> str:
	"""Return a number that may be one.

	Raises:
		NumberingError: it is empty or too long, or has a character that it may not have.
	"""
	bad = characters.not_allowed(text, gs1_safe=gs1_safe)
	if bad:
		_refuse(errors.BAD_CHARACTER, 0, text, bad)
	longest = characters.longest(gs1_safe=gs1_safe)
	if not 0 < len(text) <= longest:
		_refuse(errors.TOO_LONG, 0, text, len(text), longest)
	return text


def known(segment: Segment, numbered_by: Rule, facts: Facts) -> str:
	"""Return what is known of the batch for a segment of this kind, "" if nothing is."""
	worked = shifts.at(shifts.parse(numbered_by.shifts), facts.posted) if segment.kind == rule.SHIFT else None
	return {
		rule.COMPANY: numbered_by.company_texts.get(facts.company) or facts.company_abbr,
		rule.WAREHOUSE: facts.warehouse,
		rule.ITEM: facts.item_code,
		rule.SHIFT: worked.name if worked else "",
		rule.WORKSTATION: facts.workstation,
		rule.SUPPLIER_BATCH: facts.supplier_batch,
	}[segment.kind]


def cut(text: str, segment: Segment) -> str:
	"""Return the part of a text that a segment takes.

	>>> cut("RM-FLOUR-001", Segment("Item Code", first=4, length=5)), cut("RM-FLOUR-001", Segment("Item Code", first=-3))
	('FLOUR', '001')
	"""
	plain = characters.letters_and_digits(text) if segment.is_plain else text.strip()
	start = segment.first - 1 if segment.first > 0 else max(0, len(plain) + segment.first)
	return plain[start : start + segment.length] if segment.length else plain[start:]


def day_of(segment: Segment, facts: Facts) -> date:
	"""Return the date that a segment shows."""
	return facts.produced if segment.date_from == rule.PRODUCED else facts.posted.date()


def period(restarts: str, day: date) -> str:
	"""Return the name of the period in which the sequence counts on.

	>>> period("Every Week", date(2027, 1, 1)), period("Every Month", date(2027, 1, 1)), period("Never", date(2027, 1, 1))
	('2026-W53', '2027-01', '')
	"""
	week = day.isocalendar()
	return {
		rule.DAY: day.isoformat(),
		rule.WEEK: f"{week.year}-W{week.week:02}",
		rule.MONTH: f"{day:%Y-%m}",
		rule.YEAR: f"{day:%Y}",
	}.get(restarts, "")


def _rendered(numbered_by: Rule, segment: Segment, place: int, facts: Facts) -> str:
	if segment.kind == rule.TEXT:
		return segment.text
	if segment.kind == rule.DATE:
		return dates.render(segment.date_form, day_of(segment, facts), numbered_by.first_year)
	text = cut(known(segment, numbered_by, facts), segment) or segment.text
	if not text:
		_refuse(errors.FACT_MISSING, place, segment.kind)
	return text


def _scope(numbered_by: Rule, parts: tuple[str | Segment, ...], facts: Facts) -> str:
	own = {
		rule.REST: "".join(part if isinstance(part, str) else "…" for part in parts),
		"Item": facts.item_code,
		"Company": facts.company,
		"Warehouse": facts.warehouse,
		"Supplier Batch": facts.supplier_batch,
	}.get(numbered_by.counted, "")
	dated = next((segment for segment in numbered_by.segments if segment.kind == rule.DATE), None)
	day = day_of(dated, facts) if dated else facts.posted.date()
	scope = " · ".join(filter(None, (own, period(numbered_by.restarts, day))))
	return scope[-LONGEST_SCOPE:] or rule.ALL


def _counted(segment: Segment, count: int) -> str:
	text = f"{count:0{segment.width}}"
	if len(text) > segment.width:
		_refuse(errors.USED_UP, 0, "9" * segment.width)
	return text


def _refuse(code: str, segment: int, *values: object) -> NoReturn:
	raise NumberingError(Problem(code, segment, values))

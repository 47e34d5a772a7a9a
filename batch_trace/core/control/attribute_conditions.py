"""What a policy or a customer asks of an attribute of batches: at least, at most, only, none of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from batch_trace.core.terms.attributes import NUMBER, Attribute, Known, Value, number, parse, written

IS_KNOWN, AT_LEAST, AT_MOST, ONLY, NONE_OF = "Is Known", "At Least", "At Most", "Only", "None of"
KINDS = ("", IS_KNOWN, AT_LEAST, AT_MOST, ONLY, NONE_OF)
ORDERED, OF_WORDS = (AT_LEAST, AT_MOST), (ONLY, NONE_OF)

MET, VIOLATED, NOT_KNOWN = "", "violated", "not_known"
ROUNDING = 1e-6
"""Numbers closer than this are equal."""


@dataclass(frozen=True, slots=True)
class Condition:
	"""An attribute that batches have, what is asked of it (`kind` may be empty), and the value that batches arrive with."""

	attribute: str
	kind: str = ""
	value: str = ""
	default: str = ""

	@classmethod
	def of(cls, row: Mapping[str, object]) -> Condition:
		"""Return the condition that a row of a policy or customer rule says."""
		texts = (str(row.get(field) or "") for field in ("attribute", "condition", "value", "default_value"))
		return cls(*texts)

	def __str__(self) -> str:
		return " ".join(part for part in (self.attribute, self.kind, self.value) if part)

	__repr__ = __str__


def judge(condition: Condition, attribute: Attribute, known: Known | None) -> str:
	"""Return MET, VIOLATED, or NOT_KNOWN if too little is known to say that the condition is met.

	>>> potency = Attribute("Potency")
	>>> judge(Condition("Potency", AT_LEAST, "98"), potency, Known(97.9)), judge(Condition("Potency", AT_LEAST, "98"), potency, None)
	('violated', 'not_known')
	>>> allergens = Attribute("Allergens", "Text", "Union")
	>>> no_nuts, some = Condition("Allergens", NONE_OF, "Nuts"), frozenset({"Milk"})
	>>> judge(no_nuts, allergens, Known(some)), judge(no_nuts, allergens, Known(some, False))
	('', 'not_known')
	>>> judge(no_nuts, allergens, Known(frozenset({"nuts"}), False))
	'violated'
	"""
	if not condition.kind:
		return MET
	if known is None or known.value is None:
		return NOT_KNOWN
	if condition.kind in ORDERED and not _is_within(condition, attribute, known.value):
		return VIOLATED
	if condition.kind in OF_WORDS and not _has_only_allowed(condition, known.value):
		return VIOLATED
	return MET if known.is_complete else NOT_KNOWN


def _is_within(condition: Condition, attribute: Attribute, value: Value) -> bool:
	limit = _limit(condition, attribute)
	if isinstance(value, date) and isinstance(limit, date):
		return value >= limit if condition.kind == AT_LEAST else value <= limit
	if isinstance(value, float | int) and isinstance(limit, float | int):
		return value >= limit - ROUNDING if condition.kind == AT_LEAST else value <= limit + ROUNDING
	return False


def _limit(condition: Condition, attribute: Attribute) -> Value:
	"""Return the limit, None if it cannot be read: then nothing meets it."""
	try:
		return (
			number(condition.value) if attribute.value_type == NUMBER else parse(attribute, condition.value)
		)
	except ValueError:
		return None


def _has_only_allowed(condition: Condition, value: Value) -> bool:
	named = _named(condition.value)
	if isinstance(value, bool):
		has = {written(value).casefold()}
	elif isinstance(value, frozenset):
		has = {word.casefold() for word in value}
	else:
		return False
	return has <= named if condition.kind == ONLY else not has & named


def _named(text: str) -> set[str]:
	return {part.strip().casefold() for part in text.split(",") if part.strip()}


def gets_milder(old: Collection[Condition], new: Collection[Condition]) -> bool:
	"""Return whether some condition is taken away, or asks less than before.

	>>> least, none = Condition("Potency", AT_LEAST, "98"), Condition("Allergens", NONE_OF, "Nuts, Milk")
	>>> gets_milder([least, none], [none, Condition("Potency", AT_LEAST, "99")])
	False
	>>> gets_milder([least], [Condition("Potency", AT_LEAST, "97.5")]), gets_milder([none], [Condition("Allergens", NONE_OF, "Nuts")])
	(True, True)
	"""
	return any(not any(_asks_as_much(after, before) for after in new) for before in old if before.kind)


def _asks_as_much(after: Condition, before: Condition) -> bool:
	if after.attribute != before.attribute or not after.kind:
		return False
	if before.kind == IS_KNOWN:
		return True
	if after.kind != before.kind:
		return False
	if before.kind in ORDERED:
		low, high = (before, after) if before.kind == AT_LEAST else (after, before)
		return _orderable(low.value) <= _orderable(high.value)
	asked_before, asked_after = _named(before.value), _named(after.value)
	return asked_after <= asked_before if before.kind == ONLY else asked_after >= asked_before


def _orderable(text: str) -> tuple[float, str]:
	"""Return what sorts limits: numbers by their value, dates as they are written."""
	try:
		return number(text), ""
	except ValueError:
		return 0.0, text

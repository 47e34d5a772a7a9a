"""The next number of a rule: given out, or only shown. A number that a batch has already is skipped or refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple, NoReturn, TypeVar

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.numbering import counters, rules, words
from batch_trace.core.numbering import rendering
from batch_trace.core.numbering.errors import NumberingError
from batch_trace.core.numbering.rule import REFUSE, Facts, Rule

T = TypeVar("T")

BLOCK, MOST_BLOCKS = 100, 100
"""How many numbers are looked up at once, and how often, to find the next one that no batch has."""


class NumberNotMade(frappe.ValidationError):
	"""A rule cannot give a batch its number."""


class Numbered(NamedTuple):
	"""A number that a rule has given out, and its place in the sequence; `count` is None if the rule does not count."""

	number: str
	rule: str
	scope: str = ""
	count: int | None = None


class Series(NamedTuple):
	"""The numbers of one sequence of a rule."""

	rule: Rule
	scope: str
	number: Callable[[int], str]


def make(rule: Rule, facts: Facts) -> Numbered:
	"""Return the next number of a rule and use it up.

	Raises:
		NumberNotMade: in words that name the item, the rule, and what to do.
	"""
	return _in_words(rule, facts.item_code, lambda: _make(rule, facts))


def preview(rule: Rule, facts: Facts) -> str:
	"""Return the next number of a rule without using it up.

	Raises:
		NumberNotMade: in words that name the item, the rule, and what to do.
	"""
	return _in_words(rule, facts.item_code, lambda: next_number(rule, facts))


def child_of(mother: str, rule: Rule, item_code: str) -> Numbered:
	"""Return the next number for a part that leaves a batch, and use it up."""
	return _in_words(rule, item_code, lambda: _give_out(_children(mother, rule)))


def lock(rule: Rule, facts: Facts) -> tuple[str, str]:
	"""Return what sorts rules that promise no gaps, so that all vouchers lock their sequences in the same order."""
	if not rule.is_gapless:
		return "", ""
	return rule.name, _in_words(rule, facts.item_code, lambda: rendering.prepare(rule, facts).scope)


def _make(rule: Rule, facts: Facts) -> Numbered:
	prepared = rendering.prepare(rule, facts)
	if rule.sequence:
		return _give_out(Series(rule, prepared.scope, prepared.number))
	number = prepared.number(0)
	if existing([number]):
		_refuse_taken(rule, number)
	return Numbered(number, rule.name)


def next_number(rule: Rule, facts: Facts) -> str:
	"""Return the next number of a rule, which may not be saved yet, without using it up.

	Raises:
		NumberingError: it cannot be made.
	"""
	prepared = rendering.prepare(rule, facts)
	if not rule.sequence:
		return prepared.number(0)
	series = Series(rule, prepared.scope, prepared.number)
	with _counting(rule):
		count = max(counters.current(rule.name, prepared.scope) + 1, rule.first_number)
	return prepared.number(count if rule.when_taken == REFUSE else _next_free(series, count))


def _children(mother: str, rule: Rule) -> Series:
	scope = rendering.child_scope(mother)
	return Series(rule, scope, lambda count: rendering.child(mother, rule, count))


def _give_out(series: Series) -> Numbered:
	rule, least = series.rule, series.rule.first_number
	while True:
		counter = counters.of(rule.name, series.scope, is_gapless=rule.is_gapless)
		with _counting(rule):
			count = counters.take(counter, least)
			number = series.number(count)
			is_taken = bool(existing([number]))
		if not is_taken and not existing([number]):
			return Numbered(number, rule.name, series.scope, count)
		if rule.when_taken == REFUSE:
			with _counting(rule):
				counters.give_back(rule.name, series.scope, count)
			_refuse_taken(rule, number)
		least = _next_free(series, count + 1)


def _counting(rule: Rule) -> AbstractContextManager[None]:
	"""Return the transaction in which the sequences of a rule count."""
	return nullcontext() if rule.is_gapless else counters.own_transaction()


def existing(numbers: list[str]) -> set[str]:
	"""Return the numbers that batches have, as the database compares them: in any case of letters."""
	rows = frappe.db.sql("SELECT name FROM `tabBatch` WHERE name IN %(numbers)s", {"numbers": tuple(numbers)})
	return {name.casefold() for (name,) in rows}


def _next_free(series: Series, count: int) -> int:
	"""Return the first count from here whose number no batch has."""
	for _block in range(MOST_BLOCKS):
		found = existing([series.number(count)])
		if not found:
			return count
		count = _free_in_block(series, count + 1)
	return count


def _free_in_block(series: Series, first: int) -> int:
	numbers: dict[int, str] = {}
	for count in range(first, first + BLOCK):
		try:
			numbers[count] = series.number(count)
		except NumberingError:
			break
	taken = existing(list(numbers.values())) if numbers else set()
	return next(
		(count for count, number in numbers.items() if number.casefold() not in taken), first + len(numbers)
	)


def _refuse_taken(rule: Rule, number: str) -> NoReturn:
	frappe.throw(
		_(
			"Batch number {0} is the next one of rule {1}, but there is a batch with this number already. Enter another "
			"number, or choose in the rule that numbers which exist are skipped."
		).format(get_link_to_form("Batch", number), get_link_to_form(rules.RULE, rule.name)),
		NumberNotMade,
		title=_("Number exists already"),
	)


def _in_words(rule: Rule, item_code: str, act: Callable[[], T]) -> T:
	try:
		return act()
	except NumberingError as error:
		frappe.throw(
			_("Item {0} gets no batch number by rule {1}: {2}").format(
				frappe.bold(frappe.utils.escape_html(item_code)),
				get_link_to_form(rules.RULE, rule.name),
				words.of(error.problem),
			),
			NumberNotMade,
			title=_("No batch number"),
		)

"""Random rules: their numbers are never given twice, never too long, and only of characters that a barcode can have."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from batch_trace.core.numbering import characters, check_characters, checks, dates, errors, rendering, rule
from batch_trace.core.numbering.errors import NumberingError
from batch_trace.core.numbering.rule import Facts, Rule, Segment

FORMS = ("YYMMDD", "YJJJ", "GGWW", "GGWWE", "LN", "YYYY", "DD", "MMDD", "GG-WW")
TEXTS = ("A", "LOT-", "x/", "Bä", "0_", "")
ITEMS, PLACES = ("RM-1", "RM-2", "FLOUR 00", "ÄPFEL"), ("Stores", "Cold Room", "Lager Süd")
SUPPLIERS = ("", "L1", "L2/3", "ß9", "A" * 30)


def segment(some: random.Random) -> Segment:
	return Segment(
		kind=some.choice(rule.KINDS),
		text=some.choice(TEXTS),
		date_form=some.choice(FORMS),
		date_from=some.choice((rule.POSTED, rule.PRODUCED)),
		first=some.choice((1, 1, 2, -3)),
		length=some.choice((0, 2, 4)),
		is_plain=some.random() < 0.5,
		width=some.choice((1, 2, 4)),
		algorithm=some.choice(list(check_characters.ALGORITHMS)),
	)


def random_rule(some: random.Random) -> Rule:
	segments = [segment(some) for _ in range(some.randint(1, 4))]
	segments.insert(some.randint(0, len(segments)), Segment(rule.SEQUENCE, width=some.choice((2, 3))))
	return Rule(
		name="random",
		segments=tuple(segments),
		is_gs1_safe=some.random() < 0.7,
		counted=some.choice(list(rule.COUNTED)),
		restarts=some.choice(rule.RESTARTS),
		shifts=some.choice(("", "06:00 A\n18:00 B")),
	)


def facts(some: random.Random) -> Facts:
	at = datetime(2026, 12, 20) + timedelta(hours=some.randint(0, 24 * 30))
	company = some.choice(("Mill", "Bakery"))
	return Facts(
		posted=at,
		item_code=some.choice(ITEMS),
		company=company,
		company_abbr=company[:2].upper(),
		warehouse=some.choice(PLACES),
		supplier_batch=some.choice(SUPPLIERS),
		workstation=some.choice(("", "LINE 1")),
		production_date=some.choice((None, at.date() - timedelta(days=1))),
	)


def good_rule(some: random.Random) -> Rule:
	while checks.problems(found := random_rule(some)):
		pass
	return found


@pytest.mark.parametrize("seed", range(300))
def test_no_number_twice_and_none_that_cannot_be_printed(seed):
	some = random.Random(seed)
	numbered_by = good_rule(some)
	counters: dict[str, int] = {}
	given: set[str] = set()
	for _batch in range(60):
		try:
			prepared = rendering.prepare(numbered_by, facts(some))
			number, taken = "", True
			while taken:  # as a site does: what exists is skipped
				counters[prepared.scope] = counters.get(prepared.scope, 0) + 1
				number = prepared.number(counters[prepared.scope])
				taken = number in given
		except NumberingError as error:
			assert error.problem.code in (
				errors.FACT_MISSING,
				errors.BAD_CHARACTER,
				errors.USED_UP,
				errors.TOO_LONG,
			)
			continue
		assert number not in given
		given.add(number)
		assert len(number) <= (20 if numbered_by.is_gs1_safe else 140)
		assert not characters.not_allowed(number, gs1_safe=numbered_by.is_gs1_safe)


@pytest.mark.parametrize("seed", range(200))
def test_a_sequence_for_the_rest_of_the_number_never_meets_a_number_that_exists(seed):
	"""Where the sequence is the last part and has its own for each rest, nothing is ever skipped."""
	some = random.Random(seed)
	parts = tuple(part for part in good_rule(some).segments if part.kind not in (rule.SEQUENCE, rule.CHECK))
	numbered_by = Rule("rest", (*parts, Segment(rule.SEQUENCE, width=4)), is_gs1_safe=False, shifts="00:00 A")
	counters: dict[str, int] = {}
	given: list[str] = []
	for _batch in range(60):
		try:
			prepared = rendering.prepare(numbered_by, facts(some))
		except NumberingError:
			continue
		counters[prepared.scope] = counters.get(prepared.scope, 0) + 1
		given.append(prepared.number(counters[prepared.scope]))
	assert len(given) == len(set(given))


def test_what_gets_too_long_is_refused_not_cut():
	numbered_by = Rule("long", (Segment(rule.SUPPLIER_BATCH), Segment(rule.SEQUENCE, width=3)))
	prepared = rendering.prepare(numbered_by, Facts(datetime(2026, 11, 30), supplier_batch="A" * 18))
	with pytest.raises(NumberingError) as refused:
		prepared.number(1)
	assert refused.value.problem.code == errors.TOO_LONG


def test_set_82_has_82_characters():
	assert len(characters.SET_82) == 82


@pytest.mark.parametrize(
	("algorithm", "alphabet"),
	[
		(check_characters.MOD_37_36, check_characters.LETTERS),
		(check_characters.MOD_97_10, check_characters.DIGITS),
	],
)
def test_a_check_character_finds_every_wrong_character_and_every_neighbours_exchanged(algorithm, alphabet):
	some = random.Random(1)
	for _number in range(200):
		text = "".join(some.choices(alphabet, k=10))
		right = check_characters.check_characters(text, algorithm)
		place = some.randrange(9)
		other = some.choice([letter for letter in alphabet if letter != text[place]])
		assert check_characters.check_characters(text[:place] + other + text[place + 1 :], algorithm) != right
		if text[place] != text[place + 1]:
			swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
			assert check_characters.check_characters(swapped, algorithm) != right


@pytest.mark.parametrize(
	("day", "form", "shown"),
	[
		(date(2024, 12, 31), "YYJJJ", "24366"),
		(date(2024, 12, 30), "GGGG-WW-E", "2025-01-1"),
		(date(2027, 1, 3), "GWWE", "6537"),
		(date(2026, 9, 30), "LN", "GJ"),
		(date(2044, 1, 1), "L", "A"),
		(date(2026, 3, 5), "YYYY.MM.DD", "2026.03.05"),
	],
)
def test_dates(day, form, shown):
	assert dates.render(form, day) == shown


@pytest.mark.parametrize(
	("form", "restarts", "repeats"),
	[
		("YYMMDD", rule.DAY, False),
		("YJJJ", rule.DAY, False),
		("MMDD", rule.DAY, True),
		("GGWW", rule.WEEK, False),
		("GGWW", rule.DAY, True),
		("GGWW", rule.MONTH, True),
		("YYMM", rule.MONTH, False),
		("LN", rule.MONTH, False),
		("YY", rule.YEAR, False),
		("MM", rule.YEAR, True),
	],
)
def test_a_sequence_restarts_only_where_the_dates_tell_it(form, restarts, repeats):
	numbered_by = Rule(
		"dated",
		(Segment(rule.DATE, date_form=form), Segment(rule.SEQUENCE, width=3)),
		restarts=restarts,
		counted=rule.ALL,
	)
	assert (errors.REPEATS in {problem.code for problem in checks.problems(numbered_by)}) == repeats

"""Every cell of the sampling tables, against the tables as they were looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from batch_trace.core.sampling import plans, tables
from batch_trace.core.sampling.tables import NORMAL, REDUCED, TIGHTENED

LOOKED_UP = {
	NORMAL: """
| A | 2 | ↓ | ↓ | ↓ | ↓ | ↓ | 0 |
| B | 3 | ↓ | ↓ | ↓ | ↓ | 0 | ↑ |
| C | 5 | ↓ | ↓ | ↓ | 0 | ↑ | ↓ |
| D | 8 | ↓ | ↓ | 0 | ↑ | ↓ | 1 |
| E | 13 | ↓ | 0 | ↑ | ↓ | 1 | 2 |
| F | 20 | 0 | ↑ | ↓ | 1 | 2 | 3 |
| G | 32 | ↑ | ↓ | 1 | 2 | 3 | 5 |
| H | 50 | ↓ | 1 | 2 | 3 | 5 | 7 |
| J | 80 | 1 | 2 | 3 | 5 | 7 | 10 |
| K | 125 | 2 | 3 | 5 | 7 | 10 | 14 |
| L | 200 | 3 | 5 | 7 | 10 | 14 | 21 |
| M | 315 | 5 | 7 | 10 | 14 | 21 | ↑ |
| N | 500 | 7 | 10 | 14 | 21 | ↑ | ↑ |
| P | 800 | 10 | 14 | 21 | ↑ | ↑ | ↑ |
| Q | 1,250 | 14 | 21 | ↑ | ↑ | ↑ | ↑ |
""",
	TIGHTENED: """
| A | 2 | ↓ | ↓ | ↓ | ↓ | ↓ | ↓ |
| B | 3 | ↓ | ↓ | ↓ | ↓ | ↓ | 0 |
| C | 5 | ↓ | ↓ | ↓ | ↓ | 0 | ↓ |
| D | 8 | ↓ | ↓ | ↓ | 0 | ↓ | ↓ |
| E | 13 | ↓ | ↓ | 0 | ↓ | ↓ | 1 |
| F | 20 | ↓ | 0 | ↓ | ↓ | 1 | 2 |
| G | 32 | 0 | ↓ | ↓ | 1 | 2 | 3 |
| H | 50 | ↓ | ↓ | 1 | 2 | 3 | 5 |
| J | 80 | ↓ | 1 | 2 | 3 | 5 | 8 |
| K | 125 | 1 | 2 | 3 | 5 | 8 | 12 |
| L | 200 | 2 | 3 | 5 | 8 | 12 | 18 |
| M | 315 | 3 | 5 | 8 | 12 | 18 | ↑ |
| N | 500 | 5 | 8 | 12 | 18 | ↑ | ↑ |
| P | 800 | 8 | 12 | 18 | ↑ | ↑ | ↑ |
| Q | 1,250 | 12 | 18 | ↑ | ↑ | ↑ | ↑ |
""",
}
"""Letter, sample size, and a cell for each AQL; Ac alone, because Re is one more."""
AQLS = ("0.65", "1.0", "1.5", "2.5", "4.0", "6.5")
REDUCED_SIZES = dict(
	zip("ABCDEFGHJKLMNPQ", (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500), strict=True)
)
FROM_NORMAL = {
	0: (0, 1), 1: (0, 2), 2: (1, 3), 3: (1, 4), 5: (2, 5), 7: (3, 6), 10: (5, 8), 14: (7, 10), 21: (10, 13),
}  # fmt: skip
LOTS_II = [
	("A", 2, 8), ("B", 9, 15), ("C", 16, 25), ("D", 26, 50), ("E", 51, 90), ("F", 91, 150), ("G", 151, 280),
	("H", 281, 500), ("J", 501, 1200), ("K", 1201, 3200), ("L", 3201, 10000), ("M", 10001, 35000),
	("N", 35001, 150000), ("P", 150001, 500000), ("Q", 500001, 10**9),
]  # fmt: skip
LOT_OF = {letter: largest for letter, _smallest, largest in LOTS_II}


def grid(severity: str) -> list[tuple[str, int, list[str]]]:
	rows = []
	for line in LOOKED_UP[NORMAL if severity == REDUCED else severity].strip().splitlines():
		letter, size, *cells = (cell.strip() for cell in line.strip("|").split("|"))
		rows.append((letter, int(size.replace(",", "")), cells))
	return rows


def expected(severity: str, letter: str, column: int) -> tuple[str, int, int, int]:
	"""Return letter, sample size, Ac and Re, found in the looked-up table by following its arrows with a finger."""
	rows = grid(severity)
	place = next(number for number, row in enumerate(rows) if row[0] == letter)
	while rows[place][2][column] in "↓↑":
		place += 1 if rows[place][2][column] == "↓" else -1
	name, size, cells = rows[place]
	accept = int(cells[column])
	if severity == REDUCED:
		return name, REDUCED_SIZES[name], *FROM_NORMAL[accept]
	return name, size, accept, accept + 1


@pytest.mark.parametrize("severity", [NORMAL, TIGHTENED, REDUCED])
@pytest.mark.parametrize("aql", AQLS)
@pytest.mark.parametrize("letter", [row[0] for row in LOTS_II])
def test_every_cell(severity, aql, letter):
	got = plans.plan(LOT_OF[letter], "II", aql, severity)
	name, size, accept, reject = expected(severity, letter, AQLS.index(aql))
	assert got == plans.Plan(severity, letter, name, min(size, LOT_OF[letter]), accept, reject)


@pytest.mark.parametrize(("letter", "smallest", "largest"), LOTS_II)
def test_the_code_letters_of_level_two(letter, smallest, largest):
	assert {tables.code_letter(size, "II") for size in (smallest, largest)} == {letter}


@pytest.mark.parametrize("level", tables.LEVELS)
def test_larger_lots_never_have_an_earlier_letter(level):
	letters = [tables.code_letter(size, level) for size in (2, *(size + 1 for size in tables.LARGEST))]
	assert letters == sorted(letters)
	assert len(tables.CODE_LETTERS[level]) == len(tables.LARGEST) + 1


def test_higher_levels_inspect_no_less():
	for size in (2, *(size + 1 for size in tables.LARGEST)):
		letters = [
			tables.code_letter(size, level) for level in ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
		]
		assert letters == sorted(letters)


@given(
	some.integers(1, 10**6),
	some.sampled_from(tables.LEVELS),
	some.sampled_from(tables.AQLS),
)
def test_any_lot_has_a_plan_and_severity_orders_it(size, level, aql):
	normal, tightened, reduced = (
		plans.plan(size, level, aql, severity) for severity in (NORMAL, TIGHTENED, REDUCED)
	)
	for plan in (normal, tightened, reduced):
		assert 1 <= plan.sample_size <= size
		assert 0 <= plan.accept < plan.reject
	assert reduced.sample_size <= normal.sample_size <= tightened.sample_size or size < 2000
	if normal.plan_letter == tightened.plan_letter:
		assert tightened.accept <= normal.accept


@given(some.integers(1, 10**6), some.sampled_from(tables.AQLS), some.integers(0, 30))
def test_more_nonconforming_units_never_turn_a_rejected_lot_into_an_accepted_one(size, aql, count):
	for severity in (NORMAL, TIGHTENED, REDUCED):
		plan = plans.plan(size, "II", aql, severity)
		told = [plans.judge(plan.accept, plan.reject, number, severity) for number in (count, count + 1)]
		assert told != [plans.REJECTED, plans.ACCEPTED]


@pytest.mark.parametrize(("size", "level", "aql"), [(0, "II", "1.0"), (5, "IV", "1.0"), (5, "II", "3.0")])
def test_what_has_no_table_is_refused(size, level, aql):
	with pytest.raises(ValueError, match=r"unit|no table"):
		plans.plan(size, level, aql, NORMAL)

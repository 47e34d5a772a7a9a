"""The tables of ISO 2859-1 and ANSI/ASQ Z1.4 for single sampling: code letters, sample sizes, acceptance numbers.

Cells are acceptance numbers, `↓` for the first plan below and `↑` for the first plan above, with its sample size.
"""

from __future__ import annotations

from bisect import bisect_left

NORMAL, TIGHTENED, REDUCED = "Normal", "Tightened", "Reduced"
DOWN, UP = "↓", "↑"

LETTERS = "ABCDEFGHJKLMNPQR"
LEVELS = ("I", "II", "III", "S-1", "S-2", "S-3", "S-4")
AQLS = ("0.65", "1.0", "1.5", "2.5", "4.0", "6.5")
"""Percent nonconforming, from the tightest."""

LARGEST = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000)
"""The largest lot of each class of lot sizes; the last class has none."""
CODE_LETTERS = {
	"S-1": "AAAABBBBCCCCDDD",
	"S-2": "AAABBBCCCDDDEEE",
	"S-3": "AABBCCDDEEFFGGH",
	"S-4": "AABCCDEEFGGHJJK",
	"I": "AABCCDEFGHJKLMN",
	"II": "ABCDEFGHJKLMNPQ",
	"III": "BCDEFGHJKLMNPQR",
}
"""The code letter of each class of lot sizes, by inspection level."""

SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
SMALLER_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
SAMPLE_SIZES = {NORMAL: SIZES, TIGHTENED: SIZES, REDUCED: SMALLER_SIZES}
"""The sample size of each code letter, by severity."""

NORMAL_TABLE = """
A  ↓  ↓  ↓  ↓  ↓  0
B  ↓  ↓  ↓  ↓  0  ↑
C  ↓  ↓  ↓  0  ↑  ↓
D  ↓  ↓  0  ↑  ↓  1
E  ↓  0  ↑  ↓  1  2
F  0  ↑  ↓  1  2  3
G  ↑  ↓  1  2  3  5
H  ↓  1  2  3  5  7
J  1  2  3  5  7  10
K  2  3  5  7  10 14
L  3  5  7  10 14 21
M  5  7  10 14 21 ↑
N  7  10 14 21 ↑  ↑
P  10 14 21 ↑  ↑  ↑
Q  14 21 ↑  ↑  ↑  ↑
R  21 ↑  ↑  ↑  ↑  ↑
"""
TIGHTENED_TABLE = """
A  ↓  ↓  ↓  ↓  ↓  ↓
B  ↓  ↓  ↓  ↓  ↓  0
C  ↓  ↓  ↓  ↓  0  ↓
D  ↓  ↓  ↓  0  ↓  ↓
E  ↓  ↓  0  ↓  ↓  1
F  ↓  0  ↓  ↓  1  2
G  0  ↓  ↓  1  2  3
H  ↓  ↓  1  2  3  5
J  ↓  1  2  3  5  8
K  1  2  3  5  8  12
L  2  3  5  8  12 18
M  3  5  8  12 18 ↑
N  5  8  12 18 ↑  ↑
P  8  12 18 ↑  ↑  ↑
Q  12 18 ↑  ↑  ↑  ↑
R  18 ↑  ↑  ↑  ↑  ↑
"""
REDUCED_NUMBERS = {
	0: (0, 1), 1: (0, 2), 2: (1, 3), 3: (1, 4), 5: (2, 5), 7: (3, 6), 10: (5, 8), 14: (7, 10), 21: (10, 13),
}  # fmt: skip
"""Acceptance and rejection number under reduced inspection (Z1.4, table II-C) for the acceptance number under normal."""
ONE_STEP_TIGHTER = {2: 1, 3: 2, 5: 3, 7: 5, 10: 7, 14: 10, 21: 14}
"""The acceptance number of the next tighter AQL, for the same letter under normal inspection."""


def _read(table: str) -> dict[tuple[str, str], str]:
	rows = [line.split() for line in table.strip().splitlines()]
	return {(row[0], aql): cell for row in rows for aql, cell in zip(AQLS, row[1:], strict=True)}


_CELLS = {NORMAL: _read(NORMAL_TABLE), TIGHTENED: _read(TIGHTENED_TABLE), REDUCED: _read(NORMAL_TABLE)}


def code_letter(lot_size: int, level: str) -> str:
	"""Return the code letter of a lot.

	>>> code_letter(1200, "II"), code_letter(1201, "II"), code_letter(600000, "III"), code_letter(2, "S-1")
	('J', 'K', 'R', 'A')
	"""
	return CODE_LETTERS[level][bisect_left(LARGEST, lot_size)]


def resolved(severity: str, letter: str, aql: str) -> str:
	"""Return the code letter of the plan that counts, after following the arrows.

	>>> resolved(NORMAL, "A", "2.5"), resolved(NORMAL, "G", "0.65"), resolved(TIGHTENED, "Q", "6.5")
	('C', 'F', 'L')
	"""
	place = LETTERS.index(letter)
	while (cell := _CELLS[severity][LETTERS[place], aql]) in (DOWN, UP):
		place += 1 if cell == DOWN else -1
	return LETTERS[place]


def numbers(severity: str, letter: str, aql: str) -> tuple[int, int]:
	"""Return acceptance and rejection number of a letter that has a plan of its own.

	>>> numbers(NORMAL, "J", "1.5"), numbers(TIGHTENED, "J", "1.5"), numbers(REDUCED, "J", "1.5")
	((3, 4), (2, 3), (1, 4))
	"""
	accept = int(_CELLS[severity][letter, aql])
	return REDUCED_NUMBERS[accept] if severity == REDUCED else (accept, accept + 1)

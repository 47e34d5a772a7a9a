"""Check characters, over the letters and digits of what stands before them; other characters are not counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from batch_trace.core.numbering.characters import letters_and_digits

DIGITS = "0123456789"
LETTERS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

LUHN, MOD_11_10 = "Luhn (One Digit)", "ISO 7064 Mod 11,10 (One Digit)"
MOD_37_36 = "ISO 7064 Mod 37,36 (One Letter or Digit)"
MOD_97_10 = "ISO 7064 Mod 97,10 (Two Digits)"


def _hybrid(text: str, alphabet: str) -> str:
	"""Return the check character of a hybrid system of ISO 7064 with the modulus and one more."""
	modulus = len(alphabet)
	check = modulus // 2
	for character in text:
		check = ((check or modulus) * 2 % (modulus + 1) + alphabet.index(character)) % modulus
	return alphabet[(1 - (check or modulus) * 2 % (modulus + 1)) % modulus]


def _as_digits(text: str) -> str:
	"""Return the text with each letter as two digits, A as 10."""
	return "".join(str(LETTERS.index(character)) for character in text)


def _luhn(text: str) -> str:
	total = 0
	for place, digit in enumerate(reversed(_as_digits(text))):
		doubled = int(digit) * (2 if place % 2 == 0 else 1)
		total += doubled - 9 if doubled > 9 else doubled
	return str(-total % 10)


def _mod_97(text: str) -> str:
	return f"{98 - int(_as_digits(text) + '00') % 97:02}"


ALGORITHMS: Mapping[str, tuple[int, Callable[[str], str]]] = {
	MOD_37_36: (1, lambda text: _hybrid(text, LETTERS)),
	MOD_11_10: (1, lambda text: _hybrid(_as_digits(text), DIGITS)),
	MOD_97_10: (2, _mod_97),
	LUHN: (1, _luhn),
}
"""How many characters each gives, and how."""


def check_characters(text: str, algorithm: str) -> str:
	"""Return the check characters of a text.

	>>> check_characters("0794", MOD_11_10), check_characters("A12425GABC1234002", MOD_37_36)
	('5', 'M')
	>>> check_characters("794", MOD_97_10), check_characters("7992739871", LUHN)
	('44', '3')
	"""
	return ALGORITHMS[algorithm][1](letters_and_digits(text))


def width(algorithm: str) -> int:
	"""Return how many characters an algorithm gives."""
	return ALGORITHMS[algorithm][0]

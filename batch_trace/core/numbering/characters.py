"""The characters that numbers may have: those of GS1's character set 82, or all that Frappe allows in names."""

from __future__ import annotations

SET_82 = frozenset(
	"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
)
"""GS1 General Specifications, figure 7.11-1: what a batch number, AI (10), may consist of."""

LONGEST_GS1 = 20
"""Characters of AI (10)."""

LONGEST_NAME = 140
NOT_IN_NAMES = frozenset("<>")
"""Frappe refuses them in the names of documents."""


def not_allowed(text: str, *, gs1_safe: bool) -> str:
	"""Return the first character that a number may not have, "" if all are allowed.

	>>> not_allowed("L-2611/30", gs1_safe=True), not_allowed("Bäcker 1", gs1_safe=True), not_allowed("Bäcker 1", gs1_safe=False)
	('', 'ä', '')
	>>> not_allowed("A<B", gs1_safe=True)
	'<'
	"""
	for character in text:
		is_bad = character in NOT_IN_NAMES or not character.isprintable()
		if is_bad or (gs1_safe and character not in SET_82):
			return character
	return ""


def longest(*, gs1_safe: bool) -> int:
	"""Return how long a number may be."""
	return LONGEST_GS1 if gs1_safe else LONGEST_NAME


def letters_and_digits(text: str) -> str:
	"""Return the ASCII letters and digits of a text, letters in capitals.

	>>> letters_and_digits("rm-flour 001")
	'RMFLOUR001'
	"""
	return "".join(character for character in text if character.isascii() and character.isalnum()).upper()

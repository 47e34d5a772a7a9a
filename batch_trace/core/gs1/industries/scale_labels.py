"""Numbers that a company gives out itself (Restricted Circulation Numbers), such as a counter scale's labels.

What their digits mean is each company's own rule. A rule is written as `23IIIIIVWWWWC/1000`: fixed digits, I the item, W a
weight in kilograms, P a price, N a number of pieces, C the check digit, V and x digits of no account here, and what the value
is divided by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from batch_trace.core.gs1.shared import check_digits
from batch_trace.core.gs1.shared.reading import Reading, Remark

_RULE = re.compile(r"(?:\w+ )?(?P<pattern>[0-9IWPNVxC]{13})(?:/(?P<divisor>10*))?")
_VALUES = {"W": "net_kg", "P": "price", "N": "count"}
_PREFIXES = ("2", "02", "04")


def problem(rule: str) -> str | None:
	"""Return what is wrong with a rule, None if it can be used.

	>>> problem("23IIIIIVWWWWC/1000"), problem("NO 23IIIIIIWWWWC/1000"), problem("23IIIII")
	(None, None, 'pattern')
	>>> problem("23IIIIIIIIIIC")
	'value'
	"""
	found = _RULE.fullmatch(rule.strip())
	if not found or not found["pattern"].endswith("C") or not re.match(r"\d", found["pattern"]):
		return "pattern"
	letters = set(found["pattern"])
	return None if "I" in letters and len(letters & set(_VALUES)) == 1 else "value"


def is_own(ean: str) -> bool:
	"""Return whether an EAN-13 is a number that a company gives out itself.

	>>> is_own("2340119005007"), is_own("4012345678901"), is_own("0212345678909")
	(True, False, True)
	"""
	return len(ean) == 13 and ean.startswith(_PREFIXES)


def read(ean: str, rules: Iterable[str]) -> Reading:
	"""Return what a number of this kind says by the rules; without a rule only that it is one.

	>>> read("2340119005007", ["23IIIIIVWWWWC/1000"]).fields["net_kg"]
	'0.500'
	"""
	for rule in rules:
		fields = _by_rule(ean, rule.strip())
		if fields:
			return Reading("rcn", fields=fields, symbology="EAN-13")
	return Reading(
		"rcn", fields={"prefix": ean[:2], "number": ean}, symbology="EAN-13", remarks=(Remark("no_rule"),)
	)


def of_gtin(gtin_14: str, rules: Iterable[str]) -> dict[str, str]:
	"""Return what a GTIN of 14 digits says by the rules, nothing if it is no number of this kind."""
	ean = gtin_14[1:]
	if gtin_14[0] != "0" or not is_own(ean):
		return {}
	fields = read(ean, rules).fields
	return fields if "item" in fields else {}


def _by_rule(ean: str, rule: str) -> dict[str, str]:
	found = _RULE.fullmatch(rule)
	if not found or problem(rule):
		return {}
	pattern = found["pattern"]
	if any(sign.isdigit() and sign != digit for sign, digit in zip(pattern, ean, strict=True)):
		return {}
	letter = next(each for each in _VALUES if each in pattern)
	fixed = re.match(r"\d+", pattern)
	return {
		"prefix": ean[: fixed.end()] if fixed else "",
		"item": _at(pattern, "I", ean),
		_VALUES[letter]: _divided(_at(pattern, letter, ean), found["divisor"] or "1"),
	}


def _at(pattern: str, letter: str, ean: str) -> str:
	return "".join(digit for sign, digit in zip(pattern, ean, strict=True) if sign == letter)


def _divided(digits: str, divisor: str) -> str:
	decimals = len(divisor) - 1
	whole = str(int(digits[: len(digits) - decimals] or "0"))
	return f"{whole}.{digits[-decimals:].zfill(decimals)}" if decimals else whole


def has_right_check_digit(ean: str) -> bool:
	"""Return whether the number ends with its check digit."""
	return check_digits.is_right(ean)

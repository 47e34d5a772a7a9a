"""Rounding and display of quantities, which are sums of stored decimals."""

from math import floor

NOISE = 1e-9
_EXACT = 1e6
"""Below this, a quantity counted in billionths is an integer that a float represents exactly."""


def tidy(quantity: float) -> float:
	"""Return the quantity as the ledger would store it, with nine decimals and no negative zero.

	The same as `round(quantity, 9)`, but four times as fast.

	>>> tidy(0.1 + 0.2), tidy(-1e-17), tidy(-0.1 - 0.2), tidy(7.0), tidy(12345678.900000001)
	(0.3, 0.0, -0.3, 7.0, 12345678.9)
	"""
	if quantity.is_integer():
		return quantity + 0.0
	if -_EXACT < quantity < _EXACT:
		return floor(quantity * 1e9 + 0.5) / 1e9
	return round(quantity, 9)


def tidy_share(share: float | None) -> float | None:
	"""Return the share with twelve decimals.

	>>> tidy_share(2 / 3), tidy_share(1.0), tidy_share(None)
	(0.666666666667, 1.0, None)
	"""
	return share if share is None or share.is_integer() else floor(share * 1e12 + 0.5) / 1e12


def quantity_text(quantity: float) -> str:
	"""Return the quantity as text for messages.

	>>> quantity_text(1250.0), quantity_text(0.125), quantity_text(-2.5), quantity_text(1e-12)
	('1250', '0.125', '-2.5', '0')
	"""
	return f"{tidy(quantity):.6f}".rstrip("0").rstrip(".")

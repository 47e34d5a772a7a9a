"""Quantities: sums of stored decimals, freed of the noise of floating point."""

NOISE = 1e-9


def tidy(quantity: float) -> float:
	"""Return the quantity as the ledger would store it, with nine decimals and no negative zero.

	>>> tidy(0.1 + 0.2), tidy(-1e-17)
	(0.3, 0.0)
	"""
	return round(quantity, 9) + 0.0


def spoken(quantity: float) -> str:
	"""Return the quantity as a message shows it.

	>>> spoken(1250.0), spoken(0.125), spoken(-2.5), spoken(1e-12)
	('1250', '0.125', '-2.5', '0')
	"""
	return f"{tidy(quantity):.6f}".rstrip("0").rstrip(".")

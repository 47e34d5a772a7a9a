"""How much to request when usable stock is low."""

from __future__ import annotations

from batch_trace.core.terms.quantities import tidy


def is_low(projected: float, level: float, lot: float) -> bool:
	"""Return whether a projected quantity is at or below its level, as in ERPNext; false without level and lot.

	>>> is_low(10, 10, 0), is_low(11, 10, 0), is_low(0, 0, 5), is_low(-3, 0, 0)
	(True, False, True, False)
	"""
	return bool(level or lot) and tidy(float(projected)) <= level


def quantity_due(projected: float, level: float, lot: float) -> float:
	"""Return the quantity to request (stock UOM), 0 for none.

	It is one lot, or the missing quantity plus a lot where one lot is not enough: the stock is then above its level, so
	that the next check requests nothing. Without a lot, it is the missing quantity.

	>>> quantity_due(8, 10, 50), quantity_due(-52, 10, 50), quantity_due(10, 10, 50), quantity_due(4, 10, 0)
	(50, 112.0, 50, 6.0)
	>>> quantity_due(11, 10, 50), quantity_due(10, 10, 0)
	(0.0, 0.0)
	"""
	if not is_low(projected, level, lot):
		return 0.0
	missing = tidy(float(level - projected))
	return lot if missing < lot else tidy(missing + lot)

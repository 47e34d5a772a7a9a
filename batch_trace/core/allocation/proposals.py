"""Recognises batches that ERPNext proposed, as opposed to batches that a user chose."""

from __future__ import annotations

from collections.abc import Mapping


def is_by_name(chosen: Mapping[str, float], available: Mapping[str, float], tolerance: float = 0.002) -> bool:
	"""Return whether batches were chosen by name, each used up before the next.

	ERPNext fills a backflush from transferred material in this way. Quantities are in one UOM; ERPNext rounds them.

	>>> is_by_name({"A": 5, "B": 1}, {"B": 4, "A": 5, "C": 9}), is_by_name({"B": 4, "A": 2}, {"B": 4, "A": 5})
	(True, False)
	>>> is_by_name({"B": 1}, {"A": 5, "B": 4}), is_by_name({"A": 6}, {"A": 5}), is_by_name({"B": 1}, {"A": 0, "B": 4})
	(False, False, True)
	"""
	missing = sum(chosen.values())
	expected: dict[str, float] = {}
	for batch, quantity in sorted(available.items()):
		if missing > 0 and quantity > 0:
			expected[batch] = min(quantity, missing)
			missing -= expected[batch]
	names = {*chosen, *expected}
	return all(abs(chosen.get(name, 0.0) - expected.get(name, 0.0)) <= tolerance for name in names)

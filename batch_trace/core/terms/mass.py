"""The mass of one stock unit of an item, if it is known."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

KILOGRAM = "Kg"


def kilograms(factors: Iterable[tuple[str, str, float | None]]) -> dict[str, float]:
	"""Return the kilograms per unit, for each unit that converts to Kg directly, inversely or in steps.

	A factor (from, to, value) means: 1 from = value to.

	>>> units = kilograms([("Gram", "Kg", 0.001), ("Kg", "Pound", 2.0), ("Stone", "Pound", 14), ("Litre", "Kg", 0)])
	>>> units == {"Kg": 1.0, "Gram": 0.001, "Pound": 0.5, "Stone": 7.0}
	True
	"""
	conversions: dict[str, list[tuple[str, float]]] = {}
	for source, target, raw in factors:
		value = float(raw or 0)
		if value > 0:
			conversions.setdefault(target, []).append((source, value))
			conversions.setdefault(source, []).append((target, 1 / value))
	kilograms_per_unit = {KILOGRAM: 1.0}
	queue = deque([KILOGRAM])
	while queue:
		unit = queue.popleft()
		for other, factor in conversions.get(unit, ()):
			if other not in kilograms_per_unit:
				kilograms_per_unit[other] = factor * kilograms_per_unit[unit]
				queue.append(other)
	return kilograms_per_unit


def mass_of_unit(
	stock_uom: str | None, weight: float | None, weight_uom: str | None, units: dict[str, float]
) -> float | None:
	"""Return the kilograms in one stock unit, or None if neither the unit nor the weight gives them.

	>>> mass_of_unit("Gram", None, None, {"Kg": 1.0, "Gram": 0.001})
	0.001
	>>> mass_of_unit("Box", 2.5, "Kg", {"Kg": 1.0}), mass_of_unit("Box", 0, "Kg", {"Kg": 1.0})
	(2.5, None)
	>>> mass_of_unit("Box", 2.5, "Litre", {"Kg": 1.0}) is None
	True
	"""
	if stock_uom in units:
		return units[stock_uom]
	if weight and weight_uom in units:
		return float(weight) * units[weight_uom]
	return None


def sizes(parts: Sequence[tuple[str | None, str, float]], mass: Mapping[str, float | None]) -> list[float]:
	"""Return the masses of the parts, or their plain quantities if any mass is unknown.

	>>> sizes([("B-1", "BREAD", 3.0), ("B-2", "CRUMBS", 2.0)], {"BREAD": 0.5, "CRUMBS": 1.0})
	[1.5, 2.0]
	>>> sizes([("B-1", "BREAD", 3.0), ("B-2", "CRUMBS", 2.0)], {"BREAD": 0.5})
	[3.0, 2.0]
	"""
	weighed = [qty * unit for _, item, qty in parts if (unit := mass.get(item)) is not None]
	return weighed if len(weighed) == len(parts) else [qty for _, _, qty in parts]

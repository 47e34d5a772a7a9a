"""The fraction of each input in the mixture of an event."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Source = TypeVar("Source")


def mixture(
	parts: Sequence[tuple[Source, str, float]], mass: Mapping[str, float | None], uom: Mapping[str, str]
) -> list[tuple[Source, float]] | None:
	"""Return the fraction of each input by mass, else by quantity in one common UOM, else None.

	Inputs without a mass do not dilute those that have one; untracked inputs with a mass do.

	>>> mass, uom = {"FLOUR": 1.0, "WATER": 1.0, "BOX": None, "OIL": None}, {"BOX": "Nos", "OIL": "Litre"}
	>>> mixture([("F1", "FLOUR", 3.0), (None, "WATER", 1.0), ("B1", "BOX", 7.0)], mass, uom)
	[('F1', 0.75), (None, 0.25)]
	>>> mixture([("B1", "BOX", 1.0), ("B2", "BOX", 3.0)], mass, uom)
	[('B1', 0.25), ('B2', 0.75)]
	>>> mixture([("B1", "BOX", 1.0), ("O1", "OIL", 3.0)], mass, uom) is None
	True
	>>> mixture([], mass, uom)
	[]
	"""
	if not parts:
		return []
	if len(parts) == 1 and parts[0][2] > 0:
		return [(parts[0][0], 1.0)]
	weighed = [(node, qty * unit) for node, item, qty in parts if (unit := mass.get(item)) is not None]
	if not weighed:
		if len({uom.get(item, "") for _, item, _ in parts}) > 1:
			return None
		weighed = [(node, qty) for node, _, qty in parts]
	total = sum([size for _, size in weighed])
	if total <= 0:
		return None
	return [(node, size / total) for node, size in weighed]

"""Name, stock UOM and mass of one stock unit of items."""

from collections.abc import Collection

from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.mass import kilograms, mass_of_unit


class Items:
	"""Names, units and masses of a set of items."""

	__slots__ = ("mass", "name", "tracked", "uom", "waste")

	def __init__(self) -> None:
		self.name: dict[str, str] = {}
		self.uom: dict[str, str] = {}
		self.mass: dict[str, float | None] = {}
		self.tracked: set[str] = set()
		"""Items that have batches or serial numbers."""
		self.waste: set[str] = set()
		"""Items that productions may make without a batch, because they are waste or a by-product."""


def read_items(source: LedgerSource, codes: Collection[str]) -> Items:
	"""Read the items in two queries."""
	items = Items()
	units = kilograms(source.conversion_factors()) if codes else {}
	for code, name, uom, weight, weight_uom, has_batches, has_serials, is_waste in source.items(codes):
		items.name[code] = name
		items.uom[code] = uom
		items.mass[code] = mass_of_unit(uom, weight, weight_uom, units)
		if has_batches or has_serials:
			items.tracked.add(code)
		elif is_waste:
			items.waste.add(code)
	return items

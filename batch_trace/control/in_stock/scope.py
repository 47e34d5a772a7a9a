"""Which part of the stock a report is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import frappe


@dataclass(frozen=True, slots=True)
class Scope:
	"""The part of the stock that is asked for. An empty field is no limit; a group includes everything below it."""

	company: str = ""
	item_code: str = ""
	item_group: str = ""
	warehouse: str = ""

	@classmethod
	def of(cls, filters: Mapping[str, object]) -> Scope:
		"""Return the scope that the filters of a report ask for."""
		return cls(**{name: str(filters.get(name) or "") for name in cls.__slots__})

	def item_groups(self) -> Collection[str]:
		"""Return the item groups asked for, none for all."""
		return _with_all_below("Item Group", self.item_group)

	def warehouses(self) -> Collection[str]:
		"""Return the warehouses asked for, none for all."""
		return _with_all_below("Warehouse", self.warehouse)


def _with_all_below(doctype: str, name: str) -> list[str]:
	return [name, *frappe.db.get_descendants(doctype, name)] if name else []

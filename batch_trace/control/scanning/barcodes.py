"""Finds the item that a trade item number or another number of a label stands for."""

from __future__ import annotations

from typing import NamedTuple

import frappe

from batch_trace.core.gs1.shared.check_digits import digit
from batch_trace.ledger.access import UserAccess

GTIN_LENGTHS = (14, 13, 12, 8)


class Sold(NamedTuple):
	"""An item, the unit that its bar code is for, and whether only the bar code of what is inside is known."""

	item_code: str
	uom: str | None
	is_inner: bool = False


def of_gtin(gtin: str) -> list[Sold]:
	"""Return the items of a GTIN of 14 digits that the user may read.

	Item Barcode may hold it shorter, without zeros in front. A packaging level (1 to 8 as the first digit) that has no bar code
	of its own is found by the number of what is inside.
	"""
	if found := of_codes(_written(gtin)):
		return found
	if gtin[0] not in "12345678":
		return []
	inner = "0" + gtin[1:13]
	return [each._replace(uom=None, is_inner=True) for each in of_codes(_written(inner + digit(inner)))]


def of_codes(codes: list[str]) -> list[Sold]:
	"""Return the items that have one of the codes as a bar code, and that the user may read."""
	rows = frappe.get_all(
		"Item Barcode",
		{"barcode": ["in", codes], "parenttype": "Item"},
		["parent", "uom"],
		order_by="parent, idx",
	)
	readable = set(UserAccess().readable("Item", {row.parent for row in rows}))
	items = {row.parent: Sold(row.parent, row.uom) for row in reversed(rows) if row.parent in readable}
	return list(items.values())


def _written(gtin: str) -> list[str]:
	"""Return how a GTIN may be written: with 14, 13, 12 or 8 digits."""
	return [gtin[-length:] for length in GTIN_LENGTHS if not gtin[:-length].strip("0")]

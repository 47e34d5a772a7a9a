"""Which rule numbers the batches of an item: its own, then its nearest item group's, then the company's, then any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Place(NamedTuple):
	"""What a rule is for: an item or an item group, in a company; "" where it is for all."""

	rule: str
	item_code: str = ""
	item_group: str = ""
	company: str = ""


def best(places: Iterable[Place], items: Sequence[str], groups: Sequence[str], company: str) -> str:
	"""Return the rule for an item in a company, "" if none is for it.

	`items` are the item and its template; `groups` are its item groups, the nearest first. Of two rules for the same item or
	group, that of the company goes first.

	>>> places = [Place("any"), Place("mill", company="Mill"), Place("food", item_group="Food"), Place("flour", "FLOUR")]
	>>> [best(places, [item], ["Flours", "Food"], "Mill") for item in ("FLOUR", "RYE")]
	['flour', 'food']
	>>> best(places, ["TIN"], ["Packaging"], "Mill"), best(places, ["TIN"], [], "Bakery"), best([], ["TIN"], [], "")
	('mill', 'any', '')
	"""

	def rank(place: Place) -> tuple[int, int] | None:
		if place.company and place.company != company:
			return None
		own = int(not place.company)
		if place.item_code:
			return (items.index(place.item_code), own) if place.item_code in items else None
		if place.item_group:
			near = len(items) + groups.index(place.item_group) if place.item_group in groups else None
			return None if near is None else (near, own)
		return len(items) + len(groups), own

	ranked = [(found, place.rule) for place in places if (found := rank(place)) is not None]
	return min(ranked)[1] if ranked else ""

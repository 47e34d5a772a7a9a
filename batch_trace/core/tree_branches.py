"""How the links of an answer hang together as branches of a tree."""

from collections.abc import Iterable
from typing import NamedTuple

from batch_trace.core.answer import Answer, BatchRow, LinkRow

BACKWARD, FORWARD, SIBLING, START = "backward", "forward", "sibling", "start"
_DOUBT = ("recorded", "inferred", "asserted")


class Step(NamedTuple):
	"""All links between two batches, as one step of the tree."""

	quantity: float
	uom: str | None
	links: list[LinkRow]

	@property
	def confidence(self) -> str:
		"""How sure the least sure link is."""
		return max((link["confidence"] for link in self.links), key=_DOUBT.index)


class Branch(NamedTuple):
	"""What was found in one direction: the rows, and the steps from each batch to the next ones."""

	rows: dict[str, BatchRow]
	steps: dict[str, dict[str, Step]]


def name_in(row: BatchRow) -> str:
	"""Return the name by which links and parties call the batch or serial number of a row."""
	return row["batch"] or row["serial_no"] or ""


def rows_by_name(answer: Answer, *directions: str) -> dict[str, BatchRow]:
	"""Return the rows of some directions by the batch's or serial number's name."""
	return {name_in(row): row for row in answer["batches"] if row["direction"] in directions}


def branch(answer: Answer, direction: str) -> Branch:
	"""Return the branch of a direction; a backward step leads from what was made to what it was made from."""
	rows = rows_by_name(answer, direction)
	starts = rows_by_name(answer, START)
	uoms = {name_in(row): row["uom"] for row in answer["batches"]}
	near = {**starts, **rows, **(rows_by_name(answer, BACKWARD) if direction == SIBLING else {})}
	far = rows if direction == SIBLING else {**starts, **rows}
	found: dict[str, dict[str, list[LinkRow]]] = {}
	for link in _in_order(answer["links"]):
		parent, child = link["source"], link["target"]
		if direction == BACKWARD:
			parent, child = child, parent
		if parent in near and child in far:
			found.setdefault(parent, {}).setdefault(child, []).append(link)
	steps = {
		parent: {
			child: Step(sum(link["quantity"] for link in links), uoms.get(links[0]["source"]), links)
			for child, links in children.items()
		}
		for parent, children in found.items()
	}
	return Branch(rows, steps)


def _in_order(links: Iterable[LinkRow]) -> list[LinkRow]:
	return sorted(
		links, key=lambda link: (link["posting_datetime"], link["event"], link["target"], link["source"])
	)

"""Draws a trace as a tree of text: each batch once, and marked where the trace comes by it again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from batch_trace.core.answer.answer import Answer, BatchRow
from batch_trace.core.terms.quantities import quantity_text

AGAIN = "(see above)"

Ways: TypeAlias = Mapping[str, "dict[str, None]"]
"""What is drawn under each batch."""


def text_tree(answer: Answer) -> Iterator[str]:
	"""Return the lines of the trees that the answer's direction asks for.

	Under "Made from" stands below each batch what went into it, under "Went into" what was made of it.
	"""
	roots = [str(node["batch"] or node["serial_no"]) for node in answer["start"]["nodes"]]
	if answer["direction"] != "forward":
		yield "Made from"
		yield from _trees(roots, _ways(answer, {"start", "backward"}, upward=True), answer)
	if answer["direction"] == "siblings":
		made = {link["target"] for link in answer["links"]}
		roots = [name for row in answer["batches"] if (name := _name(row)) not in made] or roots
	if answer["direction"] != "backward":
		yield "Went into"
		walked = (
			{"start", "forward"} if answer["direction"] != "siblings" else {"start", "backward", "sibling"}
		)
		yield from _trees(roots, _ways(answer, walked, upward=False), answer)


def _ways(answer: Answer, directions: set[str], upward: bool) -> Ways:
	"""Return what lies next to each batch on the way, among the batches walked to in these directions."""
	walked = {_name(row) for row in answer["batches"] if row["direction"] in directions}
	ways: dict[str, dict[str, None]] = {}
	in_time = sorted(
		answer["links"], key=lambda link: (link["posting_datetime"], link["event"], link["target"])
	)
	for link in in_time:
		if link["source"] in walked and link["target"] in walked:
			near, far = link["source"], link["target"]
			if upward:
				near, far = far, near
			ways.setdefault(near, {})[far] = None
	return ways


def _trees(roots: Iterable[str], ways: Ways, answer: Answer) -> Iterator[str]:
	"""Draw a tree for each root, without recursion, so that no depth is too much."""
	rows = {_name(row): row for row in answer["batches"]}
	drawn: set[str] = set()
	stack = [(root, "", "") for root in reversed(list(roots))]
	while stack:
		name, branch, indent = stack.pop()
		if name in drawn:
			yield f"{branch}{name} {AGAIN}"
			continue
		drawn.add(name)
		yield branch + _label(name, rows[name])
		below = list(ways.get(name, ()))
		for place, other in reversed(list(enumerate(below, 1))):
			last = place == len(below)
			stack.append((other, indent + ("└─ " if last else "├─ "), indent + ("   " if last else "│  ")))


def _name(row: BatchRow) -> str:
	return str(row["batch"] or row["serial_no"])


def _label(name: str, row: BatchRow) -> str:
	"""Say what a batch is, how much of it matters here, its share, and what is in stock."""
	words = [name, f"{row['item_name']}", f"{quantity_text(row['quantity'])} {row['uom'] or ''}".rstrip()]
	if row["direction"] != "start" and row["share"]:
		words.append(f"share {row['share']:.2%}")
	if row["on_hand"]:
		words.append(f"on hand {quantity_text(row['on_hand'])}")
	return " · ".join(words)

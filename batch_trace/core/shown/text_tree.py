"""Draws a trace as a tree of text; a batch is expanded once and marked where it appears again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from batch_trace.core.answer.answer import Answer, BatchRow
from batch_trace.core.terms.quantities import quantity_text

AGAIN = "(see above)"

Children: TypeAlias = Mapping[str, "dict[str, None]"]
"""The names drawn under each batch."""


def text_tree(answer: Answer) -> Iterator[str]:
	"""Yield the lines of the trees for the answer's direction.

	In "Made from", the children of a batch are its inputs; in "Went into", they are the batches made from it.
	"""
	roots = [str(node["batch"] or node["serial_no"]) for node in answer["start"]["nodes"]]
	if answer["direction"] != "forward":
		yield "Made from"
		yield from _trees(roots, _children(answer, {"start", "backward"}, upward=True), answer)
	if answer["direction"] == "siblings":
		made = {link["target"] for link in answer["links"]}
		roots = [name for row in answer["batches"] if (name := _name(row)) not in made] or roots
	if answer["direction"] != "backward":
		yield "Went into"
		directions = (
			{"start", "forward"} if answer["direction"] != "siblings" else {"start", "backward", "sibling"}
		)
		yield from _trees(roots, _children(answer, directions, upward=False), answer)


def _children(answer: Answer, directions: set[str], upward: bool) -> Children:
	"""Return the linked batches of each batch, among those with these directions."""
	walked = {_name(row) for row in answer["batches"] if row["direction"] in directions}
	children: dict[str, dict[str, None]] = {}
	in_time = sorted(
		answer["links"], key=lambda link: (link["posting_datetime"], link["event"], link["target"])
	)
	for link in in_time:
		if link["source"] in walked and link["target"] in walked:
			parent, child = link["source"], link["target"]
			if upward:
				parent, child = child, parent
			children.setdefault(parent, {})[child] = None
	return children


def _trees(roots: Iterable[str], children: Children, answer: Answer) -> Iterator[str]:
	"""Yield the lines of a tree for each root; without recursion, so that the depth is not limited."""
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
		child_names = list(children.get(name, ()))
		for place, child in reversed(list(enumerate(child_names, 1))):
			last = place == len(child_names)
			stack.append((child, indent + ("└─ " if last else "├─ "), indent + ("   " if last else "│  ")))


def _name(row: BatchRow) -> str:
	return str(row["batch"] or row["serial_no"])


def _label(name: str, row: BatchRow) -> str:
	"""Return name, item, quantity, share and stock of a batch as one line."""
	parts = [name, f"{row['item_name']}", f"{quantity_text(row['quantity'])} {row['uom'] or ''}".rstrip()]
	if row["direction"] != "start" and row["share"] is not None:
		parts.append(f"share {row['share']:.2%}")
	if row["on_hand"]:
		parts.append(f"on hand {quantity_text(row['on_hand'])}")
	return " · ".join(parts)

"""What the caller may read. Nothing else is named in an answer, though the walk goes through it."""

from collections.abc import Collection
from typing import Protocol

from batch_trace.core.terms.nodes import Node, is_serial, name_of


class Access(Protocol):
	"""Tells which documents the caller may read."""

	def readable(self, doctype: str, names: Collection[str]) -> Collection[str]:
		"""Return those of the names the caller may read.

		Doctypes asked: Batch, Serial No, Company, Warehouse, Customer, Supplier, Item.
		"""
		...

	def is_restricted(self, doctype: str) -> bool:
		"""Tell whether there may be any document of the doctype that the caller may not read."""
		...


class View:
	"""Picks what may be named, and remembers whether anything was left out.

	>>> view = View(None)
	>>> view.hidden_nodes(["B-1"]), view.hidden("Company", ["ACME", None]), view.cut
	(set(), set(), False)
	"""

	def __init__(self, access: Access | None) -> None:
		self._access = access
		self.cut = False

	def hidden(self, doctype: str, names: Collection[str | None]) -> set[str | None]:
		"""Return the names the caller may not read; no name hides nothing."""
		asked = {name for name in names if name} if self._access is not None else set()
		if self._access is None or not asked:
			return set()
		hidden: set[str | None] = {*asked.difference(self._access.readable(doctype, asked))}
		self.cut = self.cut or bool(hidden)
		return hidden

	def sees_all(self, doctype: str) -> bool:
		"""Tell whether the caller may read every document of the doctype."""
		return self._access is None or not self._access.is_restricted(doctype)

	def hidden_nodes(self, nodes: Collection[Node]) -> set[Node]:
		"""Return the nodes the caller may not read."""
		if self._access is None:
			return set()
		serials = {node for node in nodes if is_serial(node)}
		batches = self.hidden("Batch", [node for node in nodes if node not in serials])
		numbers = self.hidden("Serial No", [name_of(node) for node in serials])
		return {node for node in nodes if (name_of(node) in numbers if node in serials else node in batches)}

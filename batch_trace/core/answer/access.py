"""What the caller may read. The walk passes through everything, but the answer names only what may be read."""

from collections.abc import Collection
from typing import Protocol

from batch_trace.core.terms.nodes import Node, is_serial, name_of


class Access(Protocol):
	"""Decides which documents the caller may read."""

	def readable(self, doctype: str, names: Collection[str]) -> Collection[str]:
		"""Return the names that the caller may read.

		`doctype` is Batch, Serial No, Company, Warehouse, Customer, Supplier or Item, or that of a voucher that ships.
		"""
		...

	def is_restricted(self, doctype: str) -> bool:
		"""Return whether there may be documents of the doctype that the caller may not read."""
		...


class View:
	"""Filters names by what the caller may read, and records of which doctypes anything was hidden.

	>>> view = View(None)
	>>> view.hidden_nodes(["B-1"]), view.hidden("Company", ["ACME", None]), view.hidden_doctypes
	(set(), set(), set())
	"""

	def __init__(self, access: Access | None) -> None:
		self._access = access
		self.hidden_doctypes: set[str] = set()

	def hidden(self, doctype: str, names: Collection[str | None]) -> set[str | None]:
		"""Return the names the caller may not read; empty names are ignored."""
		given_names = {name for name in names if name} if self._access is not None else set()
		if self._access is None or not given_names:
			return set()
		hidden: set[str | None] = {*given_names.difference(self._access.readable(doctype, given_names))}
		self.hidden_doctypes |= {doctype} if hidden else set()
		return hidden

	def readable(self, doctype: str, names: Collection[str]) -> set[str]:
		"""Return the names the caller may read, for details whose absence leaves the trace complete."""
		return set(names) if self._access is None else set(self._access.readable(doctype, names))

	def sees_all(self, doctype: str) -> bool:
		"""Return whether the caller may read every document of the doctype."""
		return self._access is None or not self._access.is_restricted(doctype)

	def hidden_nodes(self, nodes: Collection[Node]) -> set[Node]:
		"""Return the nodes the caller may not read."""
		if self._access is None:
			return set()
		serials = {node for node in nodes if is_serial(node)}
		batches = self.hidden("Batch", [node for node in nodes if node not in serials])
		numbers = self.hidden("Serial No", [name_of(node) for node in serials])
		return {node for node in nodes if (name_of(node) in numbers if node in serials else node in batches)}

"""Hands values down from batch to batch, and on to what was made of these."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from math import isclose
from typing import NamedTuple, Protocol, TypeAlias

from batch_trace.core.attributes.combining import with_entered
from batch_trace.core.attributes.origins import Origins, made_from
from batch_trace.core.genealogy.edges import Part as Input
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.attributes import CAUTIOUS, UNKNOWN, Attribute, Known
from batch_trace.core.terms.nodes import SERIAL_MARK, Node

AGAIN = 60
"""How often a batch is looked at: only in loops of rework does a value come back more often."""

Changes: TypeAlias = dict[Node, dict[str, Known | None]]
"""What is known of batches now, by batch and attribute, where it differs from before; None for nothing any more."""


class Stated(NamedTuple):
	"""The value of an attribute of a batch as it is kept.

	`known` of an entered one has what came in by a union or "all of", too; `entered` is what the person entered, where that
	differs, and `overruled` what had come in when QA corrected the value. A default stays as long as the batch inherits
	nothing.
	"""

	known: Known
	is_entered: bool = False
	is_default: bool = False
	entered: Known | None = None
	overruled: Known | None = None

	def with_inherited(self, rule: str, inherited: Known | None) -> Known:
		"""Return what is known of the batch for which this was entered and which inherits that."""
		return with_entered(rule, self.entered or self.known, inherited, self.overruled)


class Book(Protocol):
	"""Where values are kept, and which items have which attributes."""

	def values(self, batches: Collection[Node]) -> Mapping[Node, Mapping[str, Stated]]:
		"""Return the values of batches, by batch and attribute."""

	def attributes_of(self, items: Collection[str]) -> Mapping[str, Collection[str]]:
		"""Return the attributes that the batches of each item have."""


class HandingDown:
	"""Works out what batches inherit, level by level; nothing is written."""

	def __init__(self, source: LedgerSource, attributes: Collection[Attribute], book: Book) -> None:
		self._source = source
		self._attributes = attributes
		self._book = book
		self._values: dict[Node, dict[str, Stated]] = {}
		self._having: dict[str, Collection[str]] = {}
		self._inputs: dict[Node, Sequence[Input]] = {}

	def inputs(self, batch: Node) -> Sequence[Input]:
		"""Return what went into a batch that something was handed down to: batch, item and quantity."""
		return self._inputs.get(batch, ())

	def looked_at(self) -> Collection[Node]:
		"""Return the batches to which something may have been handed down."""
		return self._inputs.keys()

	def known(self, batch: Node, attribute: str) -> Known | None:
		"""Return what is known now of a batch that was looked at."""
		stated = self._values.get(batch, {}).get(attribute)
		return stated.known if stated else None

	def to(self, batches: Collection[Node], *, and_on: bool = False) -> Changes:
		"""Return what the batches inherit, and with `and_on` what is made of those that change."""
		changes: Changes = {}
		seen: dict[Node, int] = {}
		level = list(dict.fromkeys(batches))
		while level:
			origins = Origins(self._source, level)
			self._read({*origins.sources(), *level}, origins.items)
			changed = []
			for batch in level:
				seen[batch] = seen.get(batch, 0) + 1
				self._inputs[batch] = origins.inputs(batch)
				if new := self._changed(batch, origins):
					changes.setdefault(batch, {}).update(new)
					changed.append(batch)
			following = made_from(self._source, changed) if and_on and changed else []
			level = [node for node in following if node[0] != SERIAL_MARK and seen.get(node, 0) < AGAIN]
		return changes

	def inherited(self, batch: Node) -> dict[str, Known]:
		"""Return what comes in to a batch from what it is made from, by attribute, whatever a person entered for it."""
		origins = Origins(self._source, [batch])
		self._read({*origins.sources(), batch}, origins.items)
		found = {each.name: self._inherited(batch, each, origins) for each in self._attributes}
		return {name: known for name, known in found.items() if known is not None}

	def _read(self, nodes: Collection[Node], items: Collection[str]) -> None:
		batches = [node for node in nodes if node not in self._values and node[0] != SERIAL_MARK]
		found = self._book.values(batches) if batches else {}
		self._values.update({batch: dict(found.get(batch, {})) for batch in batches})
		if unread := [item for item in items if item not in self._having]:
			having = self._book.attributes_of(unread)
			self._having.update({item: having.get(item, ()) for item in unread})

	def _changed(self, batch: Node, origins: Origins) -> dict[str, Known | None]:
		"""Return what a batch inherits otherwise than before, and keep it for what is made of it."""
		values = self._values[batch]
		changed: dict[str, Known | None] = {}
		for attribute in self._attributes:
			old = values.get(attribute.name)
			if old and old.is_entered and attribute.rule not in CAUTIOUS:
				continue
			new = self._inherited(batch, attribute, origins)
			if old and old.is_entered:
				new = old.with_inherited(attribute.rule, new)
			elif new is None and old and old.is_default:
				continue
			if _same(old.known if old else None, new):
				continue
			changed[attribute.name] = new
			values.pop(attribute.name, None)
			if new is not None:
				values[attribute.name] = _restated(old, new)
		return changed

	def _inherited(self, batch: Node, attribute: Attribute, origins: Origins) -> Known | None:
		stated = self._values[batch].get(attribute.name)
		known_of = partial(self._known, attribute.name)
		return origins.inherited(batch, attribute, known_of, is_entered=bool(stated and stated.is_entered))

	def _known(self, attribute: str, node: Node | None, item: str) -> Known | None:
		"""Return what is known of an input, None if its item does not have the attribute and nobody has entered it."""
		stated = self._values.get(node, {}).get(attribute) if node else None
		if stated:
			return stated.known
		return UNKNOWN if attribute in self._having.get(item, ()) else None


def _restated(old: Stated | None, new: Known) -> Stated:
	"""Return a value of which something else is known now; what a person entered for it stays."""
	if old and old.is_entered:
		return old._replace(known=new, entered=old.entered or old.known)
	return Stated(new)


def _same(old: Known | None, new: Known | None) -> bool:
	if old and new and isinstance(old.value, float) and isinstance(new.value, float):
		return isclose(old.value, new.value, rel_tol=0, abs_tol=1e-9)
	return old == new

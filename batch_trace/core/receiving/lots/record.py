"""What a lot list or an advance notice says, as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

OF_FILE = ("despatch_no", "purchase_order", "bill_of_lading", "shipped", "expected_on", "supplier_gln")
NO_BATCH = "no batch"


@dataclass(frozen=True, slots=True)
class Lot:
	"""A lot as it should be staged, and what a person has to answer first.

	Dates are ISO text; an end that the file gives as a month is its last day, and `…_precision` is then "month"; other dates
	stay YYYY-MM. Quantities are numbers in `uom` as the file spells it, `gross_kg` and `net_kg` are kilograms. `gtin` has 14
	digits, `sscc` 18. If there is a `problem`, nothing of the lot may be taken without a person; `proposed_batch` is a number
	that stands in free text only. What concerns a line of the file with several lots is said at its last lot. `empty` names
	what the file has a place for, but no usable value.
	"""

	line: int | None = None
	item: str | None = None
	item_name: str | None = None
	supplier_item: str | None = None
	gtin: str | None = None
	upc_as_sent: str | None = None
	supplier_batch: str | None = None
	proposed_batch: str | None = None
	maker_batch: str | None = None
	qty: float | None = None
	uom: str | None = None
	expiry: str | None = None
	expiry_precision: str | None = None
	best_before: str | None = None
	best_before_precision: str | None = None
	retest: str | None = None
	retest_precision: str | None = None
	manufactured: str | None = None
	packed: str | None = None
	harvested: str | None = None
	package: str | None = None
	packages: float | None = None
	sscc: str | None = None
	origin: str | None = None
	gross_kg: float | None = None
	net_kg: float | None = None
	purchase_order: str | None = None
	despatch_no: str | None = None
	bill_of_lading: str | None = None
	shipped: str | None = None
	expected_on: str | None = None
	tlc_source_reference: str | None = None
	reference_document: str | None = None
	problem: str | None = None
	empty: frozenset[str] = frozenset()

	def as_dict(self) -> dict[str, Any]:
		"""Return what was read; a field is None if the file has a place for it, but no usable value."""
		found = {}
		for each in fields(self):
			value = getattr(self, each.name)
			if each.name != "empty" and (value is not None or each.name in self.empty):
				found[each.name] = value
		return found


@dataclass
class Draft:
	"""A lot that is being read: its values by field, its problems, and what its line has ordered and in total."""

	line: int | None = None
	values: dict[str, Any] = field(default_factory=dict)
	problems: list[str] = field(default_factory=list)
	ordered: float | None = None
	total: float | None = None

	def say(self, problem: str | None) -> None:
		"""Add a problem, once."""
		if problem and problem not in self.problems:
			self.problems.append(problem)

	def text(self, name: str) -> str | None:
		"""Return the text of a field."""
		value = self.values.get(name)
		return None if value is None else str(value)

	def lot(self) -> Lot:
		"""Return the lot."""
		known = {each.name for each in fields(Lot)}
		values = {name: value for name, value in self.values.items() if name in known and value is not None}
		empty = frozenset(name for name in known if name in self.values and self.values[name] is None)
		return Lot(line=self.line, problem="; ".join(self.problems) or None, empty=empty, **values)


@dataclass(frozen=True, slots=True)
class SupplierFile:
	"""A lot list or an advance notice as a proposal: a person confirms it.

	Attributes:
		kind: "table", "workbook", "text", "DESADV", "X12 856" or "EPCIS".
		lots: The lots in the order of the file.
		despatch_no: The number of the delivery.
		purchase_order: Our order. If lots have several, each lot has its own.
		bill_of_lading: The bill of lading.
		shipped: When the goods left, ISO text, with a time if the file has one.
		expected_on: When the goods should arrive.
		supplier_gln: The supplier's global location number.
		encoding: The encoding of a text file.
		delimiter: What divides its cells: ",", ";", "|", "tab".
		decimal: Its decimal sign.
		date_format: How it writes dates, such as "DD.MM.YYYY".
		header_rows: How many lines its headings have.
		skip: Which lines are no lots, such as "total line".
		ignored: What is hidden in a workbook and was not read.
		notes: Text beside the lots, for a person.
		questions: What a person has to answer about the whole file.
	"""

	kind: str
	lots: tuple[Lot, ...] = ()
	despatch_no: str | None = None
	purchase_order: str | None = None
	bill_of_lading: str | None = None
	shipped: str | None = None
	expected_on: str | None = None
	supplier_gln: str | None = None
	encoding: str | None = None
	delimiter: str | None = None
	decimal: str | None = None
	date_format: str | None = None
	header_rows: int | None = None
	skip: tuple[str, ...] = ()
	ignored: tuple[str, ...] = ()
	notes: tuple[str, ...] = ()
	questions: tuple[str, ...] = ()

	def as_dict(self) -> dict[str, Any]:
		"""Return what was read; the lots are under "lines"."""
		found: dict[str, Any] = {}
		for each in fields(self):
			value = getattr(self, each.name)
			if each.name != "lots" and value not in (None, ()):
				found[each.name] = list(value) if isinstance(value, tuple) else value
		return {**found, "lines": [lot.as_dict() for lot in self.lots]}


def lifted(drafts: list[Draft], facts: dict[str, Any]) -> dict[str, Any]:
	"""Return the facts of the file; what all lots say alike becomes one of them, and leaves the lots.

	>>> drafts = [Draft(1, {"purchase_order": "P", "shipped": "2026-07-17"}), Draft(2, {"purchase_order": "P", "shipped": "2026-07-19"})]
	>>> lifted(drafts, {}), drafts[0].values
	({'purchase_order': 'P'}, {'shipped': '2026-07-17'})
	"""
	found = {name: value for name, value in facts.items() if value is not None}
	for name in OF_FILE:
		said = [draft.values.get(name) for draft in drafts]
		if said and said[0] is not None and len(set(said)) == 1 and found.get(name, said[0]) == said[0]:
			found[name] = said[0]
		if found.get(name) is not None:
			for draft in drafts:
				if draft.values.get(name) in (None, found[name]):
					draft.values.pop(name, None)
	return found

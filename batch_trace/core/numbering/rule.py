"""The rule by which batches are numbered, and what is known of a batch that gets a number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite

from batch_trace.core.numbering import check_characters, dates

TEXT, COMPANY, WAREHOUSE, ITEM, DATE = "Text", "Company", "Warehouse", "Item Code", "Date"
SHIFT, WORKSTATION, SUPPLIER_BATCH = "Shift", "Workstation", "Supplier Batch"
SEQUENCE, CHECK = "Sequence", "Check Character"
KINDS = (TEXT, COMPANY, WAREHOUSE, ITEM, DATE, SHIFT, WORKSTATION, SUPPLIER_BATCH, SEQUENCE, CHECK)
KNOWN_PARTS = (COMPANY, WAREHOUSE, ITEM, SHIFT, WORKSTATION, SUPPLIER_BATCH)
"""Kinds whose text comes from what is known of the batch."""

POSTED, PRODUCED = "Posting Date", "Production Date"
ALL, REST = "All Numbers of the Rule", "The Rest of the Number"
COUNTED = {
	REST: "",
	ALL: "",
	"Item": ITEM,
	"Company": COMPANY,
	"Warehouse": WAREHOUSE,
	"Supplier Batch": SUPPLIER_BATCH,
}
"""What has a sequence of its own, and the kind of segment that must tell its numbers apart."""

NEVER, DAY, WEEK, MONTH, YEAR = "Never", "Every Day", "Every Week", "Every Month", "Every Year"
RESTARTS = (NEVER, DAY, WEEK, MONTH, YEAR)
SKIP, REFUSE, WARN = "Skip It", "Refuse", "Warn"
SEPARATOR = "-"


@dataclass(frozen=True, slots=True)
class Segment:
	"""One part of the number. `text` is a Text, or what stands in for a fact that is not known.

	`first` counts from 1, from the end if it is negative; a `length` of 0 takes all.
	"""

	kind: str
	text: str = ""
	date_form: str = ""
	date_from: str = POSTED
	first: int = 1
	length: int = 0
	is_plain: bool = False
	width: int = 0
	algorithm: str = check_characters.MOD_37_36

	@classmethod
	def of(cls, row: Mapping[str, object]) -> Segment:
		"""Return the segment of a row of the document.

		Raises:
			ValueError: it is of no kind, or a number cannot be read.
		"""
		return cls(
			kind=_one_of(KINDS, row.get("kind") or TEXT),
			text=str(row.get("text") or ""),
			date_form=str(row.get("date_form") or ""),
			date_from=str(row.get("date_from") or POSTED),
			first=_whole(row.get("first_character")) or 1,
			length=_whole(row.get("length")),
			is_plain=bool(_whole(row.get("only_letters_and_digits"))),
			width=_whole(row.get("width")),
			algorithm=_one_of(
				check_characters.ALGORITHMS, row.get("algorithm") or check_characters.MOD_37_36
			),
		)


@dataclass(frozen=True, slots=True)
class Rule:
	"""The rules of a Batch Numbering Rule."""

	name: str
	segments: tuple[Segment, ...] = ()
	is_gapless: bool = False
	is_gs1_safe: bool = True
	counted: str = REST
	restarts: str = NEVER
	first_number: int = 1
	when_taken: str = SKIP
	separator: str = SEPARATOR
	child_width: int = 1
	first_year: int = dates.FIRST_YEAR
	shifts: str = ""
	company_texts: Mapping[str, str] = field(default_factory=dict)
	by_supplier_batch: bool = False
	maximum_quantity: float = 0.0
	maximum_hours: float = 0.0
	by_shift: bool = False
	by_cleaning: bool = False
	when_ended: str = WARN

	@classmethod
	def of(cls, doc: Mapping[str, object]) -> Rule:
		"""Return the rule of a document with its rows.

		Raises:
			ValueError: a segment is of no kind, or a number cannot be read.
		"""
		return cls(
			name=str(doc.get("name") or ""),
			segments=tuple(Segment.of(row) for row in _rows(doc, "segments")),
			is_gapless=bool(_whole(doc.get("no_gaps"))),
			is_gs1_safe=bool(_whole(doc.get("gs1_safe"))),
			counted=str(doc.get("counted_for_each") or REST),
			restarts=str(doc.get("restarts") or NEVER),
			first_number=_whole(1 if doc.get("first_number") in (None, "") else doc["first_number"]),
			when_taken=str(doc.get("when_taken") or SKIP),
			separator=str(doc.get("child_separator") or SEPARATOR),
			child_width=_whole(doc.get("child_width")) or 1,
			first_year=_whole(doc.get("first_year")) or dates.FIRST_YEAR,
			shifts=str(doc.get("shifts") or ""),
			company_texts={
				str(row.get("company") or ""): str(row.get("text") or "")
				for row in _rows(doc, "company_texts")
			},
			by_supplier_batch=bool(_whole(doc.get("by_supplier_batch"))),
			maximum_quantity=_number(doc.get("maximum_quantity")),
			maximum_hours=_number(doc.get("maximum_hours")),
			by_shift=bool(_whole(doc.get("by_shift"))),
			by_cleaning=bool(_whole(doc.get("by_cleaning"))),
			when_ended=str(doc.get("when_ended") or WARN),
		)

	@property
	def sequence(self) -> Segment | None:
		"""The segment that counts, None if none does."""
		return next((segment for segment in self.segments if segment.kind == SEQUENCE), None)


@dataclass(frozen=True, slots=True)
class Facts:
	"""What is known of a batch that gets a number; "" for what is not known.

	Without a `production_date` the batch counts as produced when it was posted.
	"""

	posted: datetime
	item_code: str = ""
	company: str = ""
	company_abbr: str = ""
	warehouse: str = ""
	supplier_batch: str = ""
	workstation: str = ""
	production_date: date | None = None

	@property
	def produced(self) -> date:
		"""The production date, or else the posting date."""
		return self.production_date or self.posted.date()


def _rows(doc: Mapping[str, object], field_name: str) -> Sequence[Mapping[str, object]]:
	rows = doc.get(field_name)
	return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _one_of(words: Collection[str], value: object) -> str:
	if value not in words:
		raise ValueError(value)
	return str(value)


def _number(value: object) -> float:
	number = float(str(value or 0))
	if not isfinite(number):
		raise ValueError(value)
	return number


def _whole(value: object) -> int:
	return int(_number(value))

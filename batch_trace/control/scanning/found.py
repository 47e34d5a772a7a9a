"""What a scan means: the answer that is filled step by step, and the candidates among which nothing is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

UNKNOWN = "unknown"
BATCH, SERIAL, ITEM, SUPPLIER_BATCH = "batch", "serial", "item", "supplier_batch"
HANDLING_UNIT, LOCATION, DOCUMENT = "handling_unit", "location", "document"


@dataclass(frozen=True)
class Candidate:
	"""A document that a text may mean."""

	kind: str
	doctype: str
	name: str
	item_code: str | None = None


@dataclass
class Meaning:
	"""The answer to one scan."""

	kind: str = UNKNOWN
	item_code: str | None = None
	batch: str | None = None
	serial_no: str | None = None
	supplier_batch: str | None = None
	handling_unit: str | None = None
	location: dict[str, str | None] | None = None
	document: dict[str, str] | None = None
	expiry_date: date | None = None
	manufacturing_date: date | None = None
	quantity: float | None = None
	uom: str | None = None
	gs1: dict[str, str] = field(default_factory=dict)
	warnings: list[str] = field(default_factory=list)
	error: str | None = None
	candidates: list[dict[str, Any]] = field(default_factory=list)
	readings: list[dict[str, Any]] = field(default_factory=list)

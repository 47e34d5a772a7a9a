"""What a signature covers: the canonical text of a record, and the SHA-256 of that text.

A record has the same text while it is new, after submission, and when read back from any database. Frappe's own
fields and empty values (None, "", 0 or an empty list) are omitted, so that a field added to a doctype later breaks no
signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

BOOKKEEPING = frozenset({"modified", "modified_by", "docstatus", "idx", "workflow_state"})
"""Fields that Frappe changes although the content of the record stays the same."""
ROW_BOOKKEEPING = BOOKKEEPING | {"name", "owner", "creation", "parent", "parentfield", "parenttype"}
"""The same for rows of child tables; the text keeps the order of the rows instead."""
SMALLEST = Decimal("0.000000001")
"""Databases store floats with nine decimals."""
PRECISE = Context(prec=60)


def content_hash(record: Mapping[str, object]) -> str:
	"""Return the SHA-256 (hex) of a record's canonical text.

	>>> content_hash({"name": "H-1", "qty": 5})[:12]
	'2a86dfe5231c'
	>>> content_hash({"name": "H-1", "qty": 5}) == content_hash({"qty": 5.0, "name": "H-1", "idx": 3, "note": None})
	True
	>>> content_hash({"name": "H-1", "qty": 5}) == content_hash({"name": "H-2", "qty": 5})
	False
	"""
	return hashlib.sha256(canonical_text(record).encode()).hexdigest()


def canonical_text(record: Mapping[str, object]) -> str:
	"""Return a record as JSON: keys sorted, numbers and times as text, child tables in the order of their rows.

	`record` maps fields to None, text, numbers, dates and times, or rows of a child table (a list of mappings).

	>>> canonical_text({"qty": 1.50, "day": date(2026, 1, 2), "rows": [{"idx": 2, "x": "b"}, {"idx": 1, "x": "a"}]})
	'{"day":"2026-01-02","qty":"1.5","rows":[{"x":"a"},{"x":"b"}]}'

	Raises:
		TypeError: a value has another type.
	"""
	return _text(_mapping(record, BOOKKEEPING))


def _text(content: object) -> str:
	return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _mapping(record: Mapping[str, object], omitted: frozenset[str]) -> dict[str, object]:
	return {
		key: _value(value)
		for key, value in record.items()
		if key not in omitted and not key.startswith("_") and not _is_empty(value)
	}


def _is_empty(value: object) -> bool:
	"""Return whether a value is empty; midnight and the text "0" are not.

	>>> [_is_empty(value) for value in (None, "", 0, False, 1e-12, [], timedelta(0), "0")]
	[True, True, True, True, True, True, False, False]
	"""
	if isinstance(value, int | float | Decimal):
		return _number(value) == "0"
	return value is None or value in ("", [], {})


def _value(value: object) -> object:
	if value is None or isinstance(value, str):
		return value
	if isinstance(value, int | float | Decimal):
		return _number(value)
	if isinstance(value, date | time | timedelta):
		return _moment(value)
	if isinstance(value, Mapping):
		return _mapping(value, frozenset())
	if isinstance(value, Sequence):
		return _rows(value)
	raise TypeError(f"cannot sign a value of type {type(value).__name__}")


def _rows(values: Sequence[object]) -> list[object]:
	"""Return child rows in order of idx, then of their content; other lists unchanged."""
	rows = [value for value in values if isinstance(value, Mapping)]
	if len(rows) < len(values):
		return [_value(value) for value in values]
	by_place = [(row.get("idx") or 0, _mapping(row, ROW_BOOKKEEPING)) for row in rows]
	return [row for _place, row in sorted(by_place, key=lambda row: (row[0], _text(row[1])))]


def _number(value: float | Decimal) -> str:
	"""Return a number as text with at most nine decimals, rounded as the database rounds.

	>>> _number(5), _number(5.0), _number(True), _number(-0.0), _number(1 / 3), _number(1200), _number(1.0000000005)
	('5', '5', '1', '0', '0.333333333', '1200', '1.000000001')
	"""
	exact = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
	if not exact.is_finite():
		return str(exact)
	rounded = f"{exact.quantize(SMALLEST, ROUND_HALF_UP, PRECISE):f}".rstrip("0").rstrip(".")
	return "0" if rounded == "-0" else rounded


def _moment(value: date | time | timedelta) -> str:
	"""Return a date, time or datetime as text; times always have microseconds.

	>>> _moment(date(2026, 1, 2)), _moment(datetime(2026, 1, 2, 3, 4)), _moment(timedelta(hours=3))
	('2026-01-02', '2026-01-02 03:04:00.000000', '03:00:00.000000')
	>>> _moment(time(3, 0)) == _moment(timedelta(hours=3))
	True
	"""
	if isinstance(value, datetime):
		return value.isoformat(" ", "microseconds")
	if isinstance(value, time):
		return value.isoformat("microseconds")
	if isinstance(value, timedelta):
		seconds, rest = divmod(value // timedelta(microseconds=1), 1_000_000)
		return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:06}"
	return value.isoformat()

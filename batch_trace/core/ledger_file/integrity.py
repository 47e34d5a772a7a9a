"""Seals of the ledger's events, which make any later change of an event visible."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

SEPARATOR, END = "\x1f", "\x1e"


def event_hash(facts: Sequence[object], entries: Iterable[Sequence[object]], previous_hash: str) -> str:
	"""Return the SHA-256 (hex) of an event's facts, its entries and the seal of the voucher's previous event.

	Facts and entries are plain values in a fixed order; the order of the entries does not matter. None and "" are
	equal, so that the seal still matches after the values were stored in a database and read back.

	>>> seal = event_hash(["Receipt", "PR-1"], [["B1", 5.0], ["B2", 1.0]], "")
	>>> seal == event_hash(["Receipt", "PR-1"], [["B2", 1.0], ["B1", 5]], "")
	True
	>>> seal == event_hash(["Receipt", "PR-1"], [["B1", 5.1], ["B2", 1.0]], "")
	False
	"""
	lines = sorted(SEPARATOR.join(map(_text, entry)) for entry in entries)
	text = END.join([previous_hash, SEPARATOR.join(map(_text, facts)), *lines])
	return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
	if value is None:
		return ""
	if isinstance(value, float | int):
		return f"{value:.9f}"
	return str(value)

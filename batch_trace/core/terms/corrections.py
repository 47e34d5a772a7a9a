"""Corrections of a supplier's batch number: the ledger keeps what was recorded, and the correction says what is right."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from batch_trace.core.terms.supplier_batches import as_compared

Correction: TypeAlias = tuple[str, str]
"""The number before and after, "" for none."""

Corrections: TypeAlias = Mapping[str, Sequence[Correction]]
"""The corrections of each batch, in the order in which they were made."""


def corrections_of(rows: Iterable[tuple[str, str | None, str | None]]) -> dict[str, list[Correction]]:
	"""Return the corrections of each batch from rows of batch, number before and number after, in order.

	>>> corrections_of([("F1", "L-1", "L-2"), ("F1", None, "L-3")])
	{'F1': [('L-1', 'L-2'), ('', 'L-3')]}
	"""
	by_batch: dict[str, list[Correction]] = {}
	for batch, before, after in rows:
		by_batch.setdefault(batch, []).append((before or "", after or ""))
	return by_batch


def corrected(recorded: str | None, corrections: Iterable[Correction]) -> str:
	"""Return the right number for one that a voucher recorded.

	>>> corrected("L-1", [("L-1", "L-2"), ("L-2", "L-3")]), corrected("l 9", [("L-1", "L-2"), ("L9", "L-4")]), corrected(None, [])
	('L-3', 'L-4', '')
	"""
	number = recorded or ""
	for before, after in corrections:
		if as_compared(number) == as_compared(before):
			number = after
	return number

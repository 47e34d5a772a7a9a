"""Corrections of a supplier's batch number: the ledger keeps what was recorded, and the correction says what is right."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from batch_trace.core.terms.supplier_batches import as_compared


class Correction(NamedTuple):
	"""The number before and after, "" for none; who corrected it and when, "" where nobody asks."""

	before: str
	after: str
	user: str = ""
	at: str = ""


Corrections: TypeAlias = Mapping[str, Sequence[Correction]]
"""The corrections of each batch, in the order in which they were made."""


def corrections_of(rows: Iterable[Sequence[object]]) -> dict[str, list[Correction]]:
	"""Return the corrections of each batch from rows of batch, number before, number after, user and time, in order.

	>>> corrections_of([("F1", "L-1", "L-2"), ("F1", None, "L-3")])["F1"][1].after
	'L-3'
	"""
	by_batch: dict[str, list[Correction]] = {}
	for batch, *facts in rows:
		by_batch.setdefault(str(batch), []).append(Correction(*(str(fact or "") for fact in facts)))
	return by_batch


def corrected(recorded: str | None, corrections: Iterable[Correction]) -> str:
	"""Return the right number for one that a voucher recorded.

	>>> twice = [Correction("L-1", "L-2"), Correction("L-2", "L-3")]
	>>> corrected("L-1", twice), corrected("l- 2", twice), corrected(None, [])
	('L-3', 'L-3', '')
	"""
	number = recorded or ""
	for each in corrections:
		if as_compared(number) == as_compared(each.before):
			number = each.after
	return number

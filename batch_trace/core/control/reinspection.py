"""Which result counts where the same goods were inspected several times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from batch_trace.core.control.policy import ANY_ACCEPTED, NEWEST_RESULT


class Result(NamedTuple):
	"""What an inspection said of a batch.

	`reference` is its voucher, `row` the row of it that was inspected, "" for all of the item; `names_batch` if it is of the
	batch itself, whatever its voucher. `at` are times of one format.
	"""

	name: str
	is_rejected: bool
	is_accepted: bool
	reference: tuple[str, str]
	row: str
	names_batch: bool
	at: str


def rejections(results: Sequence[Result], deciding: str) -> list[str]:
	"""Return the names of the inspections whose rejection counts, by the result that decides.

	>>> first = Result("QI-1", True, False, ("Purchase Receipt", "PR-1"), "", True, "2026-01-01")
	>>> again = Result("QI-2", False, True, ("Purchase Receipt", "PR-1"), "", True, "2026-01-02")
	>>> [rejections([first, again], which) for which in ("Worst Result", "Newest Result", "Any Accepted Result")]
	[['QI-1'], [], []]
	>>> first = first._replace(at="2026-01-03")
	>>> [rejections([first, again], which) for which in ("Worst Result", "Newest Result", "Any Accepted Result")]
	[['QI-1'], ['QI-1'], []]
	"""
	accepted = [result for result in results if result.is_accepted]
	return [
		result.name
		for result in results
		if result.is_rejected and not any(_replaces(other, result, deciding) for other in accepted)
	]


def _replaces(accepted: Result, rejected: Result, deciding: str) -> bool:
	"""Return whether an accepted inspection counts instead of a rejected one."""
	if deciding not in (NEWEST_RESULT, ANY_ACCEPTED):
		return False
	if deciding == NEWEST_RESULT and (accepted.at, accepted.name) <= (rejected.at, rejected.name):
		return False
	is_same_row = accepted.reference == rejected.reference and accepted.row in ("", rejected.row)
	return accepted.names_batch or is_same_row

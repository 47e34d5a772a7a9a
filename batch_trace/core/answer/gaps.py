"""Gaps: where a trace is not complete, or not plausible. Codes, how severe each is, and its words.

A gap of severity `error` means that something may be missing from the answer: it is then not complete.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from batch_trace.core.answer.answer import GapRow
from batch_trace.core.terms.nodes import Node, name_of

Translate: TypeAlias = Callable[[str], str]

ERROR, WARNING, INFO = "error", "warning", "info"

ORPHAN_BATCH = "orphan_batch"
CONSUMED_BEFORE_RECEIVED = "consumed_before_received"
NEGATIVE_BALANCE = "negative_balance"
OUTPUT_WITHOUT_INPUT = "output_without_input"
INPUT_WITHOUT_OUTPUT = "input_without_output"
UNTRACKED_INPUT = "untracked_input"
UNTRACKED_OUTPUT = "untracked_output"
INFERRED_LINK = "inferred_link"
ASSERTED_LINK = "asserted_link"
PARTY_UNKNOWN = "party_unknown"
SHARE_UNKNOWN = "share_unknown"
PERMISSION_CUT = "permission_cut"
DEPTH_CUT = "depth_cut"
BACKFILL_INCOMPLETE = "backfill_incomplete"
CHECK_FOUND = "check_found"

CODES: dict[str, tuple[str, str]] = {
	ORPHAN_BATCH: (ERROR, "{0} left the stock but was never received or made: its origin is not known"),
	CONSUMED_BEFORE_RECEIVED: (WARNING, "{0} left the stock on {1}, before it was received or made on {2}"),
	NEGATIVE_BALANCE: (WARNING, "{0} has a negative quantity in {1}: {2}"),
	OUTPUT_WITHOUT_INPUT: (ERROR, "{0} was made without any recorded input"),
	INPUT_WITHOUT_OUTPUT: (ERROR, "{0} was consumed, but what was made of it is not recorded yet"),
	UNTRACKED_INPUT: (INFO, "{0} {1} of {2} without batch or serial number went in"),
	UNTRACKED_OUTPUT: (
		ERROR,
		"{0} {1} of {2} without batch or serial number came out and cannot be followed",
	),
	INFERRED_LINK: (WARNING, "What went into what is inferred here: {0}"),
	ASSERTED_LINK: (WARNING, "What became what is asserted here by a stock reconciliation, not recorded"),
	PARTY_UNKNOWN: (WARNING, "No supplier or customer is recorded for {0}"),
	SHARE_UNKNOWN: (
		WARNING,
		"Shares that depend on this are not known: give the items a weight or a common unit",
	),
	PERMISSION_CUT: (ERROR, "Parts of this trace are not shown, because you may not read them"),
	DEPTH_CUT: (ERROR, "The trace goes on below depth {0}, where you let it stop"),
	BACKFILL_INCOMPLETE: (ERROR, "The history is back-filled up to {0} only"),
	CHECK_FOUND: (
		ERROR,
		"The check found a difference between the ledger and the stock of {0}: look at its open Trace Gaps",
	),
}
"""Severity and message by code; a message is a translatable text with numbered places."""


class Gap(NamedTuple):
	"""One finding: its facts are in `args`, in the order of the message's places."""

	code: str
	args: tuple[str, ...] = ()
	node: Node | None = None
	event: int | None = None
	voucher: tuple[str, str] | None = None
	"""Voucher type and number, where they are known without the event."""
	item: str | None = None
	"""The item that the message names, where it names one."""

	@property
	def severity(self) -> str:
		"""How severe a gap of this code is.

		>>> Gap(ORPHAN_BATCH).severity, Gap(UNTRACKED_INPUT).severity
		('error', 'info')
		"""
		return CODES[self.code][0]

	def message(self, translate: Translate = str) -> str:
		"""Say what was found.

		>>> Gap(NEGATIVE_BALANCE, ("B-1", "Stores", "-2")).message()
		'B-1 has a negative quantity in Stores: -2'
		"""
		return translate(CODES[self.code][1]).format(*self.args)


def gap_row(gap: Gap, voucher_type: str | None, voucher_no: str | None, translate: Translate = str) -> GapRow:
	"""Return the gap in words.

	>>> gap_row(Gap("orphan_batch", ("B-1",), "B-1"), None, None)["severity"]
	'error'
	"""
	return {
		"code": gap.code,
		"severity": gap.severity,
		"batch": None if gap.node is None else name_of(gap.node),
		"voucher_type": voucher_type,
		"voucher_no": voucher_no,
		"message": gap.message(translate),
	}

"""Gaps: where a trace is incomplete or implausible. Their codes, severities and messages.

A gap of severity `error` means that something may be missing from the answer, which is then not complete.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from batch_trace.core.answer.answer import GapRow
from batch_trace.core.terms.nodes import Node, name_of

Translate: TypeAlias = Callable[[str], str]

ERROR, WARNING, INFO = "error", "warning", "info"

ORPHAN_BATCH = "orphan_batch"
ORIGIN_UNKNOWN = "origin_unknown"
CONSUMED_BEFORE_RECEIVED = "consumed_before_received"
OUT_OF_ORDER = "out_of_order"
RECORDED_LATE = "recorded_late"
NEGATIVE_BALANCE = "negative_balance"
OUTPUT_WITHOUT_INPUT = "output_without_input"
INPUT_WITHOUT_OUTPUT = "input_without_output"
UNTRACKED_INPUT = "untracked_input"
UNTRACKED_OUTPUT = "untracked_output"
UNTRACKED_WASTE = "untracked_waste"
LACKS_BATCH = "lacks_batch"
INFERRED_LINK = "inferred_link"
ASSERTED_LINK = "asserted_link"
SOLD_NOT_PICKED = "sold_not_picked"
DROP_SHIPPED = "drop_shipped"
LOST_AND_FOUND = "lost_and_found"
STOPPED_BATCH_MISSING = "stopped_batch_missing"
POSSIBLY_SOLD = "possibly_sold"
COMPANY_TRANSFER_DIFFERS = "company_transfer_differs"
NOT_ARRIVED = "not_arrived"
TAKEN_BACK_TWICE = "taken_back_twice"
PARTY_UNKNOWN = "party_unknown"
NEVER_SHIPPED = "never_shipped"
SUPPLIER_BATCH_CORRECTED = "supplier_batch_corrected"
BATCH_CORRECTED = "batch_corrected"
SHARE_UNKNOWN = "share_unknown"
PERMISSION_CUT = "permission_cut"
DISPATCH_HIDDEN = "dispatch_hidden"
DEPTH_CUT = "depth_cut"
NOT_RECORDED_YET = "not_recorded_yet"
BACKFILL_INCOMPLETE = "backfill_incomplete"
CHECK_FOUND = "check_found"

CODES: dict[str, tuple[str, str]] = {
	ORPHAN_BATCH: (ERROR, "{0} left the stock but was never received or made: its origin is unknown"),
	ORIGIN_UNKNOWN: (
		ERROR,
		"{0} came into stock by a count, or by a return of what was never shipped: its origin is unknown. If you know it, cancel that voucher "
		"and enter it with the origin: the count with Was Booked As, or a receipt or a Repack in its place, the return with the batch that was "
		"shipped. An explanation of another Trace Gap gives it no origin: what nobody knows stays unknown",
	),
	CONSUMED_BEFORE_RECEIVED: (WARNING, "{0} left the stock on {1}, before it was received or made on {2}"),
	OUT_OF_ORDER: (
		WARNING,
		"More of {0} left on {1} with {2} than was there at that time: it may contain what came in later",
	),
	RECORDED_LATE: (
		WARNING,
		"What left of {0} on {1} with {3} was recorded on {2}, later than what came into {0} after that time: it may contain it",
	),
	NEGATIVE_BALANCE: (WARNING, "{0} has a negative quantity in {1}: {2}"),
	OUTPUT_WITHOUT_INPUT: (ERROR, "{0} was made with {1} without any recorded input"),
	INPUT_WITHOUT_OUTPUT: (ERROR, "{0} was consumed with {1}, but no output is recorded yet"),
	UNTRACKED_INPUT: (INFO, "{0} {1} of {2} without batch or serial number were consumed"),
	UNTRACKED_OUTPUT: (
		ERROR,
		"{0} {1} of {2} without batch or serial number were made and cannot be traced",
	),
	UNTRACKED_WASTE: (INFO, "{0} {1} of {2} without batch or serial number came out as waste or by-product"),
	LACKS_BATCH: (
		ERROR,
		"{0} of {1} moved in {2} without batch or serial number, although the item has them: which ones moved is not known. "
		"Cancel the voucher and amend it with the batch, or put its Serial and Batch Bundle back from a backup",
	),
	INFERRED_LINK: (WARNING, "What became of each input of {0} is inferred: {1}"),
	ASSERTED_LINK: (WARNING, "{0} asserts which batch became which; it is not recorded"),
	SOLD_NOT_PICKED: (
		ERROR,
		"{0} {1} of {2} were sold with {3}, and their batch is not known before the till is closed: they may be of {4}",
	),
	DROP_SHIPPED: (
		WARNING,
		"{3} was to deliver {0} {1} of {2} directly to a customer, ordered with {4}. No batch is recorded: these goods may be of batch {5}. "
		"Ask {3} which lot they were of",
	),
	LOST_AND_FOUND: (
		ERROR,
		"{0} {1} of {2} went missing in a count, or by an issue, and at about that time more of {3} came from nowhere: the missing goods may "
		"be among it. Say so in Was Booked As of the count's row, or explain the Trace Gap of {2}",
	),
	STOPPED_BATCH_MISSING: (
		ERROR,
		"{1} found less of {0}, which was stopped: where these goods are is not known. Find out, and explain the Trace Gap of {0}",
	),
	POSSIBLY_SOLD: (
		ERROR,
		"{1} sold {0}, or another batch that is booked in its place: which one it was is not known. Find out, and explain the Trace Gap of that sale",
	),
	COMPANY_TRANSFER_DIFFERS: (
		ERROR,
		"What arrived with {1} is not what another company of this site sent, and {0} is part of it. Find out why, and explain the Trace Gap "
		"of {1}, or correct that purchase",
	),
	NOT_ARRIVED: (
		ERROR,
		"{0} {1} of {2} went to {3}, a company of this site, with {4}, or back from it, and their arrival is not recorded: they are on "
		"the way, or there under another number. Make the purchase of {3} from {4}, with the parts of a kit in rows of their own, or the return of {4}",
	),
	TAKEN_BACK_TWICE: (
		ERROR,
		"{0} {1} of {2} have come back from {3}, a company of this site, to which they went with {4}, and {3} still has them: they are "
		"in stock twice. Return or cancel the purchase of {3}, or cancel the return of {4}",
	),
	PARTY_UNKNOWN: (WARNING, "No supplier or customer is recorded for {0} in {1}"),
	SUPPLIER_BATCH_CORRECTED: (
		INFO,
		"The supplier's batch number of {0} was corrected from {1} to {2} by {3} on {4}",
	),
	BATCH_CORRECTED: (
		INFO,
		"{0} of {1} in {2} were of {3}: corrected by {4} on {5}, because {6}. The voucher and its papers still name {1}",
	),
	NEVER_SHIPPED: (
		WARNING,
		"{0} came back from {1} with {2}, and no shipment of it to {1} is recorded: the goods may be of another batch. Read the number on "
		"them; if it is wrong, cancel the return and enter it with the batch that was shipped",
	),
	SHARE_UNKNOWN: (
		WARNING,
		"Shares that depend on {0} are unknown: give the items a weight or a common unit",
	),
	PERMISSION_CUT: (ERROR, "Parts of this trace are not shown, because you may not read every {0}"),
	DISPATCH_HIDDEN: (
		INFO,
		"Drivers, seals, temperatures, consignees and proofs of delivery of {1} shipments are not shown, because you may not read every {0}",
	),
	DEPTH_CUT: (INFO, "The trace goes on beyond depth {0}, where it was asked to stop"),
	NOT_RECORDED_YET: (ERROR, "At {1}, nothing of {0} was in the ledger yet"),
	BACKFILL_INCOMPLETE: (ERROR, "The back-fill of the history has only reached {0}"),
	CHECK_FOUND: (
		ERROR,
		"The check found a difference that concerns {0}: repair or explain its open Trace Gaps",
	),
}
"""Severity and message by code; messages are translatable, with numbered placeholders."""
OF_MOVEMENTS = frozenset({STOPPED_BATCH_MISSING, POSSIBLY_SOLD, COMPANY_TRANSFER_DIFFERS})
"""Trace Gaps that movements leave, and no check: a trace words each of them itself, from its batch and its voucher."""


ONE_PRODUCT_EACH = "Several inputs and several products are on one voucher. Make a Stock Entry for each product, so that it is recorded."
ONE_UNIT_EACH = (
	"Several units were made at once. Make a Stock Entry (in a Subcontracting Receipt a row) for each unit, so that it is "
	"recorded."
)
"""Advice on how to book what had to be inferred."""
NO_WASTE = "It is marked as waste or by-product, but it was sold, brought to a customer, or used afterwards: give the item batches"
ONLY_WASTE = (
	"It is marked as waste or by-product, but nothing else was made: issue what is thrown away by a Material Issue, or give "
	"the item batches"
)
"""Why a mark is not believed that would make an output without a batch a mere note, and what to do."""


class Gap(NamedTuple):
	"""A gap; `args` are the values of the message's placeholders."""

	code: str
	args: tuple[str, ...] = ()
	node: Node | None = None
	event: int | None = None
	voucher: tuple[str, str] | None = None
	"""Voucher type and number of gaps without an event."""
	item: str | None = None
	"""The item in the message, if any."""
	advice: str = ""
	"""What to do about it, as a sentence that follows the message."""
	about: tuple[tuple[str, str], ...] = ()
	"""Doctype and name of what else the message names, or stands for: only those who may read all of it see the gap."""

	@property
	def severity(self) -> str:
		"""The severity of the gap's code.

		>>> Gap(ORPHAN_BATCH).severity, Gap(UNTRACKED_INPUT).severity
		('error', 'info')
		"""
		return CODES[self.code][0]

	def message(self, translate: Translate = str) -> str:
		"""Return the message with its values, and the advice.

		>>> Gap(NEGATIVE_BALANCE, ("B-1", "Stores", "-2")).message()
		'B-1 has a negative quantity in Stores: -2'
		"""
		message = translate(CODES[self.code][1]).format(*self.args)
		return f"{message}. {translate(self.advice)}" if self.advice else message


def gap_row(gap: Gap, voucher_type: str | None, voucher_no: str | None, translate: Translate = str) -> GapRow:
	"""Return the gap as a row of the answer.

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

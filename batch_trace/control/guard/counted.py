"""What a count finds less of a stopped batch: a fact that passes, and that QA has to explain.

The Trace Gap that it leaves stays open until somebody has explained where the goods are. Until then they may be anywhere,
and `found.py` holds what may be them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import frappe
from frappe import _

from batch_trace.control.guard.guard import stopped_for
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.movements.outward import Going, leaving
from batch_trace.control.status import standing
from batch_trace.core.answer.gaps import STOPPED_BATCH_MISSING
from batch_trace.core.control.movement_kinds import ISSUE
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import check
from batch_trace.ledger.finding import Finding
from batch_trace.ledger.stock import RECONCILIATION


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Leave a Trace Gap for what counts find less of stopped batches."""
	counts = [event for event in events if event.voucher.voucher_type == RECONCILIATION]
	less = _less(counts)
	for going in stopped_for(ISSUE, list(less)) if less else ():
		check.keep(_finding(going, less[going]), frappe.utils.now())


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Close the gaps of counts that are cancelled: nothing is missing any more."""
	for event in cancelled(events):
		voucher = {"voucher_type": event.voucher.voucher_type, "voucher_no": event.voucher.voucher_no}
		if event.voucher.voucher_type == RECONCILIATION:
			check.close({"code": STOPPED_BATCH_MISSING, **voucher})


def _less(counts: Sequence[RecordedEvent]) -> dict[Going, float]:
	"""Return how much less (stock UOM) the counts find of each batch in each warehouse."""
	less: dict[Going, float] = defaultdict(float)
	for event in counts:
		for going, movement in leaving(event):
			less[going] -= movement.qty
	return less


def _finding(going: Going, quantity: float) -> Finding:
	verdict = standing.read([going.batch], [going.warehouse])[going.batch].verdict(going.warehouse)
	uom = frappe.get_cached_value("Item", going.item_code, "stock_uom")
	message = _(
		"{0} {1} found {2} {3} less of batch {4} in {5}, whose status was {6}. Find out where these goods are, enter it in Explanation, "
		"and set the status to Explained. Until then, goods of the item that are found are held."
	).format(
		_(going.voucher_type),
		going.voucher_no,
		quantity_text(quantity),
		_(uom),
		going.batch,
		going.warehouse,
		_(verdict.status),
	)
	return Finding(
		STOPPED_BATCH_MISSING,
		" ".join([message, _reason_given(going)]).strip(),
		batch=going.batch,
		voucher_type=going.voucher_type,
		voucher_no=going.voucher_no,
		warehouse=going.warehouse,
		is_repairable=False,
	)


def _reason_given(going: Going) -> str:
	reason = frappe.db.get_value(going.voucher_type, going.voucher_no, "batch_count_reason")
	return _("Reason given: {0}").format(reason) if reason else ""

"""Parts of kits that a till sold of a batch which could not be booked any more when the till was closed.

The batches of such parts are chosen at the closing. A batch that was stopped or carried away since the sale may be the one
that was sold, though another one is booked: that leaves a Trace Gap, until somebody has found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.policy import rules
from batch_trace.control.policy.deciders import DISPOSITION, DISPOSITION_ROW
from batch_trace.control.status import standing
from batch_trace.control.status.open_holds import HOLD
from batch_trace.control.status.standing import Standing
from batch_trace.core.answer.gaps import POSSIBLY_SOLD
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st
from batch_trace.core.control.movement_kinds import POINT_OF_SALE
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import check, consolidated, tolerance, unpicked
from batch_trace.ledger.finding import Finding
from batch_trace.ledger.pos import POS_INVOICE
from batch_trace.ledger.unpicked import Sale


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Leave a Trace Gap for each batch that may have been sold and is not booked; close those of sales that are open again."""
	for event in cancelled(events):
		if event.voucher.voucher_type == POS_INVOICE:
			voucher = {"voucher_type": POS_INVOICE, "voucher_no": event.voucher.voucher_no}
			check.close({"code": POSSIBLY_SOLD, **voucher})
	booked = _booked_at_closing(events)
	for sale in unpicked.of_places({(item, warehouse) for _sale, item, warehouse in booked}):
		batches = booked.get((sale.name, sale.item_code, sale.warehouse))
		for other in sorted(_others(sale) - batches) if batches else ():
			check.keep(_finding(sale, other, sorted(batches)), frappe.utils.now())


def _booked_at_closing(events: Sequence[RecordedEvent]) -> dict[tuple[str, str, str], set[str]]:
	"""Return the batches that a closing has booked for sales, by sale, item and warehouse."""
	sales = [e for e in events if e.voucher.voucher_type == POS_INVOICE and not e.is_reversal]
	closed = consolidated.merged_into([e.voucher.voucher_no for e in sales]) if sales else {}
	booked: dict[tuple[str, str, str], set[str]] = {}
	for event in sales:
		for m in event.outward_movements() if event.voucher.voucher_no in closed else ():
			key = (event.voucher.voucher_no, m.item_code, m.warehouse)
			booked.setdefault(key, set()).add(m.batch or "")
	return booked


def _others(sale: Sale) -> set[str]:
	"""Return the batches that were at the till when it sold, and have been stopped or carried away since."""
	place = {"item_code": sale.item_code, "warehouse": sale.warehouse, "batch": ["is", "set"]}
	fields = {"pluck": "batch", "order_by": None, "limit_page_length": 0}
	came_before = {"arrived_on": ["<=", sale.posted + timedelta(hours=tolerance.hours() or 0)]}
	there = frappe.get_all("Batch Balance", {**place, **came_before, "is_open": 1}, **fields)
	gone = frappe.get_all(
		"Batch Balance", {**place, "is_open": 0, "modified": [">=", sale.recorded]}, **fields
	)
	standings = standing.read(there, [sale.warehouse]) if there else {}
	stopped = {name for name, batch in standings.items() if _is_stopped_since(sale, batch)}
	return stopped | unpicked.left_otherwise(sale, gone)


def _is_stopped_since(sale: Sale, batch: Standing) -> bool:
	table = rules.permit_table()
	reasons = [
		reason
		for reason in batch.verdict(sale.warehouse).reasons
		if permits.action(table, reason.status, POINT_OF_SALE) == permits.STOP
	]
	return bool(reasons) and not any(_was_there(reason, sale, batch) for reason in reasons)


def _was_there(reason: st.Reason, sale: Sale, batch: Standing) -> bool:
	"""Return whether a reason stopped the batch when the till sold, so that it was not sold."""
	if reason.cause == HOLD:
		return bool(reason.since) and get_datetime(reason.since) < sale.recorded
	if reason.cause in (standing.EXPIRY, standing.RETEST):
		date = batch.expiry_date if reason.cause == standing.EXPIRY else batch.retest_date
		return bool(date) and getdate(date) < getdate(sale.posted)
	if reason.cause == DISPOSITION:
		since = {"batch": batch.batch, "docstatus": 1, "creation": [">=", sale.recorded]}
		return not frappe.db.exists(DISPOSITION_ROW, since)
	return reason.cause != standing.DISABLED


def _finding(sale: Sale, batch: str, booked: Sequence[str]) -> Finding:
	message = _(
		"{0} {1} sold {2} {3} of {4} in a kit. Batch {5} was there, and was stopped or carried away before the till was closed, so "
		"that {6} is booked. Find out which batch was sold, enter it in Explanation, and set the status to Explained."
	)
	return Finding(
		POSSIBLY_SOLD,
		message.format(
			_(POS_INVOICE),
			sale.name,
			quantity_text(float(sale.quantity)),
			_(sale.uom),
			sale.item_name,
			batch,
			", ".join(booked),
		),
		batch=batch,
		voucher_type=POS_INVOICE,
		voucher_no=sale.name,
		warehouse=sale.warehouse,
		is_repairable=False,
	)

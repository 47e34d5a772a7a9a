"""Amended vouchers: a batch that replaces another one takes over the holds and decisions on that one."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from batch_trace.control.holds import placed_holds
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.compat import existing_fields

BROUGHT_IN = """
	SELECT DISTINCT entry.batch FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no = %(voucher_no)s
		AND entry.direction = 'In' AND entry.item_code = %(item_code)s AND entry.batch IS NOT NULL
"""


def take_over(event: RecordedEvent, made: dict[str, str]) -> None:
	"""Give the batches of an amended voucher (`made`: item by batch) the holds and decisions of those replaced."""
	original = _amended_from(event.voucher.voucher_type, event.voucher.voucher_no)
	if not original:
		return
	for batch, item in made.items():
		replaced = _brought_in(event.voucher.voucher_type, original, item)
		if replaced and batch not in replaced:
			_take_over(event, batch, list(standing.read(replaced).values()))


def _take_over(event: RecordedEvent, batch: str, replaced: Iterable[Standing]) -> None:
	"""Give the batch the strictest decision on the replaced batches, and a hold for each hold on them."""
	status = frappe.db.get_value("Batch", batch, "quality_status")
	decided = [each.quality_status for each in replaced if each.quality_status]
	strictest = max(decided, key=st.strictness, default="")
	if strictest and (not status or st.strictness(strictest) > st.strictness(status)):
		frappe.db.set_value("Batch", batch, "quality_status", strictest, update_modified=False)
	for hold in {hold.hold: hold for each in replaced for hold in each.holds}.values():
		row = {"batch": batch, "warehouse": hold.warehouse, "cause_batch": hold.batch}
		placed_holds.place(hold.reason, [row], cause=hold.hold, voucher=event.voucher)


def _amended_from(voucher_type: str, voucher_no: str) -> str | None:
	if not existing_fields(voucher_type, ["amended_from"]):
		return None
	return frappe.db.get_value(voucher_type, voucher_no, "amended_from")


def _brought_in(voucher_type: str, voucher_no: str, item_code: str) -> list[str]:
	values = {"voucher_type": voucher_type, "voucher_no": voucher_no, "item_code": item_code}
	return [batch for (batch,) in frappe.db.sql(BROUGHT_IN, values)]

"""A voucher that was cancelled and amended: a batch that takes another's place in it takes over what stops that one."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from batch_trace.control.holds import placed_holds
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.compat import existing_fields

BROUGHT = """
	SELECT DISTINCT entry.batch FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no = %(voucher_no)s
		AND entry.direction = 'In' AND entry.item_code = %(item_code)s AND entry.batch IS NOT NULL
"""


def take_over(event: RecordedEvent, made: dict[str, str]) -> None:
	"""Give batches that an amended voucher brings in (item by batch) what stops those that the first one brought in."""
	original = _amended_from(event.voucher.voucher_type, event.voucher.voucher_no)
	if not original:
		return
	for batch, item in made.items():
		before = _brought(event.voucher.voucher_type, original, item)
		if before and batch not in before:
			_take_over(event, batch, list(standing.read(before).values()))


def _take_over(event: RecordedEvent, batch: str, before: Iterable[Standing]) -> None:
	own = frappe.db.get_value("Batch", batch, "quality_status")
	decided = [stand.quality_status for stand in before if stand.quality_status]
	strictest = max(decided, key=st.strictness, default="")
	if strictest and (not own or st.strictness(strictest) > st.strictness(own)):
		frappe.db.set_value("Batch", batch, "quality_status", strictest, update_modified=False)
	for hold in {hold.hold: hold for stand in before for hold in stand.holds}.values():
		row = {"batch": batch, "warehouse": hold.warehouse, "cause_batch": hold.batch}
		placed_holds.place(hold.reason, [row], cause=hold.hold, voucher=event.voucher)


def _amended_from(voucher_type: str, voucher_no: str) -> str | None:
	if not existing_fields(voucher_type, ["amended_from"]):
		return None
	return frappe.db.get_value(voucher_type, voucher_no, "amended_from")


def _brought(voucher_type: str, voucher_no: str, item_code: str) -> list[str]:
	told = {"voucher_type": voucher_type, "voucher_no": voucher_no, "item_code": item_code}
	return [batch for (batch,) in frappe.db.sql(BROUGHT, told)]

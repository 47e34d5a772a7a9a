"""What inspections have rejected before its voucher was submitted: the draft itself, a row of it, or a Job Card.

Goods that the draft names are stopped at once. What is only named later is stopped when the voucher is submitted: what
it brings arrives in Quarantine, and what it would take out stays where it is, unless QA has decided on the batch since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.decisions import automatic, decisions, inspections
from batch_trace.control.decisions.inspected_rows import in_force, named_row
from batch_trace.control.holds import placed_holds
from batch_trace.control.movements import beneficiaries, intended, outward
from batch_trace.control.movements.outward import Going
from batch_trace.control.policy import policies
from batch_trace.control.status import first_entry
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import added_goods
from batch_trace.core.control.policy import WHOLE_BATCH
from batch_trace.core.terms.movements import Movement, RecordedEvent

INSPECTION, JOB_CARD = "Quality Inspection", "Job Card"
REFERENCES = (
	"Purchase Receipt",
	"Purchase Invoice",
	"Subcontracting Receipt",
	"Delivery Note",
	"Sales Invoice",
	"Stock Entry",
)
"""The vouchers that an inspection can be made for."""
ROWS = ("items", "packed_items", "supplied_items")
"""Their tables with goods."""

REJECTED = """
	SELECT qi.name, qi.item_code, COALESCE(qi.batch_no, ''),
		IF(qi.row_is_guessed, '', COALESCE(qi.child_row_reference, '')), qi.modified, 0
	FROM `tabQuality Inspection` qi
	WHERE qi.docstatus = 1 AND qi.status = 'Rejected' AND qi.item_code IN %(items)s
		AND qi.reference_type = %(voucher_type)s AND qi.reference_name = %(voucher_no)s
	UNION
	SELECT qi.name, qi.item_code, COALESCE(qi.batch_no, ''), '', qi.modified, 1
	FROM `tabJob Card` card
	JOIN `tabQuality Inspection` qi ON qi.reference_type = 'Job Card' AND qi.reference_name = card.name
	WHERE card.work_order = %(work_order)s AND %(work_order)s <> ''
		AND qi.docstatus = 1 AND qi.status = 'Rejected' AND qi.item_code IN %(items)s
"""
MADE_FOR_JOB_CARD = """
	SELECT DISTINCT entry.batch
	FROM `tabJob Card` card
	JOIN `tabTrace Event` event ON event.work_order = card.work_order AND event.event_type = 'Production'
	JOIN `tabTrace Entry` entry ON entry.event = event.name AND entry.direction = 'In' AND entry.batch IS NOT NULL
	WHERE card.name = %(card)s AND card.work_order <> '' AND entry.item_code = %(item_code)s
"""


class Rejection(NamedTuple):
	"""A rejected inspection: its item, and the batch, or else the row, that it is limited to, "" for all.

	That of a Job Card speaks for what is made for its Work Order.
	"""

	inspection: str
	item_code: str
	batch: str
	row: str
	at: str
	is_of_job: bool

	def is_of(self, m: Movement) -> bool:
		"""Return whether it speaks for what moves."""
		if self.is_of_job and m.qty < 0:
			return False
		if m.item_code != self.item_code:
			return False
		return m.batch == self.batch if self.batch else self.row in ("", m.row)


def reasons(events: Iterable[RecordedEvent]) -> dict[Going, list[st.Reason]]:
	"""Return why inspections of the vouchers stop what these take out; QA's later decision on the batch counts more."""
	found: dict[Going, list[st.Reason]] = {}
	for event in events:
		rejections = _rejections(event)
		for going, m in outward.leaving(event) if rejections else ():
			for rejection in rejections:
				if rejection.is_of(m) and not decisions.is_decided_since(going.batch, rejection.at):
					text = _("rejected it before {0} was submitted").format(going.voucher_no)
					reason = st.Reason(st.QUARANTINE, INSPECTION, rejection.inspection, text)
					found.setdefault(going, []).append(reason)
	return found


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Stop the batches that the vouchers bring or move although an inspection has rejected them."""
	for event in events:
		for rejection in _rejections(event):
			moved = {m.batch for m in event.batch_movements() if rejection.is_of(m)}
			_stop(event, rejection, {b for b in moved if not decisions.is_decided_since(b, rejection.at)})


def _stop(event: RecordedEvent, rejection: Rejection, batches: set[str]) -> None:
	"""Move the batches to Quarantine; of goods added to a batch, only what the policy says that these stop."""
	why = _("{0} rejected it").format(get_link_to_form(INSPECTION, rejection.inspection))
	policy = policies.of_items({rejection.item_code}).get(rejection.item_code)
	kept_apart = bool(policy) and policy.added_goods_stop != WHOLE_BATCH
	rows = [
		{"batch": added.batch, "warehouse": warehouse}
		for added in added_goods(event)
		if kept_apart and added.batch in batches and not first_entry.is_new(event, added.batch)
		for warehouse in added.warehouses
	]
	if rows:
		reason = _("Rejected by {0} {1}").format(_(INSPECTION), rejection.inspection)
		placed_holds.place(reason, rows, status=st.QUARANTINE, voucher=event.voucher)
	automatic.move_back(batches - {row["batch"] for row in rows}, why)


def named_by(inspection: Document) -> list[str]:
	"""Return the batches that a rejected inspection stops at once, besides those of a submitted voucher.

	Those are what the rows of its draft take out, and what was made for the Work Order of its Job Card.
	"""
	if inspection.reference_type == JOB_CARD:
		values = {"card": inspection.reference_name, "item_code": inspection.item_code}
		return [batch for (batch,) in frappe.db.sql(MADE_FOR_JOB_CARD, values)]
	if inspection.batch_no:
		return []
	return list(dict.fromkeys(batch for batches in _on_draft(inspection) for batch in batches))


def name_batch(inspection: Document) -> None:
	"""Name the batch of a rejected inspection, if the row of the draft that it inspected names a single one.

	So it stays known what was rejected, whatever becomes of the draft.
	"""
	if inspection.status != inspections.REJECTED or inspection.batch_no:
		return
	named = {batch for batches in _on_draft(inspection, in_field=True) for batch in batches}
	if len(named) == 1:
		[inspection.batch_no] = named


def _on_draft(inspection: Document, *, in_field: bool = False) -> Iterator[Iterable[str]]:
	"""Yield the batches of each row that the inspection speaks for; with `in_field`, only those in the row's own field."""
	draft = inspected_draft(inspection)
	rows = {row.name for row in inspected_rows(inspection, draft)} if draft else ()
	for named in intended.rows_with_batches(draft) if draft and rows else ():
		if named.row.name in rows and (not in_field or named.row.get("batch_no")):
			yield named.batches


def inspected_draft(inspection: Document) -> Document | None:
	"""Return the stored draft that was inspected, None if it was no draft of a voucher, or is none any more."""
	if inspection.reference_type not in REFERENCES:
		return None
	draft = beneficiaries.voucher(inspection.reference_type, inspection.reference_name)
	return draft if draft and draft.docstatus.is_draft() else None


def inspected_rows(inspection: Document, draft: Document) -> list[Document]:
	"""Return the rows of the draft that the inspection speaks for."""
	row = named_row(inspection)
	return [
		each
		for field in ROWS
		for each in draft.get(field) or ()
		if inspection.item_code in (each.get("item_code"), each.get("rm_item_code"))
		and row in ("", each.name)
	]


def _rejections(event: RecordedEvent) -> list[Rejection]:
	voucher = event.voucher
	items = {m.item_code for m in event.batch_movements()}
	if voucher.voucher_type not in REFERENCES or not policies.of_items(items):
		return []
	values = {
		"voucher_type": voucher.voucher_type,
		"voucher_no": voucher.voucher_no,
		"work_order": voucher.work_order,
		"items": tuple(items),
	}
	return [
		Rejection(
			name, item, batch, in_force(voucher.voucher_type, voucher.voucher_no, item, row), at, bool(job)
		)
		for name, item, batch, row, at, job in frappe.db.sql(REJECTED, values)
	]

"""Quality Inspections and their batches: the batch that an inspection names, or all that its voucher's row moved.

Where nobody has named the row and the item has several, a rejection speaks for all of them, and an acceptance for none
before each row has one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from batch_trace.control.decisions.inspected_rows import named_row
from batch_trace.control.sampling import lots
from batch_trace.core.control.policy import WORST_RESULT, Policy
from batch_trace.core.control.reinspection import Result, rejections

ACCEPTED, REJECTED = "Accepted", "Rejected"
READINGS = ("reading_value", *(f"reading_{number}" for number in range(1, 11)))

OF_BATCHES = """
	SELECT batch.name, qi.name, qi.status, qi.reference_type, qi.reference_name, CONCAT(qi.modified), 1, ''
	FROM `tabQuality Inspection` qi JOIN `tabBatch` batch ON batch.name = qi.batch_no AND batch.item = qi.item_code
	WHERE qi.docstatus = 1 AND qi.batch_no IN %(batches)s
	UNION
	SELECT entry.batch, qi.name, qi.status, qi.reference_type, qi.reference_name, CONCAT(qi.modified), 0, COALESCE(qi.child_row_reference, '')
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.event
	JOIN `tabQuality Inspection` qi ON qi.reference_type = event.voucher_type AND qi.reference_name = event.voucher_no
		AND qi.item_code = entry.item_code
	WHERE entry.batch IN %(batches)s AND qi.docstatus = 1 AND COALESCE(qi.batch_no, '') = ''
		AND (qi.status = 'Rejected' OR NOT EXISTS (
			SELECT 1 FROM `tabTrace Entry` other
			WHERE qi.row_is_guessed = 1 AND other.of_event = entry.of_event AND other.item_code = qi.item_code
				AND other.voucher_detail_no NOT IN (
					SELECT accepted.child_row_reference FROM `tabQuality Inspection` accepted
					WHERE accepted.reference_type = qi.reference_type AND accepted.reference_name = qi.reference_name
						AND accepted.docstatus = 1 AND accepted.status = 'Accepted'
						AND COALESCE(accepted.batch_no, '') = '' AND accepted.child_row_reference IS NOT NULL)))
		AND (COALESCE(qi.child_row_reference, '') IN ('', entry.voucher_detail_no)
			OR (qi.status = 'Rejected' AND (qi.row_is_guessed = 1 OR NOT EXISTS (
				SELECT 1 FROM `tabTrace Entry` other WHERE other.of_event = entry.of_event
					AND other.item_code = qi.item_code AND other.voucher_detail_no = qi.child_row_reference))))
	UNION
	SELECT entry.batch, qi.name, qi.status, qi.reference_type, qi.reference_name, CONCAT(qi.modified), 0, COALESCE(qi.child_row_reference, '')
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.event AND event.work_order <> ''
	JOIN `tabJob Card` card ON card.work_order = event.work_order
	JOIN `tabQuality Inspection` qi ON qi.reference_type = 'Job Card' AND qi.reference_name = card.name
		AND qi.item_code = entry.item_code
	WHERE entry.batch IN %(batches)s AND entry.direction = 'In' AND entry.event_type = 'Production'
		AND qi.docstatus = 1 AND COALESCE(qi.batch_no, '') = ''
"""
BATCHES_OF = """
	SELECT DISTINCT entry.batch FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE event.voucher_type = %(reference_type)s AND event.voucher_no = %(reference_name)s
		AND entry.item_code = %(item_code)s AND entry.batch IS NOT NULL
		AND (%(row)s = '' OR entry.voucher_detail_no = %(row)s)
"""


class Inspection(NamedTuple):
	"""A submitted Quality Inspection of a batch: its reference, its time, whether it names the batch or else a row, and has a plan."""

	batch: str
	name: str
	status: str
	reference_type: str
	reference_name: str
	at: str
	names_batch: bool
	row: str = ""
	is_filled_in: bool = False
	has_plan: bool = False

	@property
	def releases(self) -> bool:
		"""Whether it supports a release: accepted, with readings (ERPNext accepts it without any), and by its sampling plan."""
		return self.status == ACCEPTED and self.is_filled_in

	@property
	def result(self) -> Result:
		"""What it says, as the rules for re-inspections see it."""
		is_rejected = self.status == REJECTED
		return Result(
			self.name, is_rejected, self.releases, self.reference, self.row, self.names_batch, self.at
		)

	@property
	def reference(self) -> tuple[str, str]:
		"""The voucher it was made for."""
		return self.reference_type, self.reference_name


def of_batches(batches: Collection[str]) -> dict[str, list[Inspection]]:
	"""Return the submitted inspections of each batch, by name."""
	if not batches:
		return {}
	rows = sorted(frappe.db.sql(OF_BATCHES, {"batches": tuple(batches)}))
	names = {row[1] for row in rows}
	filled_in, planned = _filled_in(names), lots.planned(names)
	by_batch: dict[str, list[Inspection]] = {}
	for row in rows:
		inspection = Inspection(*row[:6], bool(row[6]), row[7], row[1] in filled_in, row[1] in planned)
		by_batch.setdefault(inspection.batch, []).append(inspection)
	return by_batch


def rejecting(of_batch: Collection[Inspection], policy: Policy | None) -> list[str]:
	"""Return the inspections of one batch whose rejection counts, by the policy; without one, each rejection counts."""
	deciding = policy.deciding_result if policy else WORST_RESULT
	return rejections([inspection.result for inspection in of_batch], deciding)


def batches_of(doc: Document) -> list[str]:
	"""Return the batches of an inspection."""
	if doc.batch_no:
		return [doc.batch_no]
	values = {
		"reference_type": doc.reference_type,
		"reference_name": doc.reference_name,
		"item_code": doc.item_code,
		"row": named_row(doc),
	}
	return sorted(batch for (batch,) in frappe.db.sql(BATCHES_OF, values))


def _filled_in(inspections: Collection[str]) -> set[str]:
	"""Return the inspections among these that have a reading, none that was rejected, and the count that a plan asks for."""
	rows = frappe.get_all(
		"Quality Inspection Reading",
		filters={"parent": ["in", list(inspections)], "parenttype": "Quality Inspection"},
		fields=["parent", "status", *READINGS],
		order_by=None,
		limit_page_length=0,
	)
	with_readings = {row.parent for row in rows if any(str(row[field] or "").strip() for field in READINGS)}
	return (
		with_readings - {row.parent for row in rows if row.status == REJECTED} - lots.not_by_plan(inspections)
	)

"""The dates of batches that nobody has entered: they count from the voucher that brings the batch into stock.

ERPNext would take the day on which the batch is typed for its manufacturing date.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, cint, getdate, today

from batch_trace.control.policy import policies
from batch_trace.control.status import first_entry
from batch_trace.core.control.added_goods import added_goods
from batch_trace.core.control.shelf_life import is_expired
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import picking_dates
from batch_trace.ledger.sealing import states

MADE_HERE = frozenset({et.PRODUCTION, et.REPACK})
"""Events that are a batch's manufacture; what a subcontractor makes or a disassembly brings back was made before."""

WITH_SHELF_LIFE = """
	SELECT b.name, b.item, b.expiry_date, b.manufacturing_date, DATE(b.creation), b.reference_doctype, b.reference_name,
		item.shelf_life_in_days
	FROM `tabBatch` b JOIN `tabItem` item ON item.name = b.item AND item.has_expiry_date = 1
	WHERE b.name IN %(batches)s AND b.expiry_date IS NOT NULL AND item.shelf_life_in_days > 0
"""
POSTED = """
	SELECT DISTINCT DATE(posting_datetime) FROM `tabTrace Entry` WHERE batch = %(batch)s AND direction = 'In'
"""


class Dated(NamedTuple):
	"""A batch with an expiry date; its item keeps for `days`."""

	name: str
	item: str
	expiry_date: date
	manufacturing_date: date | None
	created: date
	reference_doctype: str | None
	reference_name: str | None
	days: int

	def is_computed(self, counted_from: Collection[date | None]) -> bool:
		"""Return whether the expiry date is the item's shelf life after one of these days."""
		return any(day and getdate(add_days(day, self.days)) == self.expiry_date for day in counted_from)


def complete(doc: Document) -> None:
	"""Compute the expiry date of a batch that is saved without any date, before ERPNext makes a manufacturing date up.

	Without a policy a new batch gets today as its manufacturing date, as ERPNext has it.
	"""
	if not doc.item:
		return
	if not policies.of_item(doc.item):
		if (
			doc.is_new() and not doc.manufacturing_date and not frappe.flags.in_import
		):  # where ERPNext sets none
			doc.manufacturing_date = today()
	elif not (doc.expiry_date or doc.manufacturing_date) and (days := _shelf_life(doc.item)):
		doc.expiry_date = getdate(add_days(_first_posting(doc) or today(), days))


def _shelf_life(item_code: str) -> int:
	"""Return for how many days a new batch of the item keeps, 0 if ERPNext computes no expiry date for it."""
	item = frappe.db.get_value("Item", item_code, ["has_expiry_date", "shelf_life_in_days"], as_dict=True)
	return cint(item.shelf_life_in_days) if item and item.has_expiry_date else 0


def is_computed_and_ahead(batch: str) -> bool:
	"""Return whether the expiry date of a batch that has moved is the one that was computed, nobody's entry, and has not passed."""
	posted = [day for (day,) in frappe.db.sql(POSTED, {"batch": batch})]
	return any(
		not is_expired(each.expiry_date, getdate(today()))
		and each.is_computed([each.manufacturing_date, each.created, *posted])
		for each in _dated([batch])
	)


def was_made_on_arrival(batch: str, day: date) -> bool:
	"""Return whether the day is one on which the batch came in: the manufacturing date that a production sets."""
	return (day,) in frappe.db.sql(POSTED, {"batch": batch})


def count_from_posting(event: RecordedEvent) -> None:
	"""Let the computed expiry dates of the event's new batches count from its posting date."""
	added = {each.batch: each.item_code for each in added_goods(event)}
	dated = [each for each in _dated(added) if not each.manufacturing_date] if added else []
	governed = policies.of_items({each.item for each in dated}) if dated else {}
	posted = getdate(event.voucher.posting_datetime)
	for each in dated:
		expiry = getdate(add_days(posted, each.days))
		if each.item not in governed or expiry == each.expiry_date:
			continue
		reference = _posting_date(each.reference_doctype, each.reference_name)
		if each.is_computed([each.created, reference]) and first_entry.is_new(event, each.name):
			states.set_value("Batch", each.name, {"expiry_date": expiry})
			picking_dates.copy_expiry([each.name])


def of_made(event: RecordedEvent, split: Collection[str]) -> None:
	"""Give new batches without a manufacturing date that were made here, not split from others, the posting date."""
	if event.event_type not in MADE_HERE:
		return
	posted = {"manufacturing_date": getdate(event.voucher.posting_datetime)}
	states.set_values("Batch", dict.fromkeys(_without_date(event, split), posted))


def _without_date(event: RecordedEvent, split: Collection[str]) -> list[str]:
	made = {added.batch: added.item_code for added in added_goods(event) if added.batch not in split}
	governed = policies.of_items(set(made.values())) if made else {}
	names = sorted(batch for batch, item in made.items() if item in governed)
	filters = {"name": ["in", [*names, ""]], "manufacturing_date": ["is", "not set"]}
	dateless = frappe.get_all("Batch", filters, pluck="name", order_by="name") if names else []
	return sorted(first_entry.new_ones(event, dateless))


def _dated(batches: Collection[str]) -> list[Dated]:
	return [Dated(*row) for row in frappe.db.sql(WITH_SHELF_LIFE, {"batches": tuple(batches)})]


def _first_posting(doc: Document) -> date | None:
	"""Return when the batch came in, or else the posting date of the voucher that makes it."""
	posted = [] if doc.is_new() else [day for (day,) in frappe.db.sql(POSTED, {"batch": doc.name})]
	return min(posted, default=None) or _posting_date(doc.reference_doctype, doc.reference_name)


def _posting_date(doctype: str | None, name: str | None) -> date | None:
	"""Return the posting date of the voucher that made a batch, None where it was made without one."""
	if not (doctype and name and frappe.get_meta(doctype).has_field("posting_date")):
		return None
	posted = frappe.db.get_value(doctype, name, "posting_date")
	return getdate(posted) if posted else None

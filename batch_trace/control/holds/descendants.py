"""Holds what was made from held batches and is in stock, each batch with the batch that is its cause."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import create_batch
from pypika.functions import Coalesce

from batch_trace.control.holds import placed_holds
from batch_trace.control.status.open_holds import HOLD, IN_FORCE, RELEASED, batches_of
from batch_trace.control.submitted.record import RECORD
from batch_trace.core.genealogy import families
from batch_trace.ledger.site_ledger import site_ledger
from batch_trace.ledger.slices import AT_ONCE

INCLUDING = {"docstatus": 1, "status": IN_FORCE, "include_descendants": 1}
"""The holds in force that include what is made from their batches."""


def in_stock(batches: Collection[str]) -> dict[str, str]:
	"""Return the batches made from these that are in stock, each with the batch that it was made from."""
	source = site_ledger()
	made_from = {made: batch for batch in batches for made in families.descendants(source, batch)}
	return {made: made_from[made] for made in _with_stock(list(made_from)) if made not in batches}


def hold_all(hold: str) -> list[str]:
	"""Hold what was made from the batches of a hold and is not held because of it yet; return those batches."""
	cause = frappe.get_doc(HOLD, hold)
	if cause.status != IN_FORCE or not cause.include_descendants:
		return []
	held = _held_because_of(hold)
	made = {batch: root for batch, root in in_stock(batches_of(hold)).items() if batch not in held}
	if made:
		_place(cause, made)
	return list(made)


def hold_all_due() -> None:
	"""Hold what was made from held batches, for each hold in force that includes it."""
	for hold in frappe.get_all(HOLD, INCLUDING, pluck="name", order_by="name", limit_page_length=0):
		hold_all(hold)


def follow_up(batches: Collection[str]) -> None:
	"""Hold batches that have just come into stock, if a hold on a batch they were made from includes it."""
	if not batches or not frappe.db.exists(HOLD, INCLUDING):
		return
	for hold in _including(families.ancestors(site_ledger(), sorted(batches))):
		hold_all(hold)


def derived(hold: str) -> list[str]:
	"""Return the holds in force that were caused by a hold, or by one that it had caused, the nearest first."""
	found: list[str] = []
	causes = [hold]
	while causes:
		caused = frappe.get_all(
			HOLD,
			{"caused_by": ["in", causes], "docstatus": 1},
			["name", "status"],
			order_by="creation, name",
			limit_page_length=0,
		)
		causes = [each.name for each in caused]
		found += [each.name for each in caused if each.status == IN_FORCE]
	return found


def _including(batches: list[str]) -> list[str]:
	"""Return the holds in force on these batches that include what is made from them."""
	row, hold = frappe.qb.DocType(RECORD), frappe.qb.DocType(HOLD)
	query = (
		frappe.qb.from_(hold)
		.join(row)
		.on((row.reference_name == hold.name) & (row.reference_doctype == HOLD) & row.batch.isnotnull())
		.select(hold.name)
		.distinct()
		.where((hold.docstatus == 1) & (hold.status == IN_FORCE) & (hold.include_descendants == 1))
	)
	slices = create_batch(batches, AT_ONCE)
	return sorted({name for some in slices for (name,) in query.where(row.batch.isin(some)).run()})


def _held_because_of(hold: str) -> set[str]:
	"""Return the batches that a hold of this room's own kind stops, or had stopped until it was released.

	Such a hold names the first one and, as the cause of each of its batches, a batch of that; and it stops everywhere. One
	that only names the first hold, or a warehouse, says nothing about where else the batch is.
	"""
	row, other = frappe.qb.DocType(RECORD), frappe.qb.DocType(HOLD)
	query = (
		frappe.qb.from_(other)
		.join(row)
		.on((row.reference_name == other.name) & (row.reference_doctype == HOLD) & row.batch.isnotnull())
		.select(row.batch)
		.where((other.caused_by == hold) & (other.docstatus == 1))
		.where(other.status.isin((IN_FORCE, RELEASED)) & (Coalesce(row.warehouse, "") == ""))
		.where(row.cause_batch.isin(batches_of(hold)))
	)
	return {batch for (batch,) in query.run()}


def _with_stock(batches: list[str]) -> list[str]:
	balance = frappe.qb.DocType("Batch Balance")
	stocked: set[str] = set()
	for some in create_batch(batches, AT_ONCE):
		query = (
			frappe.qb.from_(balance)
			.select(balance.batch)
			.distinct()
			.where(balance.batch.isin(some) & (balance.qty > 0))
		)
		stocked |= {batch for (batch,) in query.run()}
	return [batch for batch in batches if batch in stocked]


def _place(cause: Document, made: Mapping[str, str]) -> None:
	placed_holds.place(
		cause.reason,
		[{"batch": batch, "cause_batch": root} for batch, root in sorted(made.items())],
		details=_("Made from batches that are stopped by hold {0}.").format(cause.name),
		cause=cause.name,
	)

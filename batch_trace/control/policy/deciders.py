"""Who may decide on batches: users who may submit a Batch Disposition, if they did not receive or make the batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import frappe
from frappe import _

from batch_trace.control.policy import rules
from batch_trace.core.terms.event_types import COMPANY_TRANSFER, MAKING

DISPOSITION, DISPOSITION_ROW = "Batch Disposition", "Batch Disposition Batch"
DISPOSITION_PART = "Batch Disposition Part"
DIVIDED_BY, DIVIDING_ENTRY = "Stock Entry", "stock_entry"
"""The voucher with which a decision divides its batch, and the field of the decision that names it."""


def divides(voucher_type: str, voucher_no: str) -> bool:
	"""Return whether the voucher is the one with which a submitted decision divides its batch."""
	own = {DIVIDING_ENTRY: voucher_no, "docstatus": 1}
	return voucher_type == DIVIDED_BY and bool(frappe.db.exists(DISPOSITION, own))


def check_may_release(batches: Collection[str]) -> None:
	"""Refuse a user who may not release, or who received or made a batch if duties are segregated."""
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_("You may not release or reject batches. Ask someone with the role Batch QA Releaser."),
			frappe.PermissionError,
		)
	part = had_part(batches) if rules.segregates_duties() else None
	if part:
		frappe.throw(
			_("You received or made batch {0} with {1} {2}. Somebody else must decide on it.").format(
				frappe.bold(part.batch), _(part.voucher_type), frappe.bold(part.voucher_no)
			),
			frappe.PermissionError,
			title=_("Segregation of duties"),
		)


class Part(NamedTuple):
	"""A voucher that received or made a batch, and who submitted it."""

	batch: str
	voucher_type: str
	voucher_no: str
	operator: str


def had_part(batches: Collection[str]) -> Part | None:
	"""Return a voucher that received or made one of the batches and that the user submitted or created, or None."""
	parts = _parts(batches)
	submitted = (part for part in parts if part.operator == frappe.session.user)
	return next(submitted, None) or next(_created(parts), None)


def _parts(batches: Collection[str]) -> list[Part]:
	"""Return the vouchers that received or made the batches; a decision that divides a batch makes nothing."""
	event, entry = frappe.qb.DocType("Trace Event"), frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.event)
		.select(entry.batch, event.voucher_type, event.voucher_no, event.operator)
		.distinct()
		.where(
			entry.batch.isin(list(batches) or [""])
			& (entry.direction == "In")
			& entry.event_type.isin(sorted({*MAKING, COMPANY_TRANSFER}))
		)
	)
	parts = [Part(*row) for row in query.run()]
	return [part for part in parts if not divides(part.voucher_type, part.voucher_no)]


def _created(parts: Iterable[Part]) -> Iterator[Part]:
	"""Yield the vouchers that the user created, even if somebody else submitted them."""
	by_type: dict[str, list[Part]] = {}
	for part in parts:
		by_type.setdefault(part.voucher_type, []).append(part)
	for doctype, of_type in by_type.items():
		yield from _owned(doctype, of_type)


def _owned(doctype: str, parts: Collection[Part]) -> list[Part]:
	if not frappe.db.exists("DocType", doctype):
		return []
	names = [part.voucher_no for part in parts]
	filters = {"name": ["in", names], "owner": frappe.session.user}
	owned = frappe.get_all(doctype, filters, pluck="name", order_by=None, limit_page_length=0)
	return [part for part in parts if part.voucher_no in owned]

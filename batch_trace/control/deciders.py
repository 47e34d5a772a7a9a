"""Who may decide on batches: the right to submit a Batch Disposition is the right to release."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe import _

from batch_trace.control import rules
from batch_trace.core.event_types import MAKING

DISPOSITION = "Batch Disposition"


def check_may_release(batches: Collection[str]) -> None:
	"""Refuse a user without the right to release, and one who made or received a batch where duties are apart."""
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_("You may not release or reject batches. Ask someone with the role Batch QA Releaser."),
			frappe.PermissionError,
		)
	if rules.segregates_duties():
		_check_had_no_part(batches)


def _check_had_no_part(batches: Collection[str]) -> None:
	event, entry = frappe.qb.DocType("Trace Event"), frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.event)
		.select(entry.batch, event.voucher_type, event.voucher_no)
		.where(
			entry.batch.isin(list(batches) or [""])
			& (entry.direction == "In")
			& entry.event_type.isin(sorted(MAKING))
			& (event.operator == frappe.session.user)
		)
		.limit(1)
	)
	for batch, voucher_type, voucher_no in query.run():
		frappe.throw(
			_("You received or made batch {0} with {1} {2}. Somebody else must decide on it.").format(
				frappe.bold(batch), _(voucher_type), frappe.bold(voucher_no)
			),
			frappe.PermissionError,
			title=_("Segregation of duties"),
		)

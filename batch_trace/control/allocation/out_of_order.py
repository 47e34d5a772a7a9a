"""Refuses batches that are taken out of picking order, where the policy stops that or asks for a reason nobody gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_link_to_form, strip_html

from batch_trace.control.policy import policies, rules
from batch_trace.core.allocation.picking_order import Stock
from batch_trace.core.control.policy import ASK, RECORD, STOP, Policy
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import existing_fields

if TYPE_CHECKING:
	from batch_trace.control.allocation.judging import Judged

REASON = "batch_choice_reason"
"""The field in which a voucher gives the reason for another batch."""


class OutOfOrder(frappe.ValidationError):
	"""A batch was taken although another one comes before it in picking order."""


def check(judged: Sequence[Judged], *, has_reason: bool) -> None:
	"""Refuse what the policies do not allow; `has_reason`: the voucher gives a reason for its batches.

	Raises:
		OutOfOrder: naming each batch, the batch that comes first, and the way out.
	"""
	lines = [line for each in judged for line in _lines(each, has_reason)]
	if lines and rules.only_warns():
		frappe.msgprint("<br>".join(lines), title=_("Another batch comes first"), indicator="orange")
	elif lines:
		frappe.throw("<br>".join(lines), OutOfOrder, title=_("Another batch comes first"))


def warn_on_draft(lines: Sequence[str]) -> None:
	"""Show on a saved draft what will be refused when it is submitted."""
	if lines:
		frappe.msgprint(
			"<br>".join(lines), title=_("Saved, but another batch comes first"), indicator="orange"
		)


def reason(voucher_type: str, voucher_no: str) -> str:
	"""Return the reason for another batch that a stored voucher gives, "" if it gives none."""
	if not existing_fields(voucher_type, [REASON]):
		return ""
	return _meaningful(frappe.db.get_value(voucher_type, voucher_no, REASON))


def reason_on(doc: Document) -> str:
	"""Return the reason for another batch that a document gives, "" if it gives none."""
	return _meaningful(doc.get(REASON))


def _meaningful(text: str | None) -> str:
	"""Return the text of a reason, "" if it has no letter or digit.

	>>> _meaningful(" audit "), _meaningful("<br>"), _meaningful("&nbsp;"), _meaningful(".")
	('audit', '', '', '')
	"""
	plain = unescape(strip_html(text or ""))
	return (text or "").strip() if any(character.isalnum() for character in plain) else ""


def action(policy: Policy) -> str:
	"""Return what the policy does about a batch out of order; on a site that only warns, it is only recorded."""
	return RECORD if rules.only_warns() else policy.when_order_is_broken


def is_refused(action: str, *, has_reason: bool) -> bool:
	"""Return whether this action refuses a voucher, with or without a reason on it."""
	return action == STOP or (action == ASK and not has_reason)


def _lines(judged: Judged, has_reason: bool) -> Iterator[str]:
	action, left = judged.policy.when_order_is_broken, judged.judgement.left
	if left and is_refused(action, has_reason=has_reason):
		for batch in judged.early:
			problem = message(judged.item_code, judged.warehouse, batch, left)
			yield f"{problem} {way_out(judged.policy, action)}"


def message(item_code: str, warehouse: str, batch: str, left: Stock) -> str:
	"""Return the sentence that a batch was taken before `left`, which is named only if the user may read it."""
	first_batch = (
		get_link_to_form("Batch", left.batch)
		if UserAccess().readable("Batch", [left.batch])
		else _("another batch")
	)
	until = (
		_("usable until {0}").format(format_date(left.expiry_date))
		if left.expiry_date
		else _("without expiry date")
	)
	return _(
		"Batch {0} of {1} is not next in picking order: {2} ({3}, {4} left in {5}) comes before it."
	).format(
		get_link_to_form("Batch", batch),
		frappe.bold(item_code),
		first_batch,
		until,
		frappe.format(left.quantity, {"fieldtype": "Float"}),
		warehouse,
	)


def way_out(policy: Policy, action: str) -> str:
	"""Return the sentence that says what the user can do."""
	link = get_link_to_form(policies.POLICY, policy.name)
	if action == STOP:
		return _("Take the batch that comes first, because policy {0} stops any other.").format(link)
	return _(
		"Take the batch that comes first, or enter a Reason for Batch Choice, which policy {0} asks for."
	).format(link)

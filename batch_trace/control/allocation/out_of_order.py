"""Refuses what is taken before its turn where the policy stops it, or asks for a reason that nobody gave."""

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


class OutOfOrder(frappe.ValidationError):
	"""A batch was taken although another, whose turn it is, is left."""


def check(judged: Sequence[Judged], *, is_told: bool) -> None:
	"""Refuse what the policies of the items do not let pass; `is_told` says whether the voucher gives a reason.

	Raises:
		OutOfOrder: naming each batch, the one whose turn it is, and the way out.
	"""
	lines = [line for one in judged for line in _lines(one, is_told)]
	if lines and rules.only_warns():
		frappe.msgprint("<br>".join(lines), title=_("Another batch comes first"), indicator="orange")
	elif lines:
		frappe.throw("<br>".join(lines), OutOfOrder, title=_("Another batch comes first"))


def foretell(lines: Sequence[str]) -> None:
	"""Say on a draft what will be refused when it is submitted."""
	if lines:
		frappe.msgprint(
			"<br>".join(lines), title=_("Saved, but another batch comes first"), indicator="orange"
		)


def reason(voucher_type: str, voucher_no: str) -> str:
	"""Return why another batch was chosen, as the voucher says."""
	if not existing_fields(voucher_type, [REASON]):
		return ""
	return _spoken(frappe.db.get_value(voucher_type, voucher_no, REASON))


def reason_on(doc: Document) -> str:
	"""Return why another batch was chosen, as the document says."""
	return _spoken(doc.get(REASON))


def _spoken(text: str | None) -> str:
	"""Return a reason, "" where there is nothing to read in it.

	>>> _spoken(" audit "), _spoken("<br>"), _spoken("&nbsp;"), _spoken(".")
	('audit', '', '', '')
	"""
	words = unescape(strip_html(text or ""))
	return (text or "").strip() if any(character.isalnum() for character in words) else ""


def is_told(doc: Document) -> bool:
	"""Tell whether a document says why another batch was chosen."""
	return bool(reason_on(doc))


def action(policy: Policy) -> str:
	"""Return what is done about a batch out of turn; a site that only warns records."""
	return RECORD if rules.only_warns() else policy.when_order_is_broken


def is_refused(action: str, *, is_told: bool) -> bool:
	"""Tell whether that refuses a voucher; `is_told` says whether it gives a reason."""
	return action == STOP or (action == ASK and not is_told)


def _lines(one: Judged, is_told: bool) -> Iterator[str]:
	action, left = one.policy.when_order_is_broken, one.judgement.left
	if left and is_refused(action, is_told=is_told):
		for batch in one.early:
			yield f"{told(one.item_code, one.warehouse, batch, left)} {way_out(one.policy, action)}"


def told(item_code: str, warehouse: str, batch: str, left: Stock) -> str:
	"""Say that a batch was taken before `left`; that one's name only to those who may read it."""
	other = (
		get_link_to_form("Batch", left.batch)
		if UserAccess().readable("Batch", [left.batch])
		else _("Another batch")
	)
	until = (
		_("usable until {0}").format(format_date(left.expiry_date))
		if left.expiry_date
		else _("without expiry date")
	)
	return _("Batch {0} of {1} is not next: {2} ({3}, {4} left in {5}) comes first.").format(
		get_link_to_form("Batch", batch),
		frappe.bold(item_code),
		other,
		until,
		frappe.format(left.quantity, {"fieldtype": "Float"}),
		warehouse,
	)


def way_out(policy: Policy, action: str) -> str:
	"""Say what may be done instead."""
	named = get_link_to_form(policies.POLICY, policy.name)
	if action == STOP:
		return _("Take that one first: policy {0} stops any other.").format(named)
	return _(
		"Take that one first, or say why not in Reason for Batch Choice: policy {0} asks for it."
	).format(named)

"""Refuses what is taken before its turn where the policy stops it, or asks for a reason that nobody gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import format_date, get_link_to_form

from batch_trace.control import policies, rules
from batch_trace.core.policy import ASK, RECORD, STOP
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import existing_fields

if TYPE_CHECKING:
	from batch_trace.control.allocation.picks import Judged

REASON = "batch_choice_reason"


class OutOfTurn(frappe.ValidationError):
	"""A batch was taken although another, whose turn it is, is left."""


def check(judged: Sequence[Judged]) -> None:
	"""Refuse what the policies of the items do not let pass.

	Raises:
		OutOfTurn: naming each batch, the one whose turn it is, and the way out.
	"""
	lines = [line for one in judged for line in _lines(one)]
	if lines and rules.only_warns():
		frappe.msgprint("<br>".join(lines), title=_("Another batch comes first"), indicator="orange")
	elif lines:
		frappe.throw("<br>".join(lines), OutOfTurn, title=_("Another batch comes first"))


def reason(voucher_type: str, voucher_no: str) -> str:
	"""Return why another batch was chosen, as the voucher says."""
	if not existing_fields(voucher_type, [REASON]):
		return ""
	return (frappe.db.get_value(voucher_type, voucher_no, REASON) or "").strip()


def _lines(one: Judged) -> Iterator[str]:
	action = one.policy.when_order_is_broken
	if action == RECORD or not one.judgement.out_of_turn or not one.judgement.left:
		return
	voucher = one.event.voucher
	if action == ASK and reason(voucher.voucher_type, voucher.voucher_no):
		return
	for batch in sorted(one.judgement.out_of_turn):
		yield f"{told(one, batch)} {_way_out(one, action)}"


def told(one: Judged, batch: str) -> str:
	"""Say which batch was taken before which; the other's name only to those who may read it."""
	left = one.judgement.left
	if left is None:
		return ""
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
		frappe.bold(one.item_code),
		other,
		until,
		frappe.format(left.quantity, {"fieldtype": "Float"}),
		one.warehouse,
	)


def _way_out(one: Judged, action: str) -> str:
	policy = get_link_to_form(policies.POLICY, one.policy.name)
	if action == STOP:
		return _("Take that one first: policy {0} stops any other.").format(policy)
	return _(
		"Take that one first, or say why not in Reason for Batch Choice: policy {0} asks for it."
	).format(policy)

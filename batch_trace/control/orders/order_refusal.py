"""The message for material of another order: the batch, the orders, what is left of it, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.orders import take_back
from batch_trace.control.orders.order_finding import Finding, NotTransferred
from batch_trace.control.policy import rules
from batch_trace.core.control import movement_kinds as mk
from batch_trace.ledger import for_orders
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.for_orders import WORK_ORDER, Order


def refuse(findings: Sequence[Finding]) -> None:
	"""Refuse the movements, all in one message; where the site only warns, show it."""
	if not findings:
		return
	message = "<br><br>".join(_message(finding) for finding in findings)
	if rules.only_warns():
		frappe.msgprint(message, title=_("Not transferred for this order"), indicator="orange")
	else:
		title = _("Not transferred for this order")
		frappe.throw(message, NotTransferred, title=title, primary_action=_button(findings))


def _button(findings: Sequence[Finding]) -> dict[str, Any] | None:
	"""Return the button that makes the draft of a return from the order, in place of a plain transfer of its material."""
	if len(findings) != 1 or len(findings[0].needed_by) != 1:
		return None
	[finding], [order] = findings, findings[0].needed_by
	voucher, m = finding.leaving.event.voucher, finding.leaving.movement
	targets = finding.leaving.event.targets().get((m.row, str(m.batch)), ())
	is_plain = (
		voucher.voucher_type == for_orders.STOCK_ENTRY
		and frappe.db.get_value(for_orders.STOCK_ENTRY, voucher.voucher_no, "purpose") == mk.MATERIAL_TRANSFER
	)
	if order.doctype != WORK_ORDER or not is_plain or len(targets) != 1:
		return None
	return take_back.button(order.name, str(m.batch), m.warehouse, targets[0], -m.qty)


def _message(finding: Finding) -> str:
	m, order = finding.leaving.movement, finding.leaving.order
	batch = get_link_to_form("Batch", m.batch)
	if finding.needed_by:
		return _(
			"Batch {0} of {1} in {2} was transferred for {3}, and this would leave too little of it there. "
			"Take another batch, or return it from the order first (Return Components of the Work Order)."
		).format(batch, frappe.bold(m.item_code), m.warehouse, _orders(finding.needed_by))
	if finding.leaving.event.is_reversal:
		return _(
			"Batch {0} of {1} in {2} was transferred for {3} and has been used since. "
			"Cancel the voucher that used it first."
		).format(batch, frappe.bold(m.item_code), m.warehouse, _orders([order]))
	return " ".join([
		_("Batch {0} of {1} in {2}: Only part of {3} {4} is available: {5} has less of this batch left from its transfers.").format(
			batch, frappe.bold(m.item_code), m.warehouse, frappe.format(-m.qty), m.uom, _orders([order])
		),
		_left_from_transfers(finding.transferred),
		_("Clear the batches of the row so that they are chosen for you, or transfer this batch for the order first."),
	])  # fmt: skip


def _left_from_transfers(quantities: dict[str, float]) -> str:
	readable = set(UserAccess().readable("Batch", list(quantities)))
	batches = [
		f"{get_link_to_form('Batch', name)} ({frappe.format(quantity)})"
		for name, quantity in sorted(quantities.items())
		if name in readable
	]
	return _("Left from its transfers: {0}.").format(", ".join(batches) or _("nothing"))


def _orders(orders: Iterable[Order]) -> str:
	"""Return the orders in words; an order that the user may not read appears as its doctype alone."""
	access, names = UserAccess(), []
	for order in orders:
		is_readable = order.name in set(access.readable(order.doctype, [order.name]))
		link = get_link_to_form(order.doctype, order.name)
		names.append(f"{_(order.doctype)} {link}" if is_readable else _(order.doctype))
	return ", ".join(dict.fromkeys(names))

"""The daily job for dates: it updates the status of expired and retest batches, and warns before batches expire."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import create_batch, format_date, get_link_to_form, getdate
from frappe.utils.user import get_users_with_role

from batch_trace.control.policy import policies
from batch_trace.control.status import effective
from batch_trace.core.control import shelf_life
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import Policy
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.slices import AT_ONCE

ALWAYS_NOTIFIED = "Batch QA Reviewer"
SHOWN = 30

IN_STOCK = """
	SELECT b.name, b.item, b.expiry_date, b.near_expiry_window, SUM(balance.qty)
	FROM `tabBatch` b JOIN `tabBatch Balance` balance ON balance.batch = b.name AND balance.qty > 0
	WHERE b.expiry_date >= %(today)s
	GROUP BY b.name, b.item, b.expiry_date, b.near_expiry_window
"""
DUE = """
	SELECT name FROM `tabBatch`
	WHERE expiry_date < %(today)s AND item IN %(controlled)s AND COALESCE(effective_status, '') NOT IN %(from_expired)s
	UNION SELECT name FROM `tabBatch`
	WHERE retest_date < %(today)s AND item IN %(controlled)s AND COALESCE(effective_status, '') NOT IN %(from_under_test)s
	UNION SELECT name FROM `tabBatch`
	WHERE effective_status = %(expired)s AND (COALESCE(expiry_date, %(today)s) >= %(today)s OR item NOT IN %(controlled)s)
	UNION SELECT name FROM `tabBatch`
	WHERE effective_status = %(under_test)s AND (COALESCE(retest_date, %(today)s) >= %(today)s OR item NOT IN %(controlled)s)
		AND NOT COALESCE(quality_status, '') = %(under_test)s
		AND NOT (COALESCE(quality_status, '') = '' AND item IN %(under_test_at_first)s)
	UNION SELECT batch.name FROM `tabBatch` batch
	JOIN `tabBatch Balance` balance ON balance.batch = batch.name AND balance.qty > 0
	WHERE COALESCE(batch.effective_status, '') = '' AND batch.item IN %(controlled)s
	ORDER BY name
"""
"""Batches whose stored status does not match their dates, as these have fallen due since or are not due any more, or is missing."""


class Nearing(NamedTuple):
	"""A batch in stock within a window before its expiry date; `window` is in days, `quantity` in stock UOM."""

	batch: str
	item_code: str
	expiry_date: date
	window: int
	quantity: float
	policy: Policy


def daily() -> None:
	"""Update the effective status of batches for today, and notify users of batches near their expiry."""
	for names in create_batch(due(), AT_ONCE):
		effective.refresh(names)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the first night of a big site may not have time for all
	notify(nearing())


def due() -> list[str]:
	"""Return the batches whose stored status their dates make wrong today; earlier nights have done the others."""
	governed = policies.of_items(
		frappe.get_all("Item", {"has_batch_no": 1}, pluck="name", limit_page_length=0)
	)
	values = {
		"today": getdate(),
		"expired": st.EXPIRED,
		"under_test": st.UNDER_TEST,
		"from_expired": st.as_strict_as(st.EXPIRED),
		"from_under_test": st.as_strict_as(st.UNDER_TEST),
		"controlled": (*governed, ""),
		"under_test_at_first": (
			*(item for item, policy in governed.items() if policy.default_status == st.UNDER_TEST),
			"",
		),
	}
	return [name for (name,) in frappe.db.sql(DUE, values)]


def nearing() -> list[Nearing]:
	"""Return the batches in stock in a narrower window than was notified, the first to expire first."""
	today = getdate()
	rows = frappe.db.sql(IN_STOCK, {"today": today})
	governed = policies.of_items({item for _batch, item, *_rest in rows})
	near_batches = []
	for batch, item, expiry, notified, quantity in rows:
		policy = governed.get(item)
		window = shelf_life.window(expiry, today, policy.near_expiry_windows) if policy else None
		if policy and window is not None and (not notified or window < notified):
			near_batches.append(Nearing(batch, item, expiry, window, quantity, policy))
	return sorted(near_batches, key=lambda near: (near.expiry_date, near.batch))


def notify(near_batches: Collection[Nearing]) -> None:
	"""Notify each user of the batches that they may read, and remember the window of each batch."""
	for user, seen in _by_user(near_batches).items():
		enqueue_create_notification(
			[user],
			{
				"type": "Alert",
				"document_type": "Batch",
				"document_name": seen[0].batch,
				"subject": _("{0} batches are near their expiry date; the first expires on {1}").format(
					len(seen), format_date(seen[0].expiry_date)
				),
				"email_content": _table(seen),
			},
		)
	for near in near_batches:
		frappe.db.set_value("Batch", near.batch, "near_expiry_window", near.window, update_modified=False)


def _by_user(near_batches: Collection[Nearing]) -> Mapping[str, list[Nearing]]:
	by_user: dict[str, list[Nearing]] = {}
	for near in near_batches:
		roles = {ALWAYS_NOTIFIED, near.policy.near_expiry_role} - {""}
		for user in sorted({name for role in roles for name in get_users_with_role(role)}):
			by_user.setdefault(user, []).append(near)
	for user, concerned in list(by_user.items()):
		readable = set(UserAccess(user).readable("Batch", [near.batch for near in concerned]))
		by_user[user] = [near for near in concerned if near.batch in readable]
	return {user: seen for user, seen in by_user.items() if seen}


def _table(seen: Collection[Nearing]) -> str:
	lines = [
		_("{0} of {1}: {2} left, usable until {3} (within {4} days)").format(
			get_link_to_form("Batch", near.batch),
			near.item_code,
			frappe.format(near.quantity, {"fieldtype": "Float"}),
			format_date(near.expiry_date),
			near.window,
		)
		for near in list(seen)[:SHOWN]
	]
	if len(seen) > SHOWN:
		lines.append(_("… and {0} more.").format(len(seen) - SHOWN))
	return "<br>".join(lines)

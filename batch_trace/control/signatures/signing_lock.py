"""Counts wrong passwords and PINs of a user who signs, and locks signing after too many of them.

The count is kept in Redis and not in the database, because the error for a wrong password rolls the transaction back.
For the same reason a background job notifies others of a lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

import frappe
from frappe import _
from frappe.auth import LoginAttemptTracker
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.utils import cint, escape_html, format_datetime, get_fullname, now_datetime
from frappe.utils.user import get_users_with_role

from batch_trace.control.policy import rules

KEY = "batch_trace_signing:{0}"
NOTIFIED_ROLES = ("System Manager", "Batch QA Releaser")
SECONDS_TO_CHECK = 30


class SignatureRefused(frappe.ValidationError):
	"""The record was not signed. (The desk would take Frappe's AuthenticationError for the end of the session.)"""


def confirm(user: str, is_right: Callable[[], bool], wrong: str) -> None:
	"""Check a password or PIN, one attempt at a time for each user. `wrong` is the message for a wrong one.

	Raises:
		SignatureRefused: the password or PIN is wrong, or signing is locked for the user.
	"""
	key = KEY.format(user)
	with frappe.cache.lock(frappe.cache.make_key(f"{key}:lock"), timeout=SECONDS_TO_CHECK):
		tracker = _tracker(key)
		if not tracker.is_user_allowed():
			_refuse_locked(tracker)
		if is_right():
			tracker.add_success_attempt()
			return
		tracker.add_failure_attempt()
		if not tracker.is_user_allowed():
			_lock(user, tracker)
	attempts_left = tracker.max_failed_logins + 1 - tracker.login_failed_count
	frappe.throw(
		f"{wrong} {_('Attempts left before signing is locked: {0}.').format(attempts_left)}",
		SignatureRefused,
		title=_("Not signed"),
	)


def locked_until(user: str) -> datetime | None:
	"""Return until when signing is locked for the user, None if it is not locked."""
	tracker = _tracker(KEY.format(user))
	return None if tracker.is_user_allowed() else _end(tracker)


def notify_of_lock(user: str, until: str, ip_address: str | None) -> None:
	"""Notify System Managers and QA Releasers, in the desk and by mail, that signing was locked for a user."""
	name = escape_html(get_fullname(user))
	subject = _("Signing locked for {0} until {1}").format(name, format_datetime(until))
	message = _(
		"Somebody who is signed in as {0} from {1} entered a wrong password or signing PIN too often. Ask {2} whether they did "
		"it themselves. If not, end their sessions and change their password."
	).format(escape_html(user), escape_html(ip_address or _("an unknown address")), name)
	alert = {
		"type": "Alert",
		"document_type": "User",
		"document_name": user,
		"subject": subject,
		"email_content": message,
	}
	addresses = _addresses()
	make_notification_logs(frappe._dict(alert), addresses)
	if _can_mail():
		frappe.sendmail(recipients=addresses, subject=subject, message=message)


def _can_mail() -> bool:
	"""Return whether outgoing mail is set up; Frappe's own look-up also returns a dummy account if mail is muted."""
	outgoing = {"enable_outgoing": 1, "default_outgoing": 1}
	return bool(frappe.db.exists("Email Account", outgoing) or frappe.conf.get("mail_server"))


def _addresses() -> list[str]:
	"""Return the mail addresses to notify, at least the Administrator's."""
	names = {name for role in NOTIFIED_ROLES for name in get_users_with_role(role)} or {"Administrator"}
	return frappe.get_all("User", {"name": ["in", sorted(names)]}, pluck="email", order_by="name")


def _tracker(key: str) -> LoginAttemptTracker:
	"""Return Frappe's tracker; it locks after one failure more than the number that it is given."""
	attempts, minutes = _setting("signature_attempts"), _setting("signature_lock_minutes")
	return LoginAttemptTracker(key, attempts - 1, lock_interval=minutes * 60)


def _setting(fieldname: str) -> int:
	"""Return a setting, at least 1; an empty setting is the strictest."""
	return max(1, cint(frappe.db.get_single_value(rules.SETTINGS, fieldname)))


def _end(tracker: LoginAttemptTracker) -> datetime:
	return tracker.login_failed_time + tracker.lock_interval


def _lock(user: str, tracker: LoginAttemptTracker) -> NoReturn:
	"""Lock from this failure on (the tracker counts from the first one), and notify others of the lock."""
	tracker.login_failed_time = now_datetime()
	frappe.enqueue(
		notify_of_lock,
		job_id=f"batch_trace_notify_of_lock_{user}",
		deduplicate=True,
		enqueue_after_commit=False,
		user=user,
		until=str(_end(tracker)),
		ip_address=getattr(frappe.local, "request_ip", None),
	)
	_refuse_locked(tracker)


def _refuse_locked(tracker: LoginAttemptTracker) -> NoReturn:
	frappe.throw(
		_(
			"Signing is locked for you until {0}, because a wrong password or PIN was entered too often. "
			"Wait until then. Your System Managers were notified."
		).format(format_datetime(_end(tracker))),
		SignatureRefused,
		title=_("Signing is locked"),
	)

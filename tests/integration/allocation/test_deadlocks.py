"""Whoever loses a deadlock tries again, unless more than the call itself was lost."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import deadlocks, status

HOLD = "batch_trace.api.status.hold"


@pytest.fixture
def losing(plant, monkeypatch):
	"""A call that loses two deadlocks and then succeeds."""
	lost = []

	def hold() -> str:
		if len(lost) < 2:
			lost.append(1)
			raise frappe.QueryDeadlockError
		return "held"

	hold.__module__ = "batch_trace.api.status"
	monkeypatch.setattr(frappe.db, "rollback", lambda: None)
	return deadlocks.tried_again(hold)


def test_a_request_tries_again(losing, monkeypatch):
	monkeypatch.setattr(frappe.local, "request", frappe._dict(method="POST"), raising=False)
	monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(cmd=HOLD))
	assert losing() == "held"


def test_a_part_of_something_greater_does_not(losing):
	with pytest.raises(frappe.QueryDeadlockError):
		losing()


def test_the_calls_that_hold_and_release_try_again():
	for call in (status.hold, status.release, status.dispose, status.sign_and_submit):
		assert f"{call.__module__}.{call.__name__}" in frappe.whitelisted or call in frappe.whitelisted
		assert call.__wrapped__

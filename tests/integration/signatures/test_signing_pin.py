"""The signing PIN, and the lock after wrong passwords and PINs."""

from __future__ import annotations

from datetime import timedelta

import frappe
import pytest
import rq
from frappe.utils.password import get_decrypted_password

from batch_trace.api import signatures as api
from batch_trace.control.signatures import signing_lock
from batch_trace.control.signatures.signing import sign, signatures_of
from batch_trace.control.signatures.signing_lock import SignatureRefused, locked_until
from tests.integration.support.signers import PASSWORD, forget_attempts, inspection, signer

PIN, OTHER_PIN, SETTINGS = "471-100", "829-355", "Batch Trace Settings"


@pytest.fixture
def jobs(monkeypatch) -> list[dict]:
	"""The background jobs that reach Redis, none of which runs."""
	sent: list[dict] = []
	monkeypatch.setattr(
		rq.Queue,
		"enqueue_call",
		lambda self, func, **how: sent.append(how["kwargs"]) or frappe._dict(id="job"),
	)
	return sent


@pytest.fixture
def user(plant):
	"""Makes a user, signs them in, and forgets their failures afterwards."""
	made = []

	def make(password: str | None = PASSWORD, email: str = "pin@example.com") -> str:
		frappe.set_user("Administrator")
		made.append(signer(email, password))
		frappe.set_user(made[-1])
		return made[-1]

	yield make
	for name in made:
		forget_attempts(name)


@pytest.fixture
def record(plant):
	return inspection(plant).insert()


def fail(record, times: int, password: str = "wrong") -> None:
	for _time in range(times):
		with pytest.raises(SignatureRefused):
			sign(record, "Release", None, password)


def test_who_has_no_password_sets_a_pin_and_signs_with_it(record, user):
	user(password=None)
	assert (api.needs()["with"], api.needs()["is_set"]) == ("Signing PIN", False)
	with pytest.raises(SignatureRefused, match="set a signing PIN first"):
		sign(record, "Release", None, None)
	with pytest.raises(SignatureRefused, match="Signing PIN is wrong"):
		sign(record, "Release", None, "anything")
	api.set_pin(PIN)
	assert (api.needs()["with"], api.needs()["is_set"]) == ("Signing PIN", True)
	sign(record, "Release", None, PIN)
	assert [row["signed_with"] for row in signatures_of(record.doctype, record.name)] == ["Signing PIN"]


def test_a_new_pin_needs_the_old_one(record, user):
	user(password=None)
	api.set_pin(PIN)
	for wrong in (None, "", OTHER_PIN):
		with pytest.raises(SignatureRefused):
			api.set_pin(OTHER_PIN, wrong)
	sign(record, "Release", None, PIN)
	api.set_pin(OTHER_PIN, PIN)
	fail(record, 1, PIN)
	sign(record, "Release", None, OTHER_PIN)


def test_who_has_a_password_needs_it_to_set_a_pin(record, user):
	user()
	assert api.needs()["with"] == "Password"
	for wrong in (None, "wrong"):
		with pytest.raises(SignatureRefused):
			api.set_pin(PIN, wrong)
	api.set_pin(PIN, PASSWORD)
	assert api.needs()["with"] == "Signing PIN"
	with pytest.raises(SignatureRefused):
		api.set_pin(OTHER_PIN, PIN)  # the password, not the PIN
	forget_attempts(frappe.session.user)
	fail(record, 1, PASSWORD)
	sign(record, "Release", None, PIN)


@pytest.mark.parametrize(
	("pin", "words"), [("12345", "at least 6"), ("  123  ", "at least 6"), (PASSWORD, "must differ")]
)
def test_a_weak_pin_is_refused(user, pin, words):
	user()
	with pytest.raises(SignatureRefused, match=words):
		api.set_pin(pin, PASSWORD)
	assert api.needs()["with"] == "Password"


def test_the_random_password_of_an_sso_user_is_none(user):
	name = user()
	frappe.get_doc({"doctype": "User Social Login", "parenttype": "User", "parentfield": "social_logins",
		"parent": name, "provider": "google", "userid": "1"}).db_insert()  # fmt: skip
	assert api.needs()["with"] == "Signing PIN"
	api.set_pin(PIN)
	frappe.db.set_value("User", name, "last_password_reset_date", "2026-01-01")  # has chosen one since
	with pytest.raises(SignatureRefused, match="Enter your Password"):
		api.set_pin(OTHER_PIN)


def test_a_site_without_password_logins_asks_for_pins(user, monkeypatch):
	user()
	of_site = frappe.get_system_settings
	monkeypatch.setattr(
		frappe, "get_system_settings", lambda key: key == "disable_user_pass_login" or of_site(key)
	)
	assert api.needs()["with"] == "Signing PIN"


def test_the_pin_is_kept_hashed_and_nobody_reads_it(user):
	name = user(password=None)
	api.set_pin(PIN)
	[[stored]] = frappe.db.sql("SELECT password FROM __Auth WHERE name = %s", name)
	assert PIN not in stored and stored.startswith("$")
	frappe.set_user("Administrator")
	with pytest.raises((frappe.AuthenticationError, frappe.ValidationError)):
		get_decrypted_password("User", name, "batch_trace_signing_pin")


def test_a_system_manager_removes_a_pin_and_nobody_else_does(record, user):
	name = user()
	api.set_pin(PIN, PASSWORD)
	with pytest.raises(frappe.PermissionError):
		api.remove_pin(name)
	frappe.set_user("Administrator")
	api.remove_pin(name)
	frappe.set_user(name)
	assert api.needs()["with"] == "Password"
	sign(record, "Release", None, PASSWORD)


def test_the_lock_after_failures_is_told(record, user, jobs):
	name = user()
	fail(record, 2)
	assert locked_until(name) is None
	with pytest.raises(SignatureRefused, match="locked for you until") as refusal:
		sign(record, "Release", None, "wrong")
	until = locked_until(name)
	assert frappe.utils.format_datetime(until) in str(refusal.value)
	assert timedelta(minutes=9) < until - frappe.utils.now_datetime() <= timedelta(minutes=10)
	assert api.needs()["locked_until"] == until.isoformat(" ", "seconds")
	for attempt in (lambda: sign(record, "Release", None, PASSWORD), lambda: api.set_pin(PIN, PASSWORD)):
		with pytest.raises(SignatureRefused, match="locked for you until"):
			attempt()
	assert signatures_of(record.doctype, record.name) == []


def test_settings_say_how_many_and_how_long(record, user, jobs):
	name = user()
	frappe.db.set_single_value(SETTINGS, {"signature_attempts": 1, "signature_lock_minutes": 60})
	fail(record, 1)
	assert locked_until(name) - frappe.utils.now_datetime() > timedelta(minutes=59)


def test_the_lock_ends(record, user, jobs):
	name = user()
	fail(record, 3)
	tracker = signing_lock._tracker(signing_lock.KEY.format(name))
	tracker.login_failed_time -= timedelta(minutes=9)
	assert locked_until(name)
	tracker.login_failed_time -= timedelta(minutes=1)
	assert locked_until(name) is None
	sign(record, "Release", None, PASSWORD)


def test_success_resets_the_count(record, user, jobs):
	user()
	for _round in range(3):
		fail(record, 2)
		sign(record, "Release", None, PASSWORD)
	assert jobs == []


def test_one_users_lock_is_nobody_elses(record, user, jobs):
	user()
	fail(record, 3)
	user(email="another@example.com")
	sign(record, "Release", None, PASSWORD)


def test_signing_does_not_reset_the_count_of_failed_logins(record, user):
	name = user()
	login = frappe.auth.LoginAttemptTracker(name)
	login.add_failure_attempt()
	sign(record, "Release", None, PASSWORD)
	assert login.login_failed_count == 1
	login.add_success_attempt()


def test_the_lock_is_notified_though_the_request_is_rolled_back(record, user, jobs):
	frappe.db.savepoint("request")
	name = user()
	fail(record, 2)
	assert jobs == []
	frappe.local.request_ip = "192.0.2.7"
	fail(record, 1)
	frappe.db.rollback(save_point="request")
	[job] = jobs
	name = user()
	frappe.set_user("Administrator")
	manager = signer("manager@example.com", None, "System Manager")
	mails = frappe.db.count("Email Queue Recipient")
	job["method"](**job["kwargs"])
	assert frappe.db.count("Email Queue Recipient") == mails  # no mail is set up
	frappe.get_doc({"doctype": "Email Account", "name": "Out", "email_account_name": "Out", "email_id": "out@example.com",
		"enable_outgoing": 1, "default_outgoing": 1, "smtp_server": "127.0.0.1"}).db_insert()  # fmt: skip
	job["method"](**job["kwargs"])
	mailed = set(frappe.get_all("Email Queue Recipient", pluck="recipient"))
	assert {manager, name} <= mailed
	logs = frappe.get_all(
		"Notification Log",
		{"document_type": "User", "document_name": name},
		["for_user", "subject", "email_content"],
	)
	assert {manager, name} <= {log.for_user for log in logs}  # a System Manager, and a QA Releaser
	assert all("Signing locked" in log.subject and "192.0.2.7" in log.email_content for log in logs)

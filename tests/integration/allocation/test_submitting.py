"""Submitting by the desk and by REST: begun again after a deadlock, in its turn, and past no other app."""

from __future__ import annotations

import frappe
import pytest
from frappe.handler import execute_cmd

from batch_trace.api import submitting
from batch_trace.ledger import bin_locks
from tests.integration.support.bakery import reader
from tests.integration.support.plant import COMPANY, CUSTOMER, OTHER_CUSTOMER, STORES, make
from tests.integration.support.qa import control

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def note(plant, monkeypatch):
	"""A draft of a delivery, and a request that may submit it."""
	control("FLOUR")
	plant.receive("FLOUR", 5, "F1")
	monkeypatch.setattr(frappe.local, "request", frappe._dict(method="POST"), raising=False)
	row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES}
	return make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row])


def ask(cmd: str, **values: object) -> None:
	frappe.local.form_dict = frappe._dict(values)
	execute_cmd(cmd)


def test_the_desk_submits(note):
	ask(submitting.SAVE, doc=frappe.as_json(note), action="Submit")
	assert frappe.db.get_value("Delivery Note", note.name, "docstatus") == 1


def test_the_desk_saves(note):
	note.po_no = "PO-1"
	ask(submitting.SAVE, doc=frappe.as_json(note), action="Save")
	assert frappe.db.get_value("Delivery Note", note.name, ["docstatus", "po_no"]) == (0, "PO-1")


def test_rest_submits(note):
	ask(submitting.SUBMIT, doc=frappe.as_json(note))
	assert frappe.db.get_value("Delivery Note", note.name, "docstatus") == 1


def test_whoever_loses_a_deadlock_begins_again(note, monkeypatch):
	lost = []

	def submit(doc):
		if len(lost) < 2:
			lost.append(doc)
			raise frappe.QueryDeadlockError
		return "submitted"

	with monkeypatch.context() as patched:
		patched.setattr(submitting, "in_place_of", lambda *_: submit)
		patched.setattr(frappe.db, "rollback", lambda: None)
		assert submitting.submit(frappe.as_json(note)) == "submitted"
	assert len(lost) == 2


def test_what_was_written_before_is_not_lost(note, monkeypatch):
	with monkeypatch.context() as patched:
		patched.setattr(frappe.db, "rollback", lambda: pytest.fail("it would forget what was written"))
		assert frappe.db.transaction_writes
		ask(submitting.SUBMIT, doc=frappe.as_json(note))


def test_a_voucher_waits_before_it_looks(note, monkeypatch):
	calls = []
	lock = bin_locks._lock
	with monkeypatch.context() as patched:
		patched.setattr(frappe.db, "transaction_writes", 0)
		patched.setattr(frappe.db, "rollback", lambda: calls.append("forget"))
		patched.setattr(
			bin_locks, "_lock", lambda doctype, names: calls.append(doctype) or lock(doctype, names)
		)
		bin_locks.restart_with_bins_locked(bin_locks.places_of(note))
	assert calls == ["forget", "Warehouse", "Bin"]


@pytest.mark.parametrize("who", ["a stranger", "another customer's", "a made-up voucher", "a Purchase Order"])
def test_nothing_is_locked_for_whoever_may_not_submit(note, monkeypatch, who):
	locked = []
	monkeypatch.setattr(bin_locks, "restart_with_bins_locked", locked.append)
	asked = note.as_dict()
	if who == "a stranger":
		frappe.set_user(reader("stranger-to-stock@example.com"))
	elif who == "another customer's":
		frappe.set_user(reader("of-one-customer@example.com", "Stock User", customer=OTHER_CUSTOMER))
		asked["customer"] = OTHER_CUSTOMER
	elif who == "a made-up voucher":
		frappe.set_user(reader("stranger-to-stock@example.com"))
		asked["name"] = None
	else:
		frappe.set_user(reader("keeps-stock@example.com", "Stock User"))
		asked = {"doctype": "Purchase Order", "items": [{"item_code": "FLOUR", "warehouse": STORES}]}
	monkeypatch.setattr(frappe.db, "transaction_writes", 0)
	submitting._wait(frappe.as_json(asked))
	assert locked == []


def test_a_user_who_may_submit_waits_for_the_bins(note, monkeypatch):
	locked = []
	monkeypatch.setattr(bin_locks, "restart_with_bins_locked", locked.append)
	frappe.set_user(reader("keeps-stock@example.com", "Stock User"))
	monkeypatch.setattr(frappe.db, "transaction_writes", 0)
	submitting._wait(frappe.as_json(note))
	assert locked == [{("FLOUR", STORES)}]

"""What the desk knows of policies: enough to leave the server alone on sites that have none."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.policy import on_the_desk
from batch_trace.extends.boot import extend_bootinfo
from tests.integration.support.qa import control, hold


@pytest.fixture
def bare(plant):
	"""A site without policies, holds, decisions and reservations."""
	for doctype in on_the_desk.CHOICE_MATTERS:
		frappe.db.delete(doctype)
	return plant


def told() -> dict[str, bool]:
	boot = frappe._dict()
	extend_bootinfo(bootinfo=boot)
	return boot.batch_trace


def test_without_a_policy_nothing_is_asked(bare):
	assert told() == {"asks_about_order": False, "chooses_batches": False}


def test_a_hold_matters_for_the_choice(bare):
	bare.receive("FLOUR", 1, "F1")
	hold("F1")
	assert told() == {"asks_about_order": False, "chooses_batches": True}


@pytest.mark.parametrize(
	("values", "asks"),
	[
		({"when_order_is_broken": "Ask for a Reason"}, True),
		({"when_order_is_broken": "Stop"}, True),
		({"when_order_is_broken": "Record Only"}, False),
		({"when_order_is_broken": "Stop", "allocation_rule": "Manual"}, False),
	],
)
def test_a_policy_says_whether_the_order_is_asked_about(bare, values, asks):
	control("FLOUR", **values)
	assert told() == {"asks_about_order": asks, "chooses_batches": True}


def test_open_desks_hear_of_the_first_policy_and_of_the_last(bare, monkeypatch):
	heard = []
	monkeypatch.setattr(
		frappe, "publish_realtime", lambda event=None, message=None, **options: heard.append((event, message))
	)
	policy = control("FLOUR", when_order_is_broken="Stop")
	frappe.db.set_value("Item", "FLOUR", "batch_control_policy", None)
	frappe.delete_doc("Batch Control Policy", policy)
	ours = [message["asks_about_order"] for event, message in heard if event == on_the_desk.EVENT]
	assert ours == [True, False]

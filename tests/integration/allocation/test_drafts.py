"""A draft says at once what will be refused when it is submitted, and is saved all the same."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import set_request

from tests.integration.support.plant import GOODS, STORES, make_item, warehouse
from tests.integration.support.qa import control, decide, hold, release

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture(autouse=True)
def asked_for(plant):
	"""Somebody is there to read: the work is done for a request, about an item of which nothing else is in stock."""
	make_item("RYE", has_batch_no=1)
	set_request(method="POST", path="/")
	yield
	if hasattr(frappe.local, "request"):
		del frappe.local.request


def said() -> list[str]:
	"""Return what was said since this was asked last."""
	told = [str(message.get("message")) for message in map(frappe._dict, frappe.message_log)]
	frappe.clear_messages()
	return [words for words in told if "is not allowed" in words or "is allowed in this status" in words]


def note(plant, batch: str | None, item: str = "RYE", **values):
	row = {"item_code": item, "qty": 1, "rate": 2, "warehouse": STORES, **values}
	if batch:
		row |= {"batch_no": batch, "use_serial_batch_fields": 1}
	doc = frappe.get_doc(doctype="Delivery Note", company=plant.company, customer="Test Market", items=[row])
	frappe.clear_messages()
	return doc.insert()


def entry(plant, purpose: str, *rows: dict):
	lines = [{"item_code": "RYE", "qty": 1, "use_serial_batch_fields": 1, **row} for row in rows]
	doc = frappe.get_doc(
		doctype="Stock Entry", company=plant.company, purpose=purpose, stock_entry_type=purpose, items=lines
	)
	frappe.clear_messages()
	return doc.insert()


def test_a_draft_names_batch_reason_holder_and_what_could_be_used(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 10, "F2")
	name = hold("F1", reason="metal found")
	draft = note(plant, "F1")
	[words] = said()
	for part in ("F1", "On Hold", name, "metal found", "Administrator", "Usable instead", "F2"):
		assert part in words
	assert frappe.db.exists("Delivery Note", draft.name)
	release(name)
	draft.save()
	assert not said()


def test_a_draft_without_such_batches_says_nothing(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 10, "F2")
	hold("F1")
	note(plant, "F2")
	note(plant, None)
	assert not said()


def test_a_draft_asks_only_for_the_batches_it_names(plant, monkeypatch):
	from batch_trace.control.guard import guard

	monkeypatch.setattr(guard, "look", lambda *_args, **_more: pytest.fail("asked without a batch"))
	note(plant, None)


def test_the_batches_of_a_bundle_are_seen(plant):
	plant.receive("RYE", 10, "F1")
	bundle = plant.bundle("RYE", {"F1": 1})
	hold("F1")
	note(plant, None, serial_and_batch_bundle=bundle)
	assert len(said()) == 1


def test_a_background_job_is_not_spoken_to(plant):
	plant.receive("RYE", 10, "F1")
	hold("F1")
	del frappe.local.request
	note(plant, "F1")
	assert not said()


def test_a_submit_says_nothing_twice(plant):
	control("RYE")
	plant.receive("RYE", 10, "F1")
	decide("Quarantine", "F1")
	draft = entry(plant, "Material Transfer", {"batch_no": "F1", "s_warehouse": STORES, "t_warehouse": GOODS})
	[on_draft] = said()
	assert "Transfer is allowed in this status" in on_draft
	assert "Ask QA" not in on_draft and "Usable instead" not in on_draft, "nothing has to be done about it"
	draft.submit()
	assert len(said()) == 1, "the guard's own warning"


def test_what_the_status_allows_is_not_spoken_of(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 10, "F2")
	hold("F1")
	safe = warehouse("Quarantine", batch_quality_use="Quarantine")
	entry(plant, "Material Transfer", {"batch_no": "F1", "s_warehouse": STORES, "t_warehouse": safe})
	assert not said()
	entry(plant, "Material Transfer", {"batch_no": "F1", "s_warehouse": STORES, "t_warehouse": GOODS})
	assert "Transfer is not allowed" in said()[0]
	entry(plant, "Material Receipt", {"batch_no": "F1", "t_warehouse": STORES, "basic_rate": 1})
	assert not said()


def test_returns_counts_and_splits_are_told_apart(plant):
	receipt = plant.receive("RYE", 10, "F1")
	hold("F1")
	from erpnext.controllers.sales_and_purchase_return import make_return_doc

	back = make_return_doc("Purchase Receipt", receipt.name)
	frappe.clear_messages()
	back.insert()
	assert "Return to Supplier is not allowed" in said()[0]
	entry(
		plant,
		"Repack",
		{"batch_no": "F1", "s_warehouse": STORES},
		{"batch_no": plant.batch("RYE", "F9"), "t_warehouse": STORES, "basic_rate": 1},
	)
	assert "Split is not allowed" in said()[0]
	row = {"item_code": "RYE", "warehouse": STORES, "batch_no": "F1", "use_serial_batch_fields": 1}
	for counted in (4, 14):
		account = frappe.db.get_value(
			"Account", {"company": plant.company, "account_type": "Stock Adjustment", "is_group": 0}
		)
		frappe.clear_messages()
		frappe.get_doc(
			doctype="Stock Reconciliation", company=plant.company, purpose="Stock Reconciliation",
			expense_account=account, items=[{**row, "qty": counted, "valuation_rate": 1}],
		).insert()  # fmt: skip
		assert not said(), "a count is a fact, and passes"

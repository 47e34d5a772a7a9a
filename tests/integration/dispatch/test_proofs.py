"""Proofs of delivery: entered after the goods have left, kept for good, and asked for when they are overdue."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, now_datetime, today
from frappe.utils.file_manager import save_file

from batch_trace.api.dispatch import proof_of_delivery
from batch_trace.api.trace import trace
from batch_trace.batch_trace.report.waiting_for_proof_of_delivery.waiting_for_proof_of_delivery import (
	execute as report,
)
from batch_trace.control.dispatch import waiting
from batch_trace.control.health import registry
from batch_trace.ledger import check
from tests.integration.support.access import as_user, other_company
from tests.integration.support.plant import COMPANY, CUSTOMER, OTHER_CUSTOMER, STORES, make, make_return
from tests.integration.support.qa import control

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def shipped(plant):
	"""A shipment of batch B1 by Ann."""
	plant.stock(("BREAD", "B1", 10))
	return plant.ship("BREAD", 3, "B1", header={"driver_name": "Ann", "dispatch_seals": "4711"})


def prove(voucher, **values) -> str:
	now = str(now_datetime().replace(microsecond=0))
	return proof_of_delivery(
		voucher.doctype, voucher.name, **{"delivered_at": now, "received_by": "Bo", **values}
	)


def proof(batch: str = "B1") -> dict | None:
	[row] = trace(batch, direction="forward")["customers"]
	return row.get("proof_of_delivery")


def test_a_proof_is_on_the_trace_and_changes_nothing_else(plant, shipped):
	before = frappe.get_all("Trace Event", fields=["*"]), shipped.modified
	prove(shipped, arrival_temperature="5", remarks="one box wet")
	found = proof()
	assert (found["received_by"], found["arrival_temperature"], found["remarks"]) == (
		"Bo",
		"5 °C",
		"one box wet",
	)
	assert before == (
		frappe.get_all("Trace Event", fields=["*"]),
		frappe.get_doc("Delivery Note", shipped.name).modified,
	)


def test_a_second_proof_corrects_the_first_which_stays(plant, shipped):
	first = prove(shipped)
	prove(shipped, received_by="Cy")
	assert proof()["received_by"] == "Cy"
	assert frappe.db.get_value("Dispatch Record", first, "received_by") == "Bo"
	check.check()
	assert not frappe.get_all("Trace Gap", {"status": "Open"})


def test_the_trace_of_before_knows_no_proof(plant, shipped):
	frappe.db.sql("UPDATE `tabTrace Entry` SET creation = creation - INTERVAL 1 HOUR")
	frappe.db.sql("UPDATE `tabDispatch Record` SET creation = creation - INTERVAL 1 HOUR")
	moment = str(now_datetime())
	prove(shipped)
	[row] = trace("B1", direction="forward", as_of=moment)["customers"]
	assert "proof_of_delivery" not in row and row["driver"] == "Ann"


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"received_by": " "}, "who received"),
		({"delivered_at": ""}, "as a date and a time"),
		({"delivered_at": "soon"}, "as a date and a time"),
		({"delivered_at": -9}, "The goods left on"),
		({"delivered_at": 2}, "in the future"),
		({"arrival_temperature": "warm"}, "such as 4.5"),
		({"file": "/private/files/no-such-file.pdf"}, "is missing"),
	],
)
def test_what_cannot_be_true_is_refused(plant, shipped, values, words):
	if isinstance(values.get("delivered_at"), int):
		values = {"delivered_at": add_days(today(), values["delivered_at"])}
	with pytest.raises(frappe.ValidationError, match=words):
		prove(shipped, **values)
	assert not frappe.get_all("Dispatch Record", {"kind": "Delivered"})


def test_only_shipments_are_proven(plant, shipped):
	row = {"item_code": "BREAD", "qty": 1, "rate": 2, "warehouse": STORES}
	draft = make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row])
	back = make_return(shipped, -1)
	for voucher in (back, draft):
		with pytest.raises(frappe.ValidationError, match="has shipped no goods"):
			prove(voucher)
	back.cancel()
	shipped.reload()
	shipped.cancel()
	with pytest.raises(frappe.ValidationError, match="has shipped no goods"):
		prove(shipped)
	with pytest.raises(frappe.ValidationError, match="ships nothing"):
		prove(frappe._dict(doctype="Purchase Receipt", name="X"))


def test_the_file_is_evidence(plant, shipped):
	file = save_file("pod.txt", "signed: Bo", None, None, is_private=1)
	record = frappe.get_doc("Dispatch Record", prove(shipped, file=file.file_url))
	assert len(record.sha256) == 64 and proof()["sha256"] == record.sha256
	kept = frappe.get_all(
		"File", {"attached_to_doctype": "Dispatch Record", "attached_to_name": record.name}, pluck="name"
	)
	assert len(kept) == 1
	assert frappe.db.exists("File", {"attached_to_name": shipped.name, "file_url": file.file_url})
	with pytest.raises(frappe.ValidationError, match="evidence"):
		frappe.delete_doc("File", kept[0])


def test_overdue_ones_are_listed_until_they_are_proven(plant, shipped):
	control("BREAD", proof_of_delivery_days=2)
	[row] = waiting.read()
	assert (row.voucher_no, row.customer, row.days) == (shipped.name, CUSTOMER, -2)
	assert not any("proof of delivery" in finding.what for finding in registry.find())
	early = {"set_posting_time": 1, "posting_date": add_days(today(), -5)}
	plant.stock_entry("Material Receipt", [], [("BREAD", "B2", 5)], **early)
	late = plant.ship("BREAD", 1, "B2", header=early)
	assert [(each.voucher_no, each.days) for each in waiting.read()] == [(late.name, 3), (shipped.name, -2)]
	assert any("1 shipments wait for a proof of delivery" in finding.what for finding in registry.find())
	_columns, rows, *_ = report({"overdue": 1})
	assert [row["voucher_no"] for row in rows] == [late.name]
	for voucher in (late, shipped):
		prove(voucher)
	assert not waiting.read()
	assert not report({})[1]


def test_what_was_cancelled_or_needs_no_proof_is_not_listed(plant, shipped):
	assert not waiting.read()
	control("BREAD", proof_of_delivery_days=2)
	shipped.cancel()
	assert not waiting.read()


@pytest.fixture
def clerk(shipped):
	"""A user who may read the ledger, and Delivery Notes of one customer only."""
	user = make("User", email="dispatch@example.com", first_name="Dee", send_welcome_email=0)
	user.add_roles("Stock User", "Sales User")
	yield user.name
	frappe.set_user("Administrator")


def test_who_may_not_read_the_delivery_sees_nothing_of_how_it_went(plant, shipped, clerk):
	prove(shipped)
	as_user(clerk)
	[row] = trace("B1", direction="forward")["customers"]
	assert row["driver"] == "Ann" and row["proof_of_delivery"]
	assert len(frappe.get_list("Dispatch Record")) == 2
	frappe.set_user("Administrator")
	user = frappe.get_doc("User", clerk)
	user.remove_roles("Stock User", "Sales User")
	user.add_roles("Batch QA Reviewer")
	as_user(clerk)
	answer = trace("B1", direction="forward")
	[row] = answer["customers"]
	assert not {"driver", "seals", "proof_of_delivery"} & row.keys() and answer["complete"]
	assert "dispatch_hidden" in {gap["code"] for gap in answer["gaps"]}
	assert not frappe.get_list("Dispatch Record")
	record = frappe.get_all("Dispatch Record", pluck="name")[0]
	assert not frappe.has_permission("Dispatch Record", "read", doc=record)


def test_user_permissions_hide_records_of_other_customers(plant, shipped, clerk):
	make("User Permission", user=clerk, allow="Customer", for_value=OTHER_CUSTOMER)
	as_user(clerk)
	assert not frappe.get_list("Dispatch Record")
	with pytest.raises(frappe.PermissionError):
		prove(shipped)


def test_another_companys_shipments_are_nobodys_business(plant, shipped, clerk):
	make("User Permission", user=clerk, allow="Company", for_value=other_company())
	control("BREAD", proof_of_delivery_days=2)
	as_user(clerk)
	assert not frappe.get_list("Dispatch Record") and not waiting.read()
	with pytest.raises(frappe.PermissionError):
		prove(shipped)


def test_who_may_only_read_a_shipment_enters_no_proof(plant, shipped, clerk):
	user = frappe.get_doc("User", clerk)
	user.remove_roles("Stock User", "Sales User")
	user.add_roles("Batch Auditor")
	as_user(clerk)
	with pytest.raises(frappe.PermissionError):
		prove(shipped)


def test_an_invoice_that_ships_is_proven_alike(plant):
	plant.stock(("BREAD", "B1", 10))
	row = {
		"item_code": "BREAD",
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	bill = plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[row])
	prove(bill)
	assert proof()["received_by"] == "Bo" and bill.company == COMPANY

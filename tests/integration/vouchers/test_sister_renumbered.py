"""A sister company takes in what it was sent under other numbers, more of it, or not at all: the trace does not end there."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.status import hold
from batch_trace.api.trace import trace
from tests.integration.support.agreement import assert_agreement
from tests.integration.support.plant import STORES, SUPPLIER
from tests.integration.support.qa import control, refused, status_of
from tests.integration.support.sisters import AS_SUPPLIER, SISTER, SISTER_STORES, receive, sell

DIFFERS = "company_transfer_differs"


def differing() -> list[tuple]:
	return frappe.get_all(
		"Trace Gap", {"code": DIFFERS, "status": "Open"}, ["batch", "voucher_no"], as_list=True
	)


def issue(batch: str, qty: float) -> None:
	row = {"item_code": "FLOUR", "qty": qty, "s_warehouse": SISTER_STORES, "batch_no": batch}
	entry = {"company": SISTER, "stock_entry_type": "Material Issue", "purpose": "Material Issue"}
	frappe.get_doc(
		doctype="Stock Entry", items=[row | {"use_serial_batch_fields": 1}], **entry
	).insert().submit()


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_what_arrives_under_another_number_is_linked(mill, doctype):
	bought = receive(sell(mill, "F1", 40, doctype=doctype), batch="N1")
	answer = trace("F1", direction="forward")
	[link] = answer["links"]
	assert (link["source"], link["target"], link["quantity"], link["confidence"]) == (
		"F1",
		"N1",
		40,
		"asserted",
	)
	assert {row["batch"]: row["quantity"] for row in answer["on_hand"]} == {"F1": 60, "N1": 40}
	assert [row["supplier"] for row in trace("N1", direction="backward")["suppliers"]] == [SUPPLIER]
	assert differing() == (("N1", bought.name),) and not answer["complete"]
	said = {(gap["code"], gap["voucher_no"]) for gap in answer["gaps"] if gap["severity"] == "error"}
	assert said == {(DIFFERS, bought.name)}, "no check has run"
	assert_agreement()
	bought.reload()
	bought.cancel()
	assert not differing() and "not_arrived" in {gap["code"] for gap in trace("F1")["gaps"]}


def test_what_stops_the_goods_goes_with_them(mill):
	sale = sell(mill, "F1", 40)
	hold(["F1"], "Glass")
	receive(sale, batch="N1")
	assert status_of("N1", SISTER_STORES) == "On Hold"
	with refused("Glass"):
		issue("N1", 5)


def test_a_hold_in_the_sellers_warehouse_goes_with_them_too(mill):
	sale = sell(mill, "F1", 40)
	hold(["F1"], "Letter of the supplier", warehouse=STORES)
	receive(sale, batch="N1")
	assert status_of("N1", SISTER_STORES) == "On Hold"


def test_the_new_number_waits_for_the_sisters_own_inspection(mill):
	control("FLOUR", status_after_receipt="Quarantine")
	receive(sell(mill, "F1", 40), batch="N1")
	assert (status_of("F1"), status_of("N1", SISTER_STORES)) == ("Released", "Quarantine")


def test_another_number_makes_the_goods_no_younger(mill):
	frappe.db.set_value("Batch", "F1", {"expiry_date": mill.later(2), "retest_date": mill.later(1)})
	frappe.db.set_value("Batch", "N1", {"expiry_date": mill.later(900), "retest_date": mill.later(900)})
	receive(sell(mill, "F1", 40), batch="N1")
	dates = frappe.db.get_value("Batch", "N1", ["expiry_date", "retest_date"])
	assert list(map(str, dates)) == [str(mill.later(2)), str(mill.later(1))]


def test_another_number_keeps_an_earlier_date_of_its_own(mill):
	frappe.db.set_value("Batch", "F1", "expiry_date", mill.later(900))
	frappe.db.set_value("Batch", "N1", "expiry_date", mill.later(5))
	receive(sell(mill, "F1", 40), batch="N1")
	assert str(frappe.db.get_value("Batch", "N1", "expiry_date")) == str(mill.later(5))


def test_what_has_not_arrived_leaves_the_trace_incomplete(mill):
	sale = sell(mill, "F1", 40)
	receive(sale, 30)
	answer = trace("F1", direction="forward")
	[gap] = [gap for gap in answer["gaps"] if gap["code"] == "not_arrived"]
	assert gap["message"].startswith("10 Kg of F1 went to Sister Bakery") and not answer["complete"]
	receive(sale, 10)
	assert trace("F1", direction="forward")["complete"]


def test_what_no_delivery_accounts_for_is_a_gap(mill):
	bought = frappe.get_doc(
		doctype="Purchase Receipt",
		company=SISTER,
		supplier=AS_SUPPLIER,
		items=[mill.bought("FLOUR", "N1", 5, warehouse=SISTER_STORES)],
	)
	bought.insert()
	bought.submit()
	assert differing() == (("N1", bought.name),) and not trace("N1")["complete"]

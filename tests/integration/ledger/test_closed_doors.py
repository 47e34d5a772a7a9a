"""Ways around the ledger and its permissions that are shut."""

from __future__ import annotations

import frappe
import pytest
from frappe.handler import execute_cmd
from frappe.model.rename_doc import rename_doc

from batch_trace.api.trace import trace
from batch_trace.batch_trace.report.batch_trace.batch_trace import execute as trace_report
from batch_trace.ledger import capture, seals
from batch_trace.ledger.backfill import SETTINGS
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, SUPPLIER, make_return
from tests.integration.support.voucher_entries import entries, event

READERS = [
	"Auditor",
	"Batch Trace Manager",
	"Batch Trace User",
	"Manufacturing Manager",
	"Manufacturing User",
	"Quality Manager",
	"Stock Manager",
	"Stock User",
]


@pytest.mark.parametrize("role", READERS)
def test_every_role_that_reads_the_ledger_can_trace(bakery, role):
	as_user(reader("reader@example.com", role))
	answer = trace(bakery.dough)
	assert {row["batch"] for row in answer["batches"]} >= {bakery.dough}
	assert len(answer["links"]) == 4


@pytest.mark.parametrize("doctype", ["Trace Event", "Trace Entry", "Batch Balance"])
def test_lists_leave_out_other_companies(bakery, doctype):
	as_user(reader("elsewhere@example.com", "Stock User", company=other_company()))
	assert frappe.get_list(doctype, limit_page_length=0) == []


def test_lists_leave_out_parties_the_user_may_not_read(bakery):
	user = reader("one-customer@example.com", "Stock User")
	frappe.get_doc(doctype="User Permission", user=user, allow="Customer", for_value=CUSTOMER).insert()
	as_user(user)
	parties = set(frappe.get_list("Trace Event", pluck="party", limit_page_length=0))
	assert CUSTOMER in parties and parties <= {CUSTOMER, SUPPLIER, "", None}


def test_lists_leave_out_customers_of_a_group_the_user_may_not_read(bakery):
	"""The limit is on the group; ERPNext hides the customers in other groups, and so does the ledger."""
	group = frappe.get_doc(doctype="Customer Group", customer_group_name="Kept Apart").insert()
	frappe.db.set_value("Customer", CUSTOMER, "customer_group", group.name)
	user = reader("one-group@example.com", "Stock User", "Sales User")
	frappe.get_doc(
		doctype="User Permission", user=user, allow="Customer Group", for_value=group.name
	).insert()
	as_user(user)
	parties = set(frappe.get_list("Trace Event", pluck="party", limit_page_length=0))
	assert CUSTOMER in parties and parties <= {CUSTOMER, SUPPLIER, "", None}
	hidden = frappe.get_all("Trace Event", {"party": OTHER_CUSTOMER}, pluck="name")
	assert hidden and not frappe.has_permission(
		"Trace Event", "read", frappe.get_doc("Trace Event", hidden[0])
	)


def test_the_back_fill_state_cannot_be_forged(plant):
	frappe.db.set_single_value(SETTINGS, "backfill_status", "Stopped")
	settings = frappe.get_doc(SETTINGS)
	settings.backfill_status = "Complete"
	settings.save()
	assert frappe.db.get_single_value(SETTINGS, "backfill_status", cache=False) == "Stopped"


def test_a_failed_capture_stays_marked(plant, monkeypatch):
	def fail(keys):
		raise frappe.QueryTimeoutError

	receipt = plant.receive("FLOUR", 1, "F1")
	capture.mark(receipt.doctype, receipt.name)
	with monkeypatch.context() as broken:
		broken.setattr(capture, "sync", fail)
		with pytest.raises(frappe.QueryTimeoutError):
			capture.flush()
	assert (receipt.doctype, receipt.name) in frappe.flags.batch_trace_marked
	capture.flush()


def test_a_start_cannot_carry_html(bakery):
	_columns, rows, hint, *_rest = trace_report(
		{"start_type": "Batch", "start": "<img src=x onerror=alert(1)>"}
	)
	assert rows == [] and "<img" not in hint


def test_renaming_an_item_changes_no_answer(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 10)], [("DOUGH", "D1", 10)])
	shares = {row["batch"]: row["share"] for row in trace("F1")["batches"]}
	rename_doc("Item", "FLOUR", "STRONG-FLOUR", force=True)
	assert {row["batch"]: row["share"] for row in trace("F1")["batches"]} == shares
	keys = [("Stock Entry", name) for name in frappe.get_all("Stock Entry", pluck="name")]
	assert capture.differing_vouchers(keys) == []


def test_a_renamed_customer_is_found_under_the_new_name_and_the_seal_holds(plant):
	plant.receive("FLOUR", 10, "F1")
	shipment = plant.ship("FLOUR", 4, "F1", CUSTOMER)
	rename_doc("Customer", CUSTOMER, "Test Market Hall", force=True)
	back = make_return(shipment, -1)
	[row] = trace("F1")["customers"]
	assert (row["customer"], row["quantity"], row["returned"]) == ("Test Market Hall", 4, 1)
	recorded = [event(v).recorded_party for v in (shipment, back)]
	assert recorded == [CUSTOMER, "Test Market Hall"]
	assert list(seals.broken()) == []
	assert capture.differing_vouchers([("Delivery Note", shipment.name)]) == []


def test_a_number_told_by_a_cancelled_receipt_is_taken_off_the_batch(plant):
	wrong = plant.receive("FLOUR", 10, "F1", supplier_batch="WRONG")
	wrong.cancel()
	assert not frappe.db.get_value("Batch", "F1", "supplier_batch")
	again = plant.receive("FLOUR", 10, "F1")
	assert entries(again.name) == [("In", "F1", 10)]
	assert not frappe.db.get_value(
		"Trace Entry",
		{
			"batch": "F1",
			"qty": 10,
			"supplier_batch": "WRONG",
			"event": frappe.get_last_doc("Trace Event", {"voucher_no": again.name}).name,
		},
	)


def test_a_depth_that_cuts_the_trace_says_so(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 10)], [("DOUGH", "D1", 10)])
	plant.repack([("DOUGH", "D1", 10)], [("BREAD", "B1", 10)])
	cut = trace("F1", direction="forward", max_depth=1)
	assert not cut["complete"] and [gap["code"] for gap in cut["gaps"]] == ["depth_cut"]
	assert trace("F1", direction="forward", max_depth=2)["complete"]
	with pytest.raises(frappe.ValidationError, match="depth"):
		trace("F1", max_depth=-1)


SCAN = "erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle.update_serial_or_batch"


def scan(bundle: str, batch: str) -> None:
	"""Call ERPNext's method as a request does."""
	frappe.local.request = frappe._dict(method="POST")
	frappe.local.form_dict = frappe._dict(bundle_id=bundle, batch_no=batch)
	try:
		execute_cmd(SCAN)
	finally:
		del frappe.local.request


def test_a_submitted_bundle_takes_no_scanned_batch(plant):
	plant.receive("FLOUR", 10, "F1")
	shipment = plant.ship("FLOUR", 5, "F1")
	bundle = shipment.items[0].serial_and_batch_bundle or frappe.db.get_value(
		"Stock Ledger Entry", {"voucher_no": shipment.name}, "serial_and_batch_bundle"
	)
	with pytest.raises(frappe.ValidationError, match=r"F1.*Cancel and amend"):
		scan(bundle, "F1")
	assert capture.differing_vouchers([("Delivery Note", shipment.name)]) == []


def test_a_draft_bundle_takes_a_scanned_batch_from_whoever_may_change_it(plant):
	plant.receive("FLOUR", 10, "F1")
	bundle = plant.bundle("FLOUR", {"F1": 5}, outward=False)
	scan(bundle, "F1")
	assert frappe.db.get_value("Serial and Batch Entry", {"parent": bundle}, "qty") == 6
	as_user(reader("nobody@example.com"))
	with pytest.raises(frappe.PermissionError):
		scan(bundle, "F1")

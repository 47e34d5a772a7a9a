"""It was B, not A: the ledger has the right batch, both are found, and ERPNext's stock agrees."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import getdate

from batch_trace.api import corrections, trace
from batch_trace.control.corrections.lines import NotCorrected
from batch_trace.ledger import capture
from tests.integration.support.access import as_user
from tests.integration.support.findings import problems
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES, WIP
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold, refused, status_of
from tests.integration.support.roles import user_of

WHY = "The label on the pallet says so"


@pytest.fixture
def stocked(plant):
	"""Two batches of flour, 10 Kg each, and a policy."""
	control("FLOUR", "DOUGH")
	give_password()
	plant.receive("FLOUR", 10, "A", rate=2)
	plant.receive("FLOUR", 10, "B", rate=5)
	return plant


def lines(doc, right: str, batch: str = "A", quantity: float | None = None) -> list[dict]:
	"""Every movement of a batch in a voucher, with its right batch."""
	capture._moments().clear()  # as at the end of the voucher's transaction
	found = corrections.movements(doc.doctype, doc.name)["movements"]
	return [
		{**each, "right_batch": right, "quantity": quantity or each["quantity"]}
		for each in found
		if each["batch"] == batch
	]


def correct(*given: dict) -> list[str]:
	return corrections.correct_batches(list(given), WHY, PASSWORD)


def balances(*batches: str) -> dict:
	"""What the ledger has in stock, by batch and warehouse."""
	rows = frappe.get_all(
		"Batch Balance",
		{"batch": ["in", batches], "qty": ["!=", 0]},
		["batch", "warehouse", "qty"],
		as_list=True,
	)
	return {(batch, warehouse): qty for batch, warehouse, qty in rows}


def in_erpnext(batch: str, warehouse: str = STORES) -> float:
	from erpnext.stock.doctype.batch.batch import get_batch_qty

	return get_batch_qty(batch, warehouse)


def customers(batch: str) -> set:
	return {row["customer"] for row in trace.trace(batch)["customers"]}


def test_a_delivery_was_of_another_batch(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	assert customers("A") == {CUSTOMER}
	before = trace.trace("B")["customers"]
	correct(*lines(note, "B"))
	assert (customers("A"), before, customers("B")) == (set(), [], {CUSTOMER})
	assert balances("A", "B") == {("A", STORES): 10, ("B", STORES): 6}
	assert (in_erpnext("A"), in_erpnext("B")) == (10, 6)
	assert problems() == []


def test_both_batches_say_what_was_corrected_and_by_whom(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	[of_a, of_b] = correct(*lines(note, "B", quantity=3))
	for batch in ("A", "B"):
		[gap] = [gap for gap in trace.trace(batch)["gaps"] if gap["code"] == "batch_corrected"]
		assert all(
			word in gap["message"] for word in ("3 of A", note.name, "were of B", "Administrator", WHY)
		)
	assert [frappe.db.get_value("Batch Correction", name, "batch") for name in (of_a, of_b)] == ["A", "B"]
	assert customers("A") == customers("B") == {CUSTOMER}


def test_before_the_correction_a_trace_shows_what_was_known(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	then = frappe.utils.now_datetime()
	correct(*lines(note, "B"))
	answer = trace.trace("A", as_of=str(then))
	assert {row["customer"] for row in answer["customers"]} == {CUSTOMER}
	assert not [gap for gap in answer["gaps"] if gap["code"] == "batch_corrected"]


def test_a_consumption_was_of_another_batch_and_what_was_made_of_it_is_held(stocked):
	entry = stocked.stock_entry("Repack", [("FLOUR", "A", 4)], [("DOUGH", "D", 4)])
	held = hold("B", include_descendants=1)
	assert status_of("D") == "Released"
	correct(*lines(entry, "B"))
	assert [row["batch"] for row in trace.trace("B", direction="forward")["batches"]] == ["B", "D"]
	assert status_of("D") == "On Hold"
	assert frappe.db.get_value("Batch Hold", held, "status") == "In Force"
	assert problems() == []


def test_a_receipt_was_of_another_batch_than_the_one_entered(stocked):
	receipt = stocked.receive("FLOUR", 7, "C", supplier_batch="S-7", rate=3)
	stocked.batch("FLOUR", "RIGHT")
	correct(*lines(receipt, "RIGHT", "C"))
	assert balances("C", "RIGHT") == {("RIGHT", STORES): 7}
	[supplied] = trace.trace("RIGHT")["suppliers"]
	assert (supplied["supplier_batch"], supplied["quantity"]) == ("S-7", 7)
	assert trace.trace("C")["suppliers"] == []
	assert frappe.db.get_value("Batch", "RIGHT", "supplier_batch") == "S-7"
	found = trace.trace("S-7", start_type="Supplier Batch")["batches"]
	assert [row["batch"] for row in found] == ["RIGHT"]
	assert problems() == []


def test_swapped_deliveries_need_no_stock_entry(stocked):
	one = stocked.ship("FLOUR", 4, "A")
	other = stocked.ship("FLOUR", 4, "B", customer=OTHER_CUSTOMER)
	entries = frappe.db.count("Stock Entry")
	correct(*lines(one, "B"), *lines(other, "A", "B"))
	assert (customers("A"), customers("B")) == ({OTHER_CUSTOMER}, {CUSTOMER})
	assert frappe.db.count("Stock Entry") == entries
	assert problems() == []


def test_a_batch_that_went_on_is_corrected_with_what_moved_it(stocked):
	transfer = stocked.transfer("FLOUR", "A", 4, target=WIP)
	used = stocked.stock_entry("Repack", [("FLOUR", "A", 4, WIP)], [("DOUGH", "D", 4)])
	with pytest.raises(frappe.ValidationError, match=transfer.name):
		correct(*lines(used, "B"))
	correct(*lines(used, "B"), *lines(transfer, "B"))
	assert balances("A", "B") == {("A", STORES): 10, ("B", STORES): 6}
	assert problems() == []


def test_value_goes_with_the_goods(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	value = frappe.db.get_value("Bin", {"item_code": "FLOUR", "warehouse": STORES}, "stock_value")
	correct(*lines(note, "B"))
	after = frappe.db.get_value("Bin", {"item_code": "FLOUR", "warehouse": STORES}, "stock_value")
	# A comes back at 2, B goes at 5; batches without a value of their own go at the mean
	assert value - after == pytest.approx(4 * (5 - 2), abs=4 * 3)


def test_corrected_back_it_can_be_cancelled(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	note.reload()
	with pytest.raises(NotCorrected, match="Correct > Batches"):
		note.cancel()
	correct(*lines(note, "A", "B"))
	note.reload()
	note.cancel()
	assert balances("A", "B") == {("A", STORES): 10, ("B", STORES): 10}
	assert problems() == []


def test_the_correcting_entries_stay(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	[record] = frappe.get_all("Corrected Movement", fields=["issue_entry", "receipt_entry", "voucher_no"])
	assert record.voucher_no == note.name
	for entry in (record.issue_entry, record.receipt_entry):
		with pytest.raises(NotCorrected, match="corrects the stock"):
			frappe.get_doc("Stock Entry", entry).cancel()
		assert not frappe.db.exists("Trace Event", {"voucher_no": entry})


@pytest.mark.parametrize(
	("change", "match"),
	[
		({"quantity": 5}, "recorded to have moved 4"),
		({"quantity": 0}, "above zero"),
		({"quantity": 1e-7}, "above zero"),
		({"quantity": 1.23456}, "keeps 3 decimals"),
		({"right_batch": "A"}, "Name another one"),
		({"right_batch": "D"}, "only the batch can be corrected"),
		({"right_batch": "NONE"}, "There is no batch"),
		({"row": "NONE"}, "recorded to have moved 0"),
	],
)
def test_what_cannot_be_is_refused(stocked, change, match):
	stocked.batch("DOUGH", "D")
	note = stocked.ship("FLOUR", 4, "A")
	with pytest.raises(NotCorrected, match=match):
		correct(*[{**line, **change} for line in lines(note, "B")])


def test_a_voucher_type_that_there_is_not_is_refused(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	with pytest.raises(frappe.ValidationError, match="no voucher type"):
		correct(*[{**line, "voucher_type": "Nope"} for line in lines(note, "B")])
	with pytest.raises(frappe.ValidationError, match="no voucher type"):
		corrections.movements("Nope", note.name)


def test_it_takes_the_right_to_release_a_reason_and_a_signature(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	given = lines(note, "B")
	with pytest.raises(frappe.ValidationError, match="reason"):
		corrections.correct_batches(given, " ", PASSWORD)
	as_user(user_of("Stock User"))
	with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
		corrections.correct_batches(given, WHY, PASSWORD)


def test_what_stops_goods_goes_with_them_to_their_right_number(stocked):
	receipt = stocked.receive("FLOUR", 7, "C")
	hold("C", reason="metal found")
	stocked.batch("FLOUR", "RIGHT")
	correct(*lines(receipt, "RIGHT", "C"))
	assert status_of("RIGHT", STORES) == "On Hold"
	with refused("metal found"):
		stocked.ship("FLOUR", 1, "RIGHT")


def test_what_comes_in_gets_the_status_and_dates_of_a_receipt(stocked):
	receipt = stocked.receive("FLOUR", 7, "C")
	stocked.batch("FLOUR", "RIGHT")
	policy = frappe.db.get_value("Item", "FLOUR", "batch_control_policy")
	frappe.get_doc("Batch Control Policy", policy).update({"status_after_receipt": "Quarantine"}).save()
	correct(*lines(receipt, "RIGHT", "C"))
	assert frappe.db.get_value("Batch", "RIGHT", "quality_status") == "Quarantine"


@pytest.mark.parametrize("decision", ["Rejected", "Quarantine", "Conditionally Released"])
def test_what_qa_decided_goes_with_the_goods_although_a_receipt_would_be_released(stocked, decision):
	receipt = stocked.receive("FLOUR", 7, "C")
	decide(decision, "C")
	stocked.batch("FLOUR", "RIGHT")
	correct(*lines(receipt, "RIGHT", "C"))
	assert status_of("RIGHT", STORES) == decision


def test_what_was_split_from_another_batch_inherits_from_that(stocked):
	frappe.get_doc("Batch", "B").update({"expiry_date": stocked.later(5)}).save()
	decide("Rejected", "B")
	entry = stocked.stock_entry("Repack", [("FLOUR", "A", 4)], [("FLOUR", "PART", 4)])
	assert (frappe.db.get_value("Batch", "PART", "expiry_date"), status_of("PART")) == (None, "Released")
	correct(*lines(entry, "B"))
	assert frappe.db.get_value("Batch", "PART", "expiry_date") == getdate(stocked.later(5))
	assert status_of("PART") == "Rejected"


def test_who_corrects_is_told_that_stopped_goods_have_moved(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	hold("B")
	correct(*lines(note, "B"))
	assert any("Stopped goods have moved" in str(message) for message in frappe.message_log)


def test_a_disabled_batch_is_corrected_too(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	frappe.get_doc("Batch", "A").update({"disabled": 1}).save()
	correct(*lines(note, "B"))
	assert in_erpnext("B") == 6


def test_nothing_of_the_evidence_can_be_changed(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	record = frappe.get_last_doc("Corrected Movement")
	record.qty = 1
	with pytest.raises(frappe.PermissionError, match="is evidence"):
		record.save(ignore_permissions=True)
	with pytest.raises(frappe.PermissionError, match="is evidence"):
		frappe.delete_doc("Corrected Movement", record.name, force=True)


def test_a_history_read_anew_has_the_right_batch(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	assert capture.differing_vouchers([("Delivery Note", note.name)]) == []


def test_an_expired_batch_is_corrected_too(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	frappe.db.set_value("Batch", "B", "expiry_date", frappe.utils.add_days(frappe.utils.today(), -1))
	correct(*lines(note, "B"))
	assert balances("A", "B") == {("A", STORES): 10, ("B", STORES): 6}

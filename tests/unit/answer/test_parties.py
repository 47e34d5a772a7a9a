"""Suppliers and customers: a row for each party, batch and voucher, with the quantity returned."""

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.starts import resolve
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger


@pytest.fixture
def ledger():
	ledger = Ledger()
	ledger.receive("F1", supplier="Mill", supplier_batch="LOT-7", voucher_no="PR-1")
	ledger.make([("F1", "FLOUR", 50)], [("B1", "BREAD", 90)])
	ledger.ship("B1", "BREAD", 30, "Cafe", voucher_no="DN-1", ship_to="Harbour 1", vehicle_no="HH-1")
	return ledger


def shipped(ledger, **facts):
	answer = trace(ledger.source(), ["F1"], "forward", **facts)
	return [
		(row["customer"], row["voucher_no"], row["quantity"], row["returned"]) for row in answer["customers"]
	]


def test_customer_row_says_all(ledger):
	[row] = trace(ledger.source(), ["F1"], "forward")["customers"]
	assert row == {
		"customer": "Cafe",
		"batch": "B1",
		"voucher_type": "Delivery Note",
		"voucher_no": "DN-1",
		"quantity": 30.0,
		"returned": 0.0,
		"posting_datetime": "2026-01-01 08:03:00.000000",
		"address": "Harbour 1",
		"vehicle_no": "HH-1",
		"own_company": None,
		"warehouse": None,
	}


def test_return_counts_against_its_voucher(ledger):
	ledger.give_back("B1", "BREAD", 4, "Cafe", against="DN-1")
	ledger.give_back("B1", "BREAD", 1, "Cafe", against="DN-1")
	assert shipped(ledger) == [("Cafe", "DN-1", 30, 5)]


def test_standalone_return_is_a_row_of_its_own(ledger):
	ledger.give_back("B1", "BREAD", 4, "Cafe", voucher_no="DN-2")
	ledger.give_back("B1", "BREAD", 2, "Kiosk", voucher_no="DN-3", against="DN-0")
	assert shipped(ledger) == [("Cafe", "DN-1", 30, 0), ("Cafe", "DN-2", 0, 4), ("Kiosk", "DN-3", 0, 2)]


def test_return_of_a_customer_renamed_meanwhile_counts_against_its_voucher(ledger):
	ledger.give_back("B1", "BREAD", 2, "Cafe and Bar", voucher_no="DN-3", against="DN-1")
	assert shipped(ledger) == [("Cafe", "DN-1", 30, 2)]


def test_two_rows_of_one_voucher_are_one(ledger):
	ledger.record(et.SHIPMENT, [("B1", "BREAD", 2), ("B1", "BREAD", 3)], party="Shop", voucher_no="DN-4")
	assert ("Shop", "DN-4", 5, 0) in shipped(ledger)


def test_cancelled_shipment_is_gone(ledger):
	event = ledger.ship("B1", "BREAD", 30, "Shop", voucher_no="DN-5")
	ledger.cancel(event)
	assert shipped(ledger) == [("Cafe", "DN-1", 30, 0)]


def test_backward_names_suppliers_not_customers(ledger):
	ledger.record(et.SUPPLIER_RETURN, [("F1", "FLOUR", 10)], party="Mill", against="PR-1")
	answer = trace(ledger.source(), ["B1"], "backward")
	assert answer["customers"] == []
	assert answer["suppliers"] == [
		{
			"supplier": "Mill",
			"party_type": "Supplier",
			"supplier_batch": "LOT-7",
			"batch": "F1",
			"voucher_type": "Purchase Receipt",
			"voucher_no": "PR-1",
			"quantity": 100.0,
			"returned": 10.0,
			"posting_datetime": "2026-01-01 08:01:00.000000",
		}
	]


def test_forward_names_the_suppliers_of_the_start_only(ledger):
	ledger.receive("F2", supplier="Other Mill")
	ledger.make([("F1", "FLOUR", 5), ("F2", "FLOUR", 5)], [("B2", "BREAD", 20)])
	assert [row["batch"] for row in trace(ledger.source(), ["F1"], "forward")["suppliers"]] == ["F1"]
	assert {row["batch"] for row in trace(ledger.source(), ["B2"], "both")["suppliers"]} == {"F1", "F2"}


def test_subcontractor_supplies_what_he_made_not_what_he_was_given(ledger):
	ledger.make([("F1", "FLOUR", 5)], [("B3", "BREAD", 10)], et.SUBCONTRACTING, party="Contract Bakery")
	answer = trace(ledger.source(), ["B3"], "backward")
	assert [(row["supplier"], row["batch"], row["quantity"]) for row in answer["suppliers"]] == [
		("Mill", "F1", 100),
		("Contract Bakery", "B3", 10),
	]


def test_unknown_parties_are_gaps(ledger):
	ledger.record(et.OPENING, (), [("F9", "FLOUR", 3)])
	ledger.make([("F9", "FLOUR", 3)], [("B9", "BREAD", 6)])
	ledger.ship("B9", "BREAD", 1, None)
	answer = trace(ledger.source(), ["F9"], "both")
	assert sorted(gap["batch"] for gap in answer["gaps"] if gap["code"] == "party_unknown") == ["B9", "F9"]
	assert answer["suppliers"] == [] and answer["customers"][0]["customer"] is None
	assert answer["complete"] is True


@pytest.fixture
def serials():
	ledger = Ledger()
	ledger.record(
		et.RECEIPT,
		(),
		[("M1", "MOTOR", 1, "SN-1"), ("M1", "MOTOR", 1, "SN-2"), ("M1", "MOTOR", 1, "SN-3")],
		party="Works",
	)
	ledger.make([("M1", "MOTOR", 1, "SN-1")], [("P1", "MOTOR", 1, "PN-1")])
	ledger.make([("M1", "MOTOR", 1, "SN-2")], [("P1", "MOTOR", 1, "PN-2")])
	ledger.make([("F1", "FLOUR", 1)], [("P1", "MOTOR", 1, "PN-3")])
	ledger.record(et.SHIPMENT, [("P1", "MOTOR", 1, "PN-1")], party="Cafe")
	ledger.record(et.SHIPMENT, [("P1", "MOTOR", 1, "PN-2")], party="Shop")
	ledger.record(et.SHIPMENT, [("M1", "MOTOR", 1, "SN-3")], party="Kiosk")
	return ledger


def test_serial_number_narrows_start_and_shipments(serials):
	source = serials.source()
	answer = trace(source, resolve(source, "PN-1", "Serial No"), "both")
	assert answer["start"] == {
		"type": "Serial No",
		"name": "PN-1",
		"nodes": [{"batch": "P1", "serial_no": None}],
	}
	assert [row["customer"] for row in answer["customers"]] == ["Cafe"]
	start, origin = answer["batches"]
	assert (start["quantity"], start["on_hand"]) == (1, 0)
	assert (origin["batch"], origin["quantity"], origin["share"]) == ("M1", 1, 1)
	assert [row["batch"] for row in trace(source, ["P1"], "backward")["batches"]] == ["P1", "M1", "F1"]


def test_received_serial_number_forward(serials):
	source = serials.source()
	answer = trace(source, resolve(source, "SN-3", "Serial No"), "forward")
	assert [row["customer"] for row in answer["customers"]] == ["Kiosk"] and answer["links"] == []
	assert [(row["supplier"], row["quantity"]) for row in answer["suppliers"]] == [("Works", 1)]
	assert trace(source, resolve(source, "SN-3", "Serial No"), "backward")["batches"][0]["quantity"] == 1


def test_serial_number_still_in_stock(serials):
	serials.record(et.RECEIPT, (), [("M1", "MOTOR", 1, "SN-4")], party="Works")
	source = serials.source()
	answer = trace(source, resolve(source, "SN-4", "Serial No"), "forward")
	assert [(row["batch"], row["quantity"]) for row in answer["on_hand"]] == [("M1", 1)]


def test_serial_number_beside_stock_of_other_batches(serials):
	serials.make([("M2", "MOTOR", 1, "SN-8")], [("P1", "MOTOR", 1, "PN-1"), ("R1", "FLOUR", 1)], et.REPACK)
	serials.record(et.RECEIPT, (), [("M2", "MOTOR", 1, "PN-1")], party="Works")
	source = serials.source()
	start = resolve(source, "PN-1", "Serial No")._replace(nodes=("P1",))
	answer = trace(source, start, "backward")
	assert answer["batches"][0]["quantity"] == 2
	assert {row["batch"]: row["share"] for row in answer["batches"][1:]} == {"M1": 0.5, "M2": 0.5}


def test_a_shipment_that_a_sister_company_has_received_names_it():
	ledger = Ledger()
	ledger.receive("F1")
	ledger.ship("F1", "FLOUR", 40, "Sister", voucher_no="DN-1")
	ledger.ship("F1", "FLOUR", 5, "Cafe", voucher_no="DN-2")
	ledger.record(
		et.COMPANY_TRANSFER,
		(),
		[("F1", "FLOUR", 40)],
		against="DN-1",
		company="Sister Ltd",
		party="Mill",
	)
	answer = trace(ledger.source(), ["F1"])
	assert [(row["customer"], row["own_company"]) for row in answer["customers"]] == [
		("Sister", "Sister Ltd"),
		("Cafe", None),
	]
	assert [(row["supplier"], row["quantity"]) for row in answer["suppliers"]] == [("Mill", 100)]
	assert [row["quantity"] for row in answer["batches"]] == [100]

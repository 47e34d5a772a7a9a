"""Vehicle, driver, seal, temperature and consignee: asked for by policy, kept with the shipment, and on the trace."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import dispatch as api
from batch_trace.api.trace import trace
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.answer.trace import trace as trace_ledger
from batch_trace.core.genealogy.starts import resolve
from batch_trace.core.ledger_file.file import open_ledger
from batch_trace.ledger import export
from batch_trace.ledger.sealing import records
from batch_trace.ledger.sealing.verification import records_after
from tests.integration.support.plant import CUSTOMER, STORES, make, make_return
from tests.integration.support.qa import control

pytestmark = pytest.mark.usefixtures("agreement")

ALL = {
	"requires_vehicle": 1,
	"requires_driver": 1,
	"requires_seal": 1,
	"requires_temperature": 1,
	"requires_consignee": 1,
	"lowest_temperature": "2",
	"highest_temperature": "8",
}
LOADED = {
	"vehicle_no": "HB-T 123",
	"driver_name": "Ann Driver",
	"dispatch_seals": "4711, 4712",
	"dispatch_temperature": "4,5",
	"dispatch_consignee": "Cold Store North",
}


def refused_shipment(plant, match: str, **header) -> None:
	frappe.db.savepoint("refused")
	with pytest.raises(RequirementNotMet, match=match):
		plant.ship("BREAD", 1, "B1", header=header)
	frappe.db.rollback(save_point="refused")


@pytest.fixture
def chilled(plant):
	"""Batch B1 of an item whose policy asks for everything."""
	control("BREAD", **ALL)
	plant.stock(("BREAD", "B1", 10))
	return plant


def records_of(voucher) -> list:
	return frappe.get_all("Dispatch Record", {"voucher_no": voucher.name}, ["*"], order_by="name")


def customer_row(batch: str = "B1") -> dict:
	[row] = trace(batch, direction="forward")["customers"]
	return row


@pytest.mark.parametrize(
	("field", "label"),
	[
		("vehicle_no", "Vehicle No"),
		("driver_name", "Driver Name"),
		("dispatch_seals", "Seal Numbers"),
		("dispatch_temperature", "Temperature at Loading"),
		("dispatch_consignee", "Consignee"),
	],
)
def test_what_the_policy_asks_for_is_refused_by_its_name(chilled, field, label):
	for empty in ({}, {field: "   "}):
		refused_shipment(
			chilled, f"B1</a>: <strong>{label}</strong> is missing", **({**LOADED} | {field: None} | empty)
		)


@pytest.mark.parametrize("typed", ["9", "8.1 °C", "1,9", "-18", "50 °F"])
def test_a_temperature_out_of_limits_is_refused(chilled, typed):
	refused_shipment(chilled, "allows 2 °C to 8 °C", **{**LOADED, "dispatch_temperature": typed})


@pytest.mark.parametrize("typed", ["2", "8.0 °C", "41 F"])
def test_a_temperature_at_the_limit_leaves(chilled, typed):
	chilled.ship("BREAD", 1, "B1", header={**LOADED, "dispatch_temperature": typed})


def test_one_message_names_all_that_is_missing(chilled):
	frappe.db.savepoint("refused")
	with pytest.raises(RequirementNotMet) as refusal:
		chilled.ship("BREAD", 1, "B1")
	frappe.db.rollback(save_point="refused")
	assert str(refusal.value).count("is missing") == 5
	assert "tab More Info" in str(refusal.value) and "Policy" in str(refusal.value)


def test_freezing_point_is_a_temperature(plant):
	control("BREAD", lowest_temperature="0", highest_temperature="0")
	plant.stock(("BREAD", "B1", 10))
	refused_shipment(plant, "is missing")
	assert plant.ship("BREAD", 1, "B1", header={"dispatch_temperature": "0"}).dispatch_temperature == "0 °C"


def test_no_temperature_is_refused_at_once(plant):
	plant.stock(("BREAD", "B1", 10))
	with pytest.raises(frappe.ValidationError, match="such as 4"):
		plant.ship("BREAD", 1, "B1", header={"dispatch_temperature": "fresh"})


def test_what_is_stored_counts_whoever_wrote_it(chilled):
	"""Neither code that skips the form nor one that skips the validation gets past the ledger."""
	row = {
		"item_code": "BREAD",
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	note = make("Delivery Note", company=chilled.company, customer=CUSTOMER, items=[row], **LOADED)
	note.db_set("dispatch_temperature", "lukewarm")
	note.reload()
	note.flags.ignore_validate = True
	frappe.db.savepoint("refused")
	with pytest.raises(RequirementNotMet, match="which is no temperature"):
		note.submit()
	frappe.db.rollback(save_point="refused")


def test_an_invoice_that_ships_is_asked_alike(chilled):
	row = {
		"item_code": "BREAD",
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	header = {"customer": CUSTOMER, "update_stock": 1, "items": [row]}
	frappe.db.savepoint("refused")
	with pytest.raises(RequirementNotMet, match="Vehicle No"):
		chilled.submit("Sales Invoice", **header)
	frappe.db.rollback(save_point="refused")
	ours = {field: value for field, value in LOADED.items() if field.startswith("dispatch")}
	bill = chilled.submit("Sales Invoice", **header, **ours, dispatch_vehicle_no="AB 1", dispatch_driver="Bo")
	row = customer_row()
	assert (row["voucher_no"], row["vehicle_no"], row["driver"]) == (bill.name, "AB 1", "Bo")


def test_returns_transfers_and_other_items_are_not_asked(chilled):
	note = chilled.ship("BREAD", 3, "B1", header=LOADED)
	make_return(note, -1)
	chilled.transfer("BREAD", "B1", 1)
	chilled.stock(("CAKE", "C1", 5))
	chilled.ship("CAKE", 1, "C1")


def test_what_was_loaded_is_kept_and_on_the_trace(chilled):
	note = chilled.ship("BREAD", 3, "B1", header={**LOADED, "lr_no": "CMR 9"})
	[record] = records_of(note)
	assert (record.kind, record.driver, record.seals, record.temperature, record.waybill_no) == (
		"Loaded", "Ann Driver", "4711, 4712", "4.5 °C", "CMR 9",
	)  # fmt: skip
	row = customer_row()
	assert row["vehicle_no"] == "HB-T 123" and row["driver"] == "Ann Driver"
	assert (row["seals"], row["temperature"], row["consignee"]) == (
		"4711, 4712",
		"4.5 °C",
		"Cold Store North",
	)
	assert "proof_of_delivery" not in row


def test_a_shipment_without_any_of_it_leaves_no_record(plant):
	plant.stock(("BREAD", "B1", 5))
	assert not records_of(plant.ship("BREAD", 1, "B1"))
	assert "driver" not in customer_row()


def test_a_driver_of_the_master_data_is_named(plant):
	driver = make("Driver", full_name="Cy Wheel", status="Active").name
	plant.stock(("BREAD", "B1", 5))
	plant.ship("BREAD", 1, "B1", header={"driver": driver})
	assert customer_row()["driver"] == "Cy Wheel"


def test_the_consignee_is_the_title_of_the_shipping_address(chilled):
	address = make(
		"Address", address_title="Market Hall", address_type="Shipping", address_line1="Quay 4", city="Bremen",
		country="Germany", links=[{"link_doctype": "Customer", "link_name": CUSTOMER}],
	)  # fmt: skip
	header = {**LOADED, "dispatch_consignee": None, "shipping_address_name": address.name}
	assert chilled.ship("BREAD", 1, "B1", header=header).dispatch_consignee == "Market Hall"
	assert customer_row()["consignee"] == "Market Hall"


def test_a_cancelled_shipment_keeps_its_record_and_a_new_one_has_its_own(chilled):
	note = chilled.ship("BREAD", 3, "B1", header=LOADED)
	note.cancel()
	again = chilled.ship("BREAD", 3, "B1", header={**LOADED, "dispatch_seals": "4713"})
	assert [len(records_of(each)) for each in (note, again)] == [1, 1]
	assert customer_row()["seals"] == "4713"


def test_the_seal_of_a_record_covers_what_it_says(chilled):
	[record] = records_of(chilled.ship("BREAD", 3, "B1", header=LOADED))
	for driver, holds in (("Ann Driver", True), ("Somebody Else", False)):
		frappe.db.sql("UPDATE `tabDispatch Record` SET driver = %s WHERE name = %s", (driver, record.name))
		[[name, seal, *facts]] = records_after("Dispatch Record", int(record.name) - 1)
		assert records.holds("Dispatch Record", name, facts, seal) is holds
	frappe.db.sql("UPDATE `tabDispatch Record` SET driver = 'Ann Driver' WHERE name = %s", record.name)


def test_the_form_is_told_what_the_policies_ask_for(chilled):
	control("CAKE", requires_seal=1)
	told = api.asked("Delivery Note", ["BREAD", "CAKE", "TIN"])
	assert set(told) == {*LOADED}
	assert "2 °C to 8 °C" in told["dispatch_temperature"] and told["dispatch_seals"].count("Policy ") == 2
	assert set(api.asked("Sales Invoice", ["CAKE"])) == {"dispatch_seals"}


def test_a_ledger_file_knows_it_too(chilled, tmp_path):
	chilled.ship("BREAD", 3, "B1", header=LOADED)
	path = tmp_path / "ledger.sqlite"
	export.export(str(path))
	source = open_ledger(path)
	[row] = trace_ledger(source, resolve(source, "B1"), "forward")["customers"]
	assert (row["driver"], row["temperature"]) == ("Ann Driver", "4.5 °C")


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"lowest_temperature": "8", "highest_temperature": "2"}, "is above"),
		({"highest_temperature": "cold"}, "must be a temperature"),
		({"proof_of_delivery_days": -1}, "cannot be negative"),
	],
)
def test_a_policy_with_limits_that_make_no_sense_is_refused(plant, values, words):
	with pytest.raises(frappe.ValidationError, match=words):
		control("BREAD", **values)


def test_limits_in_fahrenheit_are_kept_in_celsius(plant):
	name = control("BREAD", highest_temperature="41 °F", lowest_temperature="−18")
	policy = frappe.get_doc("Batch Control Policy", name)
	assert (policy.highest_temperature, policy.lowest_temperature) == ("5", "-18")

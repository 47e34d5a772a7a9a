"""Goods in a warehouse at a customer are in that customer's hands: a recall must reach them."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.core.answer.trace import trace as trace_ledger
from batch_trace.core.ledger_file.file import open_ledger
from batch_trace.ledger.export import export
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, GOODS, OTHER_CUSTOMER, STORES, warehouse
from tests.integration.support.qa import control, decide, refused

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def consigned(once) -> str:
	return once(consign_bread)


def consign_bread(plant) -> str:
	"""10 of F1, made into 6 of bread B1, of which 5 lie at the customer."""
	place = warehouse(f"At the customer {frappe.generate_hash(length=6)}", consignment_customer=CUSTOMER)
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 6)], [("BREAD", "B1", 6)])
	plant.transfer("BREAD", "B1", 5, STORES, place)
	return place


def customers(**facts: object) -> list[tuple]:
	return [
		(row["customer"], row["batch"], row["quantity"], row["warehouse"])
		for row in trace("F1", **facts)["customers"]
	]


def test_the_customer_with_consignment_stock_is_on_the_list(plant, consigned):
	assert customers() == [(CUSTOMER, "B1", 5, consigned)]
	[row] = trace("F1")["customers"]
	assert frappe.db.get_value(row["voucher_type"], row["voucher_no"], "purpose") == "Material Transfer"


def test_the_batch_itself_moved_to_the_customers_warehouse(plant, consigned):
	plant.transfer("FLOUR", "F1", 4, STORES, consigned)
	assert (CUSTOMER, "F1", 4, consigned) in customers(direction="forward")


def test_what_is_sold_from_there_is_a_shipment_and_what_comes_back_is_gone(plant, consigned):
	plant.ship("BREAD", 2, "B1", OTHER_CUSTOMER, warehouse=consigned)
	assert customers() == [(OTHER_CUSTOMER, "B1", 2, None), (CUSTOMER, "B1", 3, consigned)]
	plant.transfer("BREAD", "B1", 3, consigned, STORES)
	assert customers() == [(OTHER_CUSTOMER, "B1", 2, None)]


def test_what_the_customer_has_used_up_or_lost_stays_on_the_list(plant, consigned):
	plant.count([("BREAD", "B1", 4)], warehouse=consigned)
	used = plant.stock_entry("Material Issue", [("BREAD", "B1", 2, consigned)])
	assert sorted(customers()) == [
		(CUSTOMER, "B1", 1, consigned),
		(CUSTOMER, "B1", 2, consigned),
		(CUSTOMER, "B1", 2, consigned),
	]
	used.reload()
	used.cancel()
	assert sorted(row[2] for row in customers()) == [1, 4]


def test_what_went_on_to_another_customer_was_with_both(plant, consigned):
	other = warehouse(f"Elsewhere {frappe.generate_hash(length=6)}", consignment_customer=OTHER_CUSTOMER)
	plant.transfer("BREAD", "B1", 5, consigned, other)
	assert sorted(customers()) == sorted([(CUSTOMER, "B1", 5, consigned), (OTHER_CUSTOMER, "B1", 5, other)])


@pytest.mark.parametrize("source", [STORES, "another customer"])
def test_what_goes_on_with_a_voucher_that_brings_other_goods_to_the_stores(plant, consigned, source):
	other = warehouse(f"Elsewhere {frappe.generate_hash(length=6)}", consignment_customer=OTHER_CUSTOMER)
	if source != STORES:
		source = warehouse(f"Third {frappe.generate_hash(length=6)}", consignment_customer=OTHER_CUSTOMER)
	plant.repack([("FLOUR", "F1", 4)], [("BREAD", "B1", 4)])
	if source != STORES:
		plant.transfer("BREAD", "B1", 4, STORES, source)
	ways = ((5, consigned, other), (4, source, GOODS))
	rows = [
		plant._row("BREAD", "B1", qty, place, source=True) | {"t_warehouse": to} for qty, place, to in ways
	]
	plant.stock_entry("Material Transfer", rows=rows)
	assert sorted(customers()) == sorted([(CUSTOMER, "B1", 5, consigned), (OTHER_CUSTOMER, "B1", 5, other)])


def test_what_may_not_be_shipped_does_not_go_to_the_customers_warehouse(plant, consigned):
	control("BREAD")
	decide("Quarantine", "B1")
	with refused("Shipment"):
		plant.transfer("BREAD", "B1", 1, STORES, consigned)
	plant.transfer("BREAD", "B1", 1, STORES, GOODS)


def test_a_backward_trace_has_no_customers(plant, consigned):
	assert customers(direction="backward") == []


def test_a_ledger_file_knows_the_customer_too(plant, consigned, tmp_path):
	export(str(tmp_path / "ledger.sqlite"))
	answer = trace_ledger(open_ledger(tmp_path / "ledger.sqlite"), ["F1"], "forward")
	assert [(row["customer"], row["warehouse"]) for row in answer["customers"]] == [(CUSTOMER, consigned)]


def test_a_user_who_may_not_read_the_customer_is_told_that_something_is_missing(plant, consigned):
	as_user(reader("other-customer@example.com", "Stock Manager", customer=OTHER_CUSTOMER))
	answer = trace("F1")
	assert (answer["customers"], answer["complete"]) == ([], False)


def test_a_group_of_warehouses_is_at_no_customer(plant):
	group = warehouse("All consignments", is_group=1)
	with pytest.raises(frappe.ValidationError, match="is a group"):
		frappe.client.set_value("Warehouse", group, "consignment_customer", CUSTOMER)


def test_goods_do_not_move_to_a_customer_by_a_change_of_the_warehouse(plant):
	control("FLOUR")
	place = warehouse("Moving place")
	plant.stock(("FLOUR", "F1", 10, place))
	as_user(reader("keeper-of-places@example.com", "Stock Manager", "Item Manager"))
	with pytest.raises(frappe.PermissionError, match=r"(?s)Consignment.*FLOUR.*F1.*Batch QA Releaser"):
		frappe.client.set_value("Warehouse", place, "consignment_customer", CUSTOMER)


@pytest.mark.parametrize("now", ["", OTHER_CUSTOMER])
def test_who_had_used_up_goods_is_not_forgotten_by_a_change_of_the_warehouse(plant, consigned, now):
	plant.stock_entry("Material Issue", [("BREAD", "B1", 5, consigned)])
	had = customers()
	for past_the_app in (False, True):
		if past_the_app:
			frappe.db.set_value("Warehouse", consigned, "consignment_customer", now)
		with pytest.raises(frappe.ValidationError, match=r"(?s)traces name this customer.*another warehouse"):
			frappe.client.set_value("Warehouse", consigned, {"consignment_customer": now, "phone_no": "1"})
		assert customers() == had == [(CUSTOMER, "B1", 5, consigned)]


def test_who_had_goods_is_known_after_a_merge_and_under_the_customers_new_name(plant, consigned):
	plant.stock_entry("Material Issue", [("BREAD", "B1", 5, consigned)])
	elsewhere = warehouse(f"Elsewhere {frappe.generate_hash(length=6)}", consignment_customer=OTHER_CUSTOMER)
	for other in (elsewhere, STORES):
		with pytest.raises(frappe.ValidationError, match="not at the same customer"):
			frappe.rename_doc("Warehouse", consigned, other, merge=True)
	frappe.rename_doc("Customer", CUSTOMER, "Renamed Market")
	assert customers() == [("Renamed Market", "B1", 5, consigned)]


def test_an_empty_warehouse_gets_another_customer(plant):
	place = warehouse(f"Not used {frappe.generate_hash(length=6)}", consignment_customer=CUSTOMER)
	frappe.client.set_value("Warehouse", place, "consignment_customer", OTHER_CUSTOMER)
	assert frappe.db.get_value("Warehouse", place, "consignment_customer") == OTHER_CUSTOMER

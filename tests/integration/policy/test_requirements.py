"""What a policy asks of batches is asked for when they arrive and when they leave."""

from __future__ import annotations

from contextlib import contextmanager

import frappe
import pytest
from frappe.utils import add_days, today

from batch_trace.control.policy.requirements import RequirementNotMet
from tests.integration.support.plant import STORES, make_item, make_return
from tests.integration.support.policies import make_policy

OATS = "OATS"
RELEASED = {f"status_after_{event}": "Released" for event in ("receipt", "production", "return", "split")}


def oats(**policy: object) -> None:
	"""Make an item under a policy whose batches may move at once."""
	make_policy("Strict", default_status="Released", **RELEASED, **policy)
	make_item(OATS, has_batch_no=1, batch_control_policy="Strict")


def batch(plant, name: str, **values: object) -> str:
	"""Make a batch of which nothing is known but what is given."""
	plant.batch(OATS, name, **values)
	if "manufacturing_date" not in values:
		frappe.db.set_value("Batch", name, "manufacturing_date", None)
	return name


@contextmanager
def refused(*words: str):
	"""Expect a refusal that has all these words in this order, and undo what was refused, as a request does."""
	frappe.db.savepoint("before_refusal")
	with pytest.raises(RequirementNotMet, match="(?s)" + ".*".join(words)):
		yield
	frappe.db.rollback(save_point="before_refusal")


@pytest.mark.parametrize(
	("asked", "words", "told"),
	[
		("requires_supplier_batch", "supplier's batch number is missing", {"supplier_batch": "S-1"}),
		("requires_expiry_date", "expiry date is missing", {"expiry_date": "2099-01-01"}),
		(
			"requires_manufacturing_date",
			"manufacturing date is missing",
			{"manufacturing_date": "2026-01-01"},
		),
		("requires_traceability_lot_code", "lot code is missing", {"traceability_lot_code": "TLC-1"}),
	],
)
@pytest.mark.parametrize("way", ["receive", "stock"])
def test_a_receipt_needs_what_the_policy_asks_for(plant, asked, words, told, way):
	def come(name: str) -> None:
		plant.receive(OATS, 10, name) if way == "receive" else plant.stock((OATS, name, 10))

	oats(**{asked: 1})
	with refused("O1", "OATS", words, "Enter it", "Strict"):
		come(batch(plant, "O1"))
	come(batch(plant, "O2", **told))
	assert frappe.db.get_value("Trace Entry", {"batch": "O2"}, "qty") == 10


def test_the_supplier_batch_may_come_with_the_row(plant):
	oats(requires_supplier_batch=1)
	plant.receive(OATS, 10, batch(plant, "O1"), supplier_batch="S-1")


def test_where_there_is_no_receive_lots_the_batch_has_to_be_made_first(plant):
	oats(requires_manufacturing_date=1)
	with refused("O1", "Enter it in the Batch. If ERPNext numbers the batch, create the Batch first"):
		plant.stock((OATS, batch(plant, "O1"), 10))


def test_all_that_is_wrong_is_said_at_once(plant):
	oats(requires_supplier_batch=1, requires_expiry_date=1)
	rows = [plant.bought(OATS, batch(plant, name), 10) for name in ("O1", "O2")]
	with refused("O1", "supplier's", "O1", "expiry", "O2", "supplier's", "O2", "expiry"):
		plant.submit("Purchase Receipt", supplier="Test Grain Co-op", items=rows)


def test_what_is_refused_is_not_received(plant):
	oats(requires_expiry_date=1)
	name = batch(plant, "O1")
	with pytest.raises(RequirementNotMet):
		plant.receive(OATS, 10, name)
	assert not frappe.db.exists("Trace Entry", {"item_code": OATS})


def test_other_items_are_left_alone(plant):
	oats(requires_supplier_batch=1, requires_expiry_date=1)
	plant.receive("FLOUR", 10, "F1")


@pytest.mark.parametrize(("days", "is_enough"), [(9, True), (8, False)])
def test_shelf_life_at_receipt(plant, days, is_enough):
	"""Today counts as a day: with ten days asked for, the batch must be usable nine days from now."""
	oats(minimum_shelf_life_at_receipt=10)
	name = batch(plant, "O1", expiry_date=add_days(today(), days))
	if is_enough:
		plant.receive(OATS, 10, name)
	else:
		with refused(
			"O1", "leaves 9 days; at least 10", "give it back to the supplier", "Receive Lots on the draft"
		):
			plant.receive(OATS, 10, name)


def test_backdating_a_receipt_wins_no_shelf_life(plant):
	oats(minimum_shelf_life_at_receipt=10)
	name = batch(plant, "O1", expiry_date=add_days(today(), 2))
	with refused("leaves 3 days"):
		plant.receive(OATS, 10, name, header={"set_posting_time": 1, "posting_date": add_days(today(), -30)})


@pytest.mark.parametrize(("days", "is_enough"), [(9, True), (8, False)])
def test_shelf_life_at_shipment(plant, days, is_enough):
	oats(minimum_shelf_life_at_shipment=10)
	plant.receive(OATS, 10, batch(plant, "O1", expiry_date=add_days(today(), days)))
	plant.transfer(OATS, "O1", 2)
	if is_enough:
		plant.ship(OATS, 1, "O1")
	else:
		with refused("O1", "leaves 9 days; at least 10", "Choose another batch"):
			plant.ship(OATS, 1, "O1")


def test_a_batch_without_a_date_cannot_show_its_shelf_life(plant):
	oats(minimum_shelf_life_at_shipment=10)
	plant.receive(OATS, 10, batch(plant, "O1"))
	with refused("O1", "has no expiry date"):
		plant.ship(OATS, 1, "O1")


def test_the_greatest_batch_size_counts_all_receipts_of_the_batch(plant):
	oats(maximum_batch_size=100)
	plant.receive(OATS, 60, batch(plant, "O1"))
	with refused("O1", "110", "100", "another batch"):
		plant.receive(OATS, 50, "O1")


def test_what_was_taken_back_makes_room_in_a_batch(plant):
	oats(maximum_batch_size=100)
	plant.receive(OATS, 60, batch(plant, "O1")).cancel()
	plant.receive(OATS, 100, "O1")


def test_a_made_batch_has_a_greatest_size_and_a_date_too(plant):
	oats(
		maximum_batch_size=100,
		requires_manufacturing_date=1,
		requires_supplier_batch=1,
		requires_expiry_date=1,
	)
	plant.receive("FLOUR", 500, "F1")
	with refused("O1", "120"):
		plant.stock_entry(
			"Manufacture", [("FLOUR", "F1", 120)], [(OATS, batch(plant, "O1"), 120)], bom_no=None
		)
	plant.stock_entry("Manufacture", [("FLOUR", "F1", 100)], [(OATS, batch(plant, "O1"), 100)], bom_no=None)
	assert frappe.db.get_value("Batch", "O1", "manufacturing_date") == frappe.utils.getdate()


def test_returns_and_transfers_are_not_asked(plant):
	oats(minimum_shelf_life_at_receipt=10, maximum_batch_size=10)
	receipt = plant.receive(OATS, 10, batch(plant, "O1", expiry_date=add_days(today(), 30)))
	shipment = plant.ship(OATS, 5, "O1")
	frappe.db.set_value("Batch", "O1", "expiry_date", add_days(today(), 3))
	make_return(shipment, -5)
	plant.transfer(OATS, "O1", 2)
	make_return(receipt, -4)


def test_one_row_takes_one_batch_where_the_policy_says_so(plant):
	oats(allow_mixed_batches=0)
	plant.stock((OATS, batch(plant, "O1"), 10), (OATS, batch(plant, "O2"), 10))
	bundle = plant.bundle(OATS, {"O1": 3, "O2": 2}, voucher_type="Delivery Note")
	with refused("O1", "O2", "in one row", "row of its own"):
		plant.ship(OATS, 5, None, serial_and_batch_bundle=bundle, use_serial_batch_fields=0)


def test_two_rows_take_two_batches(plant):
	oats(allow_mixed_batches=0)
	plant.stock((OATS, batch(plant, "O1"), 10), (OATS, batch(plant, "O2"), 10))
	rows = [
		{
			"item_code": OATS,
			"qty": 1,
			"rate": 2,
			"warehouse": STORES,
			"batch_no": name,
			"use_serial_batch_fields": 1,
		}
		for name in ("O1", "O2")
	]
	plant.submit("Delivery Note", customer="Test Market", items=rows)


def test_mixing_is_allowed_unless_the_policy_forbids_it(plant):
	oats()
	plant.stock((OATS, batch(plant, "O1"), 10), (OATS, batch(plant, "O2"), 10))
	bundle = plant.bundle(OATS, {"O1": 3, "O2": 2}, voucher_type="Delivery Note")
	plant.ship(OATS, 5, None, serial_and_batch_bundle=bundle, use_serial_batch_fields=0)

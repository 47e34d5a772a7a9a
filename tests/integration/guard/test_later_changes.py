"""A voucher that moves another batch later is judged as a new movement; what it takes back in the same step is not.

ERPNext writes a submitted voucher's stock ledger anew for a landed cost, a repost and some corrections. The tests do what
it does then: take the stock ledger back and write it again, from rows that name other goods by now.
"""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.reservations.refusal import BatchReserved
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import DraftEntry, Movement, Voucher
from batch_trace.ledger import capture
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.newly_moved import beyond_what_is_taken_back
from batch_trace.ledger.stock import RECONCILIATION
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, warehouse
from tests.integration.support.qa import control, hold, refused, status_of
from tests.integration.support.reserving import order, reserve
from tests.integration.support.voucher_entries import entries


@pytest.fixture
def flour(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 30), ("FLOUR", "F2", 10), ("FLOUR", "F3", 10))
	return plant


def in_a_later_transaction() -> None:
	"""Forget what moved in this transaction, as its end does."""
	capture.flush()
	capture._moments().clear()


def rewrite(voucher, row: int = 0, **changes: object) -> None:
	"""Change a row past the documents, and write the stock ledger anew."""
	changes = {"serial_and_batch_bundle": None, "use_serial_batch_fields": 1, **changes}
	frappe.db.set_value(voucher.items[row].doctype, voucher.items[row].name, changes)
	in_a_later_transaction()
	for docstatus in (2, 1):
		voucher = frappe.get_doc(voucher.doctype, voucher.name)
		voucher.db_set("docstatus", docstatus)
		if docstatus == 1:
			voucher.make_bundle_using_old_serial_batch_fields(via_landed_cost_voucher=True)
		voucher.update_stock_ledger(allow_negative_stock=True)
	capture.flush()


def test_another_batch_is_judged(flour):
	sold = flour.ship("FLOUR", 5, "F1")
	hold("F2")
	with refused("F2"):
		rewrite(sold, batch_no="F2")
	assert entries(sold.name) == [("Out", "F1", -5)]
	rewrite(sold, batch_no="F3")
	assert entries(sold.name) == [("Out", "F1", -5), ("Out", "F1", 5), ("Out", "F3", -5)]


def test_the_same_batch_again_is_not_judged(flour):
	sold = flour.ship("FLOUR", 5, "F1")
	hold("F1")
	rewrite(sold)
	assert entries(sold.name) == [("Out", "F1", -5)]


def test_more_of_a_held_batch_is_judged_and_less_is_not(flour):
	sold = flour.ship("FLOUR", 5, "F1")
	hold("F1")
	with refused("F1"):
		rewrite(sold, stock_qty=6)
	rewrite(sold, stock_qty=3)
	assert entries(sold.name) == [("Out", "F1", -5), ("Out", "F1", 5), ("Out", "F1", -3)]


def test_a_row_that_changes_beside_a_held_one_is_judged_alone(flour):
	sold = flour.submit(
		"Delivery Note",
		customer=CUSTOMER,
		items=[
			{"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, "batch_no": batch, "use_serial_batch_fields": 1}
			for batch, qty in (("F1", 2), ("F2", 3))
		],
	)  # fmt: skip
	hold("F1")
	rewrite(sold, row=1, batch_no="F3")
	assert sorted(entries(sold.name)[-2:]) == [("Out", "F1", -2), ("Out", "F3", -3)]


def test_another_target_is_judged(flour):
	place = warehouse("Later Scrap", batch_quality_use="Scrap")
	moved = flour.transfer("FLOUR", "F1", 5, STORES, place)
	hold("F1")
	with refused("F1"):
		rewrite(moved, t_warehouse=GOODS)
	rewrite(moved, t_warehouse=warehouse("Other Scrap", batch_quality_use="Scrap"))


def test_a_production_of_other_goods_gets_its_first_status_again(flour):
	control("DOUGH", status_after_split="Quarantine", status_after_production="Quarantine")
	made = flour.repack([("FLOUR", "F1", 5)], [("DOUGH", "D1", 5)])
	frappe.db.set_value("Batch", "D1", "quality_status", "Released")
	rewrite(made)
	assert status_of("D1") == "Released"
	rewrite(made, batch_no="F2")
	assert status_of("D1") == "Quarantine"


def test_what_is_kept_for_others_is_not_taken_later(flour):
	sold = flour.ship("FLOUR", 5, "F1")
	reserve("Sales Order", order("FLOUR", 8).name, ("F2", 8))
	with pytest.raises(BatchReserved, match="F2"):
		rewrite(sold, batch_no="F2")


def counted(batch: str, qty: float, reverses: int = 0) -> NewEvent:
	voucher = Voucher(RECONCILIATION, "COUNT-1", et.ADJUSTMENT)
	entry = DraftEntry("Out" if qty < 0 else "In", Movement("row", "FLOUR", STORES, batch, None, qty, "Kg"))
	return NewEvent(voucher, et.ADJUSTMENT, "", [entry], 1, "", "", reverses=reverses)


def test_a_count_moves_only_what_it_did_not_count_before():
	events = [counted("F1", 2, reverses=1), counted("F1", -5), counted("F2", -1)]
	[beyond] = beyond_what_is_taken_back(events)
	assert [entry.movement.batch for entry in beyond.entries] == ["F2"]

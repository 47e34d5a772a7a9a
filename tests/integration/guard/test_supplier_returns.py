"""A batch goes back to whom it came from; to anybody else a return is no way out."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import corrections
from tests.integration.support.plant import STORES, SUPPLIER, make, make_return
from tests.integration.support.qa import PASSWORD, control, decide, give_password, refused

COUSIN = "Cousin Mill"


@pytest.fixture
def mill(plant):
	"""The plant, with flour under control and another supplier."""
	control("FLOUR")
	make("Supplier", supplier_name=COUSIN, supplier_group="All Supplier Groups")
	return plant


def send_back(plant, supplier: str, qty: float = 5, batch: str = "F1"):
	"""Submit a return that is against no receipt."""
	row = plant.bought("FLOUR", batch, -qty)
	return plant.submit("Purchase Invoice", supplier=supplier, is_return=1, update_stock=1, items=[row])


def test_a_rejected_batch_goes_back_to_its_supplier_only(mill):
	mill.receive("FLOUR", 10, "F1")
	decide("Rejected", "F1")
	with refused(r"F1.*Rejected.*Other.*does not count as a return.*this supplier"):
		send_back(mill, COUSIN)
	assert send_back(mill, SUPPLIER).docstatus == 1


def test_no_more_goes_back_than_came(mill):
	mill.submit(
		"Purchase Receipt", supplier=COUSIN, items=[mill.bought("FLOUR", mill.batch("FLOUR", "F1"), 1)]
	)
	mill.receive("FLOUR", 10, "F1")
	decide("Rejected", "F1")
	with refused("that much of it"):
		send_back(mill, COUSIN, 5)
	send_back(mill, COUSIN, 1)
	send_back(mill, SUPPLIER, 6)
	with refused():
		send_back(mill, COUSIN, 0.5)


def test_a_cancelled_receipt_makes_no_supplier(mill):
	receipt = mill.submit(
		"Purchase Receipt", supplier=COUSIN, items=[mill.bought("FLOUR", mill.batch("FLOUR", "F1"), 5)]
	)
	mill.receive("FLOUR", 10, "F1")
	frappe.get_doc(receipt.doctype, receipt.name).cancel()
	decide("Rejected", "F1")
	with refused():
		send_back(mill, COUSIN)


def test_a_part_that_was_split_off_goes_back_too(mill):
	mill.receive("FLOUR", 10, "F1")
	mill.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-A", 4)])
	decide("Rejected", "F1-A")
	with refused():
		send_back(mill, COUSIN, 4, "F1-A")
	send_back(mill, SUPPLIER, 4, "F1-A")


def test_a_return_against_its_receipt_goes(mill):
	receipt = mill.receive("FLOUR", 10, "F1")
	decide("Rejected", "F1")
	assert make_return(receipt, -10).docstatus == 1


def test_opening_stock_goes_back_to_the_supplier_of_the_batch(mill):
	mill.stock(("FLOUR", "F1", 10))
	decide("Rejected", "F1")
	with refused():
		send_back(mill, SUPPLIER)
	give_password()
	corrections.correct("F1", {"supplier": SUPPLIER}, "named on the delivery slip", PASSWORD)
	with refused():
		send_back(mill, COUSIN)
	assert send_back(mill, SUPPLIER).items[0].warehouse == STORES


def test_a_released_batch_may_go_to_anybody(mill):
	mill.stock(("FLOUR", "F1", 10))
	assert send_back(mill, COUSIN).docstatus == 1

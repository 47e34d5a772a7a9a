"""What a correction takes out and puts back is worth what the voucher moved it at, and a correction back changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import frappe
import pytest

from tests.integration.corrections.test_right_batches import correct, lines
from tests.integration.corrections.test_right_batches_of_vouchers import sell_and_correct
from tests.integration.support.findings import problems
from tests.integration.support.plant import CUSTOMER, GOODS, STORES
from tests.integration.support.qa import give_password


@pytest.fixture
def stocked(plant):
	"""Three batches of flour, 10 Kg each, at 2, 5 and 7."""
	give_password()
	for batch, rate in (("A", 2), ("B", 5), ("C", 7)):
		plant.receive("FLOUR", 10, batch, rate=rate)
	return plant


def worth(**quantities: float) -> Callable:
	"""Expect these quantities of the batches, at their own rates."""
	return pytest.approx(sum(quantities[b] * rate for b, rate in (("A", 2), ("B", 5), ("C", 7))), abs=0.01)


def value(item: str = "FLOUR", warehouse: str = STORES) -> float:
	assert problems() == []
	moved = {"item_code": item, "warehouse": warehouse, "is_cancelled": 0}
	return sum(
		frappe.get_all(
			"Stock Ledger Entry", moved, pluck="stock_value_difference", order_by=None, limit_page_length=0
		)
	)


def test_a_correction_and_its_way_back_over_other_batches(stocked):
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B", quantity=3))
	assert value() == worth(A=9, B=7, C=10)
	correct(*lines(note, "C", "B", quantity=2))
	assert value() == worth(A=9, B=9, C=8)
	correct(*lines(note, "A", "C", quantity=2))
	correct(*lines(note, "A", "B", quantity=1))
	assert value() == worth(A=6, B=10, C=10)


def test_batches_of_one_row_that_were_exchanged_in_a_circle(stocked):
	bundle = stocked.bundle("FLOUR", {"A": 2, "B": 3, "C": 4}, voucher_type="Delivery Note")
	row = {"item_code": "FLOUR", "qty": 9, "rate": 2, "warehouse": STORES, "serial_and_batch_bundle": bundle}
	note = stocked.submit("Delivery Note", customer=CUSTOMER, items=[row])
	correct(*lines(note, "B", "A"), *lines(note, "C", "B"), *lines(note, "A", "C"))
	assert value() == worth(A=6, B=8, C=7)


def test_what_was_moved_keeps_its_value(stocked):
	moved = stocked.transfer("FLOUR", "A", 4)
	correct(*lines(moved, "B"))
	assert (value(), value(warehouse=GOODS)) == (worth(A=10, B=6, C=10), worth(A=0, B=4, C=0))


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_a_sale_at_a_till(stocked, is_closed_first):
	sell_and_correct(stocked, is_closed_first=is_closed_first)
	assert value() == worth(A=10, B=7, C=10)


def test_a_sale_at_a_till_that_was_taken_back(stocked):
	opening = stocked.open_till()
	sale = stocked.sell("FLOUR", 3, "A", CUSTOMER)
	correct(*lines(sale, "B"))
	correct(*lines(stocked.take_back(sale), "B"))
	stocked.close_till(opening)
	assert value() == worth(A=10, B=10, C=10)


def test_a_part_of_a_kit_is_not_worth_what_another_part_is(stocked):
	for item, batch, rate in (("CAKE", "K1", 100), ("TIN", "T1", 1), ("TIN", "T2", 1)):
		stocked.receive(item, 20, batch, rate=rate)
	stocked.product_bundle("GIFT", {"CAKE": 2, "TIN": 1})
	note = stocked.ship("GIFT", 3, None, packed={"CAKE": "K1", "TIN": "T1"})
	correct(*lines(note, "T2", "T1"))
	assert value("TIN") == pytest.approx(37, abs=0.01)

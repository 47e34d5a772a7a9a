"""A delivery that was of another batch uses up what is reserved of that, and gives back what it had used."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import check
from tests.integration.corrections.test_right_batches import correct, lines
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER
from tests.integration.support.qa import give_password
from tests.integration.support.reserving import reserve


@pytest.fixture
def stocked(plant):
	"""Two batches, 10 Kg each."""
	give_password()
	plant.stock(("FLOUR", "A", 10), ("FLOUR", "B", 10))
	return plant


def used() -> dict:
	return dict(frappe.get_all("Batch Reservation Batch", {"docstatus": 1}, ["batch", "used"], as_list=True))


def test_the_right_batch_is_used_up(stocked):
	for batch in ("A", "B"):
		reserve("Customer", CUSTOMER, (batch, 6))
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	assert used() == {"A": 0, "B": 4}
	correct(*lines(note, "A", "B"))
	assert used() == {"A": 4, "B": 0}
	assert check.check() == []


def test_what_has_happened_is_not_refused_for_others(stocked):
	reserve("Customer", OTHER_CUSTOMER, ("B", 8))
	note = stocked.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	assert used() == {"B": 0}


def test_what_a_cancelled_delivery_gives_back_is_sealed_as_the_database_keeps_it(stocked):
	reserve("Customer", CUSTOMER, ("A", 6))
	stocked.ship("FLOUR", 4, "A").cancel()
	assert check.check() == []

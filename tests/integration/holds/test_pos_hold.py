"""Sold at the till, then held, then consolidated: the goods have left, and the trace says so."""

from __future__ import annotations

import pytest

from batch_trace.api.trace import trace
from tests.integration.support.plant import CUSTOMER
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("plant")


@pytest.mark.parametrize("is_controlled", [False, True])
def test_sold_then_held_then_consolidated(plant, is_controlled):
	if is_controlled:
		control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	opening = plant.open_till()
	sale = plant.sell("FLOUR", 2, "F1", CUSTOMER)
	hold("F1")
	with refused("F1"):
		plant.sell("FLOUR", 1, "F1", CUSTOMER)
	closing = plant.close_till(opening)
	assert closing.docstatus == 1
	assert moves(sale.name) == {("Out", "F1", plant.stores): -2}
	customers = trace("F1", direction="forward")["customers"]
	assert [(row["customer"], row["voucher_no"], row["quantity"]) for row in customers] == [
		(CUSTOMER, sale.name, 2)
	]

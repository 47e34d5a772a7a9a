"""A kit was sold, then its batch was stopped: the till is closed, and no batch that may have been sold is forgotten."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from tests.integration.support.plant import CUSTOMER, GOODS, STORES
from tests.integration.support.qa import control, decide, hold

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def till(once):
	return once(open_till)


def open_till(plant):
	"""F1 is next in picking order."""
	plant.batch("FLOUR", "F1", expiry_date=plant.later(100))
	plant.batch("FLOUR", "F2", expiry_date=plant.later(200))
	plant.receive("FLOUR", 2, "F1")
	plant.product_bundle("KIT", {"FLOUR": 1})
	return plant.open_till()


def sold(batch: str) -> tuple[list, bool]:
	answer = trace(batch, direction="forward")
	return [(row["customer"], row["quantity"]) for row in answer["customers"]], answer["complete"]


@pytest.mark.parametrize("policy", [False, True])
@pytest.mark.parametrize("stop", [lambda: hold("F1"), lambda: decide("Rejected", "F1")])
def test_a_till_whose_only_batch_was_stopped_after_the_sale_is_closed_with_it(plant, till, stop, policy):
	if policy:
		control("FLOUR")
		decide("Released", "F1")
	plant.sell("KIT", 2, None, CUSTOMER)
	stop()
	plant.close_till(till)
	assert sold("F1") == ([(CUSTOMER, 2)], True)


@pytest.mark.parametrize("how", ["hold", "transfer"])
def test_another_batch_is_booked_and_the_stopped_one_may_have_been_sold(plant, till, how):
	plant.receive("FLOUR", 10, "F2")
	sale = plant.sell("KIT", 2, None, CUSTOMER)
	if how == "hold":
		hold("F1")
	else:
		plant.transfer("FLOUR", "F1", 2, STORES, GOODS)
		plant.receive("FLOUR", 1, "F3", warehouse=GOODS)
		hold("F3")
	closing = plant.close_till(till)
	assert sold("F2") == ([(CUSTOMER, 2)], False)
	assert sold("F1") == ([], False)
	[gap] = frappe.get_all("Trace Gap", {"code": "possibly_sold"}, pluck="name")
	gap = frappe.get_doc("Trace Gap", gap)
	assert (gap.batch, gap.voucher_no, gap.status) == ("F1", sale.name, "Open")
	closing.reload()
	closing.cancel()
	assert frappe.db.get_value("Trace Gap", gap.name, "status") == "Closed"


def test_a_batch_that_was_on_hold_before_the_sale_was_not_sold(plant, till):
	plant.receive("FLOUR", 10, "F2")
	hold("F1")
	plant.sell("KIT", 2, None, CUSTOMER)
	plant.close_till(till)
	assert (sold("F2"), sold("F1")) == (([(CUSTOMER, 2)], True), ([], True))


def test_the_trace_is_complete_when_somebody_has_found_out(plant, till):
	plant.receive("FLOUR", 10, "F2")
	plant.sell("KIT", 2, None, CUSTOMER)
	hold("F1")
	plant.close_till(till)
	gap = frappe.get_doc("Trace Gap", {"code": "possibly_sold"})
	gap.update({"status": "Explained", "explanation": "The till's shelf had F2 only."})
	gap.save()
	assert sold("F1") == ([], True)

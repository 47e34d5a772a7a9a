"""Sold at a till before its closing, with a batch that nobody knows yet: a recall must not call that complete."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.status import preview_hold
from batch_trace.api.trace import trace
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, GOODS, STORES
from tests.integration.support.qa import control, decide, hold

pytestmark = pytest.mark.usefixtures("plant")


def sold(direction: str = "forward", batch: str = "F1") -> list[tuple]:
	answer = trace(batch, direction=direction)
	return [
		(gap["voucher_no"], gap["message"][:13]) for gap in answer["gaps"] if gap["code"] == "sold_not_picked"
	]


@pytest.fixture
def till(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.product_bundle("KIT", {"FLOUR": 1})
	return plant.open_till()


def test_a_kit_sold_before_the_closing_leaves_the_trace_incomplete(plant, till):
	sale = plant.sell("KIT", 2, None, CUSTOMER)
	assert sold() == [(sale.name, "2 Kg of FLOUR")]
	assert not trace("F1", direction="forward")["complete"]
	assert sold("backward") == []
	plant.close_till(till)
	answer = trace("F1", direction="forward")
	assert (sold(), answer["complete"]) == ([], True)
	assert [(row["customer"], row["quantity"]) for row in answer["customers"]] == [(CUSTOMER, 2)]


def test_who_may_not_read_the_tills_warehouse_is_told_that_something_is_missing(plant, till):
	sale = plant.sell("KIT", 2, None, CUSTOMER)
	plant.transfer("FLOUR", "F1", 5, STORES, GOODS)
	as_user(reader("till-elsewhere@example.com", "Stock Manager", warehouse=GOODS))
	answer = trace("F1", direction="forward")
	assert sale.name not in frappe.as_json(answer)
	assert "permission_cut" in {gap["code"] for gap in answer["gaps"]}


def test_a_hold_reaches_what_was_sold_before_the_closing(plant, till):
	"""The preview of the hold names the sale, in the warehouse of the till only, and the trace goes on to."""
	sale = plant.sell("KIT", 2, None, CUSTOMER)
	[promise] = preview_hold(["F1"])["promises"]
	assert (promise["doctype"], promise["name"], promise["quantity"]) == ("POS Invoice", sale.name, 2)
	assert preview_hold(["F1"], warehouse=GOODS)["promises"] == []
	hold("F1")
	assert sold() == [(sale.name, "2 Kg of FLOUR")]


def test_a_batch_that_is_not_in_stock_at_the_till_was_not_sold_there(plant, till):
	plant.receive("FLOUR", 10, "F2", warehouse=GOODS)
	plant.sell("KIT", 2, None, CUSTOMER)
	assert sold(batch="F2") == []


@pytest.mark.parametrize("how", ["count", "transfer"])
def test_a_batch_that_left_the_till_before_the_closing_may_have_been_sold(plant, till, how):
	sale = plant.sell("KIT", 2, None, CUSTOMER)
	if how == "count":
		plant.count([("FLOUR", "F1", 0)])
	else:
		plant.transfer("FLOUR", "F1", 10, STORES, GOODS)
	assert sold() == [(sale.name, "2 Kg of FLOUR")]
	assert [row["name"] for row in preview_hold(["F1"])["promises"]] == [sale.name]


def test_a_batch_that_was_gone_long_before_the_sale_was_not_sold(plant, till):
	long_ago = {"set_posting_time": 1, "posting_date": plant.later(-9)}
	plant.stock_entry("Material Receipt", [], [("FLOUR", "F2", 5)], **long_ago)
	plant.stock_entry(
		"Material Issue", [("FLOUR", "F2", 5, STORES)], **(long_ago | {"posting_date": plant.later(-5)})
	)
	plant.sell("KIT", 2, None, CUSTOMER)
	assert sold(batch="F2") == []


def test_a_row_without_a_batch_is_a_shipment_or_a_gap_until_the_closing(plant, till):
	"""Some versions of ERPNext name a batch of their own at the sale, others at the closing."""
	sale = plant.sell("FLOUR", 2, None, CUSTOMER)
	shipped = [(row["voucher_no"], "2 Kg of FLOUR") for row in trace("F1")["customers"]]
	assert sold() + shipped == [(sale.name, "2 Kg of FLOUR")]
	plant.close_till(till)
	assert (sold(), len(trace("F1")["customers"])) == ([], 1)


def test_under_a_policy_the_till_names_the_batch_or_refuses(plant, till):
	control("FLOUR")
	decide("Released", "F1")
	sale = plant.sell("FLOUR", 8, None, CUSTOMER)
	assert sold() == []
	assert [row["voucher_no"] for row in trace("F1")["customers"]] == [sale.name]
	with pytest.raises(frappe.ValidationError, match="FLOUR"):
		plant.sell("FLOUR", 8, None, CUSTOMER)


def test_a_row_that_names_its_batch_is_no_gap(plant, till):
	plant.sell("FLOUR", 2, "F1", CUSTOMER)
	assert sold() == []


def test_what_was_sold_without_a_batch_can_be_cancelled_after_the_closing(plant, till):
	"""Nothing is stuck: the closing is cancelled, then the sale, and no difference is left."""
	sale = plant.sell("FLOUR", 2, None, CUSTOMER)
	closing = plant.close_till(till)
	for voucher in (closing, sale):
		frappe.get_doc(voucher.doctype, voucher.name).cancel()
	assert (sold(), trace("F1")["complete"], trace("F1")["customers"]) == ([], True, [])
	plant.ship("FLOUR", 8, "F1")

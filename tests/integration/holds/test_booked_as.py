"""Goods that a count says were booked as another batch: what stopped that batch stops them under their own number."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.core.control import statuses as st
from tests.integration.support.plant import GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of

pytestmark = pytest.mark.usefixtures("plant")


def rename(plant, left: float = 0, **row: object) -> object:
	"""Count all of H but what is left as N, which was booked as H until then."""
	return plant.count([("FLOUR", "H", left), ("FLOUR", "N", 10 - left)], booked_as={"N": "H"}, **row)


@pytest.mark.parametrize("has_policy", [True, False])
@pytest.mark.parametrize("place", [None, STORES])
def test_a_held_batch_that_is_counted_under_another_number_stays_held(plant, has_policy, place):
	if has_policy:
		control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "H", 10))
	cause = hold("H", reason="letter of the mill", warehouse=place)
	rename(plant)
	assert status_of("N", STORES) == st.ON_HOLD
	with refused("N.*letter of the mill"):
		plant.ship("FLOUR", 10, "N")
	assert len(release(cause, include_derived=1)) == 2, (
		"the hold that was carried over names the first as its cause"
	)


def test_a_customers_return_that_is_counted_under_another_number_stays_held(plant):
	control("FLOUR", status_after_return="Quarantine", default_status="Released")
	plant.stock(("FLOUR", "H", 10))
	make_return(plant.ship("FLOUR", 4, "H"))
	rename(plant, left=6)
	with refused("On Hold"):
		plant.ship("FLOUR", 4, "N")


def test_what_a_receipt_rejected_stays_rejected_under_another_number(plant):
	control("FLOUR", default_status="Released")
	rejects = warehouse("Rejects of the Dock")
	plant.receive("FLOUR", 10, "H", received_qty=20, rejected_qty=10, rejected_warehouse=rejects)
	rename(plant, warehouse=rejects)
	assert status_of("N", rejects) == st.REJECTED
	with refused("Rejected"):
		plant.transfer("FLOUR", "N", 10, rejects, STORES)


@pytest.mark.parametrize("decided", [st.REJECTED, st.QUARANTINE])
def test_what_qa_decided_on_an_item_without_policy_goes_along(plant, decided):
	plant.stock(("FLOUR", "H", 10))
	decide(decided, "H")
	rename(plant)
	assert status_of("N", STORES) == decided


def test_what_is_held_elsewhere_stops_nothing_of_what_was_booked_wrongly_here(plant):
	control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "H", 10), ("FLOUR", "H", 5, GOODS))
	hold("H", warehouse=GOODS)
	rename(plant)
	plant.ship("FLOUR", 10, "N")


def test_a_free_batch_under_another_number_is_free(plant):
	plant.stock(("FLOUR", "H", 10))
	rename(plant)
	assert not frappe.get_all("Batch Hold", {"docstatus": 1})
	plant.ship("FLOUR", 10, "N")


def test_a_cancelled_count_gives_the_goods_back_as_they_were(plant):
	plant.stock(("FLOUR", "H", 10))
	cause = hold("H")
	rename(plant).cancel()
	assert status_of("H", STORES) == st.ON_HOLD
	release(cause, include_derived=1)
	plant.ship("FLOUR", 10, "H")

"""Goods that come back by a cancellation come back with what stopped them; a cancellation releases no hold."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of
from tests.integration.support.story import undo

pytestmark = pytest.mark.usefixtures("plant")


def test_a_hold_goes_back_with_a_cancelled_transfer(plant):
	plant.receive("FLOUR", 10, "F1")
	moved = plant.transfer("FLOUR", "F1", 4)
	cause = hold("F1", warehouse=GOODS)
	undo(moved)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1")
	release(cause, include_derived=1)
	plant.ship("FLOUR", 1, "F1")


def test_a_rejection_goes_back_with_a_cancelled_transfer(plant):
	control("FLOUR")
	rejected = warehouse("Rejected")
	frappe.db.set_value("Warehouse", rejected, "is_rejected_warehouse", 1)
	plant.receive("FLOUR", 10, "F1")
	undo(plant.transfer("FLOUR", "F1", 4, target=rejected))
	with refused("Rejected in"):
		plant.ship("FLOUR", 1, "F1")


def test_a_hold_goes_along_with_what_was_moved_in_two_steps(plant):
	plant.receive("FLOUR", 10, "F1")
	transit = warehouse("On the Road")
	first = plant.transfer("FLOUR", "F1", 4, target=transit)
	second = plant.transfer("FLOUR", "F1", 4, transit, GOODS)
	hold("F1", warehouse=GOODS)
	undo(second)
	assert status_of("F1", transit) == "On Hold"
	undo(first)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1")

"""Reserved goods are brought to the dispatch zone: they stay reserved there, and come back reserved."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.reservations.refusal import BatchReserved
from batch_trace.ledger import check
from tests.integration.support.plant import CUSTOMER, GOODS, OTHER_CUSTOMER, STORES, TRANSIT, WIP
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.reserving import open_of, order, reserve, ship_order, uses


@pytest.fixture
def flour(once):
	return once(reserve_flour)


def reserve_flour(plant):
	"""Ten kilograms of a batch under control, six of them reserved for an order."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 6)
	return so, reserve("Sales Order", so.name, ("F1", 6))


def kept(act) -> None:
	"""Expect a movement to be refused, and undo it as a request does."""
	frappe.db.savepoint("kept")
	with pytest.raises(BatchReserved):
		act()
	frappe.db.rollback(save_point="kept")


def from_goods(so, qty: float):
	"""Ship some of an order from the dispatch zone."""
	note = ship_order(so, "F1", qty, submit=False)
	note.items[0].warehouse = GOODS
	note.save()
	note.submit()
	return note


def test_the_reservation_goes_along_to_the_dispatch_zone(plant, flour):
	so, reservation = flour
	entry = plant.transfer("FLOUR", "F1", 10)
	assert open_of(reservation) == {("F1", GOODS): 6} and uses(entry) == {("F1", STORES): 6}
	kept(lambda: plant.ship("FLOUR", 5, "F1", OTHER_CUSTOMER, warehouse=GOODS))
	plant.ship("FLOUR", 4, "F1", OTHER_CUSTOMER, warehouse=GOODS)
	from_goods(so, 6)
	assert open_of(reservation) == {}


def test_what_is_free_goes_first(plant, flour):
	_so, reservation = flour
	plant.transfer("FLOUR", "F1", 4)
	assert open_of(reservation) == {("F1", STORES): 6}
	plant.transfer("FLOUR", "F1", 1)
	assert open_of(reservation) == {("F1", STORES): 5, ("F1", GOODS): 1}


def test_over_the_truck_and_back(plant, flour):
	_so, reservation = flour
	plant.transfer("FLOUR", "F1", 10, STORES, TRANSIT)
	hold("F1")
	arrived = plant.transfer("FLOUR", "F1", 10, TRANSIT, GOODS)
	assert open_of(reservation) == {("F1", GOODS): 6}
	frappe.get_doc("Stock Entry", arrived.name).cancel()
	assert open_of(reservation) == {("F1", TRANSIT): 6}


def test_a_cancelled_transfer_brings_the_reservation_back(plant, flour):
	_so, reservation = flour
	entry = plant.transfer("FLOUR", "F1", 10)
	frappe.get_doc("Stock Entry", entry.name).cancel()
	assert open_of(reservation) == {("F1", STORES): 6}


def test_two_rows_of_one_transfer_carry_each_part_once(plant, flour):
	_so, reservation = flour
	second = reserve("Customer", CUSTOMER, ("F1", 2))
	rows = [plant._row("FLOUR", "F1", qty, source=True) | {"t_warehouse": GOODS} for qty in (5, 5)]
	plant.stock_entry("Material Transfer", rows=rows)
	assert open_of(reservation) == {("F1", GOODS): 6} and open_of(second) == {("F1", GOODS): 2}


def test_it_goes_along_to_no_production_and_no_issue(plant, flour):
	row = plant._row("FLOUR", "F1", 5, source=True)
	kept(lambda: plant.stock_entry("Material Transfer for Manufacture", rows=[row | {"t_warehouse": WIP}]))
	kept(lambda: plant.stock_entry("Material Issue", rows=[row]))


def test_a_policy_forbids_it(plant):
	control("FLOUR", reserved_transfer="Refused")
	plant.stock(("FLOUR", "F1", 10))
	reserve("Sales Order", order("FLOUR", 6).name, ("F1", 6))
	kept(lambda: plant.transfer("FLOUR", "F1", 5))


def pick(so):
	"""Submit a Pick List of an order."""
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	picks = create_pick_list(so.name)
	picks.insert()
	picks.submit()
	return picks


def reserved(so) -> dict[tuple[str, str], float]:
	"""Return what is open of the reservations of an order."""
	names = frappe.get_all("Batch Reservation", {"reference": so.name, "docstatus": 1}, pluck="name")
	return {place: qty for name in names for place, qty in open_of(frappe._dict(name=name)).items()}


@pytest.fixture
def picked(once):
	return once(pick_flour)


def pick_flour(plant):
	"""Seven of ten kilograms of a batch are picked for an order."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 7)
	return so, pick(so)


def test_what_is_picked_is_reserved_in_the_dispatch_zone(plant, picked):
	so, _picks = picked
	plant.transfer("FLOUR", "F1", 10)
	assert reserved(so) == {("F1", GOODS): 7} and not check.check()
	kept(lambda: plant.ship("FLOUR", 4, "F1", OTHER_CUSTOMER, warehouse=GOODS))
	plant.ship("FLOUR", 3, "F1", OTHER_CUSTOMER, warehouse=GOODS)
	from_goods(so, 7)
	assert reserved(so) == {}


def test_what_is_picked_and_not_brought_yet_stays_kept(plant, picked):
	so, _picks = picked
	entry = plant.transfer("FLOUR", "F1", 5)
	assert reserved(so) == {("F1", GOODS): 2}
	kept(lambda: plant.ship("FLOUR", 1, "F1", OTHER_CUSTOMER))
	frappe.get_doc("Stock Entry", entry.name).cancel()
	assert reserved(so) == {}
	kept(lambda: plant.ship("FLOUR", 4, "F1", OTHER_CUSTOMER))
	plant.ship("FLOUR", 3, "F1", OTHER_CUSTOMER)


def test_what_is_reserved_and_picked_goes_along_once(plant, flour):
	so, reservation = flour
	pick(so)
	plant.transfer("FLOUR", "F1", 10)
	assert reserved(so) == open_of(reservation) == {("F1", GOODS): 6}
	plant.ship("FLOUR", 4, "F1", OTHER_CUSTOMER, warehouse=GOODS)
	from_goods(so, 6)


def test_what_is_picked_goes_along_to_no_issue_and_not_against_the_policy(plant, picked):
	kept(lambda: plant.stock_entry("Material Issue", [("FLOUR", "F1", 4)]))
	control("FLOUR", reserved_transfer="Refused")
	kept(lambda: plant.transfer("FLOUR", "F1", 4))


def test_a_held_batch_does_not_move_with_its_reservation(plant, flour):
	hold("F1")
	with refused("On Hold"):
		plant.transfer("FLOUR", "F1", 5)


def test_what_the_customer_took_from_there_does_not_come_back(plant, flour):
	so, reservation = flour
	plant.stock(("FLOUR", "F1", 10, GOODS))
	entry = plant.transfer("FLOUR", "F1", 7)
	assert open_of(reservation) == {("F1", STORES): 3, ("F1", GOODS): 3}
	from_goods(so, 3)
	frappe.get_doc("Stock Entry", entry.name).cancel()
	assert open_of(reservation) == {("F1", STORES): 3}

"""Capture of subcontracting: material goes to the supplier, finished goods come back, tied row by row."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import STORES, SUPPLIER, make_return, warehouse
from tests.integration.support.voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def order(once):
	return once(order_work)


def order_work(plant):
	"""A subcontracting order for 4 BREAD and 6 CAKE out of FLOUR, with the material at the supplier's."""
	plant.stock(("FLOUR", "F1", 20), ("FLOUR", "F2", 20))
	return plant.subcontract({"BREAD": 4, "CAKE": 6}, {"FLOUR": 2}, warehouse("Supplier"), SUPPLIER)


def send(plant, order, batches):
	"""Send each finished good's flour, of the batch given for it, to the supplier."""
	return plant.send_to_supplier(order, batches)


def test_two_finished_rows_are_two_events(plant, order):
	sent = send(plant, order, {"BREAD": "F1", "CAKE": "F2"})
	assert event(sent).event_type == "Transfer"
	receipt = plant.receive_subcontracted(order, {"BREAD": "B1", "CAKE": "C1"}, {"BREAD": "F1", "CAKE": "F2"})
	supplied = warehouse("Supplier")
	rows = {row.item_code: row.name for row in receipt.items}
	events = frappe.get_all(
		"Trace Event", {"voucher_no": receipt.name}, ["name", "part", "event_type", "party"]
	)
	assert {e.part for e in events} == set(rows.values())
	assert {(e.event_type, e.party) for e in events} == {("Subcontracting", SUPPLIER)}
	for finished, made, used, qty in (("BREAD", "B1", "F1", 4), ("CAKE", "C1", "F2", 6)):
		[number] = [e.name for e in events if e.part == rows[finished]]
		told = frappe.get_all("Trace Entry", {"event": number}, ["direction", "batch_no", "warehouse", "qty"])
		expected = {("In", made, STORES, qty), ("Out", used, supplied, -2 * qty)}
		assert {(r.direction, r.batch_no, r.warehouse, r.qty) for r in told} == expected
	receipt.cancel()
	assert moves(receipt.name) == {}


def test_return_of_subcontracted_goods(plant):
	"""One finished good: ERPNext refuses the return of two that are made of the same material."""
	plant.stock(("FLOUR", "F2", 20))
	order = plant.subcontract({"CAKE": 6}, {"FLOUR": 2}, warehouse("Supplier"), SUPPLIER)
	send(plant, order, {"CAKE": "F2"})
	receipt = plant.receive_subcontracted(order, {"CAKE": "C1"}, {"CAKE": "F2"})
	back = make_return(receipt)
	finished = {key: qty for key, qty in moves(back.name).items() if key[1] == "C1"}
	assert finished == {("Out", "C1", STORES): -6}
	assert (event(back).event_type, event(back).against_voucher) == ("Supplier Return", receipt.name)
	back.cancel()
	assert moves(back.name) == {}

"""Several repacks on one Stock Entry: which rows belong together, and which may have gone anywhere."""

from __future__ import annotations

import pytest

from batch_trace.core.genealogy.classify import classify
from batch_trace.core.genealogy.ties import row_parts
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, Voucher

BAKERY = {"BREAD": {"FLOUR": 1.0}, "CAKE": {"SUGAR": 0.5, "WATER": 0.5}}
"""One Kg of bread takes one of flour; one of cake half a Kg of sugar and half of water."""


def repack(*lots, recipes=BAKERY, order=None) -> list[tuple[dict, dict]]:
	"""Return what each event takes and makes; lots are (item, batch, signed quantity) in the order of their rows."""
	moved = [
		Movement(f"row {place}", item, "Stores", batch, None, qty, "Kg")
		for place, (item, batch, qty) in enumerate(lots)
	]
	places = {m.row: place for place, m in enumerate(moved)} if order is None else order
	voucher = Voucher("Stock Entry", "SE-1", et.REPACK, row_parts=row_parts(moved, places, recipes))
	return [(_side(event, "Out"), _side(event, "In")) for event in classify(voucher, moved)]


def _side(event, direction: str) -> dict[str, float]:
	return {
		e.movement.batch or e.movement.item_code: abs(e.movement.qty)
		for e in event.entries
		if e.direction == direction
	}


def test_two_products_of_two_inputs_stay_one_event():
	"""Meant as flour to bread, sugar to cake; equal quantities alone do not say so."""
	rows = ("FLOUR", "F1", -10), ("SUGAR", "S1", -10), ("BREAD", "B1", 10), ("CAKE", "K1", 10)
	assert repack(*rows, recipes={}) == [({"F1": 10, "S1": 10}, {"B1": 10, "K1": 10})]


def test_pallets_relabelled_on_one_entry_are_tied_row_by_row():
	rows = ("FLOUR", "A", -10), ("FLOUR", "B", -10), ("FLOUR", "A2", 10), ("FLOUR", "B2", 10)
	assert repack(*rows) == [({"A": 10}, {"A2": 10}), ({"B": 10}, {"B2": 10})]
	taken_and_made_in_turn = rows[0], rows[2], rows[1], rows[3]
	assert repack(*taken_and_made_in_turn) == repack(*rows)


@pytest.mark.parametrize(
	"made",
	[
		[("A2", 12), ("B2", 8)],
		[("A2", 5), ("B2", 10)],
		[("A2", 4), ("A3", 6), ("B2", 5)],
		[("A2", 10), ("B2", 6)],
	],
)
def test_pallets_of_other_quantities_may_be_mixed(made):
	rows = ("FLOUR", "A", -10), ("FLOUR", "B", -5), *(("FLOUR", batch, qty) for batch, qty in made)
	assert len(repack(*rows)) == 1


def test_two_items_repacked_on_one_entry_are_apart():
	rows = (
		("FLOUR", "F1", -10),
		("SUGAR", "S1", -10),
		("SUGAR", "S2", 10),
		("FLOUR", "F2", 6),
		("FLOUR", "F3", 4),
	)
	assert repack(*rows) == [({"F1": 10}, {"F2": 6, "F3": 4}), ({"S1": 10}, {"S2": 10})]


def test_an_item_that_comes_out_in_another_quantity_may_be_in_the_other_product():
	rows = ("FLOUR", "F1", -10), ("SUGAR", "S1", -10), ("SUGAR", "S2", 12), ("FLOUR", "F2", 8)
	assert len(repack(*rows)) == 1
	old_bread_to_crumbs = (
		("BREAD", "B1", -10),
		("FLOUR", "F1", -10),
		("BREAD", "B2", 10),
		("CRUMBS", "C1", 10),
	)
	assert len(repack(*old_bread_to_crumbs)) == 1


def test_recipes_say_which_product_took_what():
	rows = (
		("FLOUR", "F1", -10),
		("SUGAR", "S1", -4),
		("WATER", None, -4),
		("BREAD", "B1", 10),
		("CAKE", "K1", 8),
	)
	assert repack(*rows) == [({"F1": 10}, {"B1": 10}), ({"S1": 4, "WATER": 4}, {"K1": 8})]


def test_all_batches_of_a_product_belong_to_its_recipe():
	rows = ("FLOUR", "F1", -4), ("FLOUR", "F2", -6), ("SUGAR", "S1", -4), ("WATER", None, -4)
	made = ("BREAD", "B1", 5), ("CAKE", "K1", 8), ("BREAD", "B2", 5)
	assert repack(*rows, *made) == [
		({"F1": 4, "F2": 6}, {"B1": 5, "B2": 5}),
		({"S1": 4, "WATER": 4}, {"K1": 8}),
	]


@pytest.mark.parametrize(
	("recipes", "sugar"),
	[
		({"BREAD": {"FLOUR": 1.0}}, 4),
		({**BAKERY, "BREAD": {"FLOUR": 1.0, "SUGAR": 0.1}}, 5),
		({**BAKERY, "BREAD": {"FLOUR": 1.0, "SALT": 0.1}}, 4),
		({**BAKERY, "BREAD": {"SUGAR": 1.0}}, 4),
		(BAKERY, 5),
	],
	ids=["no recipe", "in both", "not taken", "not asked for", "another quantity"],
)
def test_recipes_that_were_not_followed_say_nothing(recipes, sugar):
	rows = (
		("FLOUR", "F1", -10),
		("SUGAR", "S1", -sugar),
		("WATER", None, -4),
		("BREAD", "B1", 10),
		("CAKE", "K1", 8),
	)
	assert len(repack(*rows, recipes=recipes)) == 1


def test_cartons_are_shared_by_what_was_made():
	rows = (
		("FLOUR", "A", -9),
		("FLOUR", "B", -1),
		("CARTON", None, -5),
		("FLOUR", "A2", 9),
		("FLOUR", "B2", 1),
	)
	assert repack(*rows) == [({"A": 9, "CARTON": 4.5}, {"A2": 9}), ({"B": 1, "CARTON": 0.5}, {"B2": 1})]


def test_nothing_is_lost_or_made_by_sharing():
	rows = (
		[("FLOUR", f"A{n}", -1) for n in range(3)]
		+ [("CARTON", None, -1)]
		+ [("FLOUR", f"B{n}", 1) for n in range(3)]
	)
	assert sum(taken["CARTON"] for taken, _ in repack(*rows)) == 1


def test_a_batch_that_one_row_takes_and_another_makes_keeps_them_together():
	rows = ("FLOUR", "A", -10), ("FLOUR", "B", -10), ("FLOUR", "B", 10), ("FLOUR", "C", 10)
	assert len(repack(*rows)) == 1


def test_rows_of_a_deleted_voucher_tie_nothing():
	rows = ("FLOUR", "A", -10), ("FLOUR", "B", -10), ("FLOUR", "A2", 10), ("FLOUR", "B2", 10)
	assert len(repack(*rows, order={})) == 1


def test_waste_without_a_batch_ties_nothing():
	rows = ("FLOUR", "A", -10), ("FLOUR", "B", -10), ("FLOUR", "A2", 10), ("FLOUR", None, 10)
	assert len(repack(*rows)) == 1


def test_a_row_that_only_moves_ties_nothing():
	moved = [Movement(row, "FLOUR", place, batch, None, qty, "Kg") for row, place, batch, qty in (
		("a", "Stores", "A", -10), ("b", "Stores", "B", -10), ("c", "Stores", "A2", 10), ("d", "Stores", "B2", 10),
		("m", "Stores", "M", -1), ("m", "Goods", "M", 1),
	)]  # fmt: skip
	assert row_parts(moved, {row: place for place, row in enumerate("abcdm")}, {}) == {}


def test_serial_units_are_tied_row_by_row():
	moved = [
		Movement(row, "PUMP", "Stores", None, unit, qty, "Nos")
		for row, unit, qty in (("a", "P1", -1), ("b", "P2", -1), ("c", "P3", 1), ("d", "P4", 1))
	]
	assert row_parts(moved, {"a": 1, "b": 2, "c": 3, "d": 4}, {}) == {"a": "c", "c": "c", "b": "d", "d": "d"}

"""Items that moved without a batch: an error where they have batches, a note where they are water or waste."""

from __future__ import annotations

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.classify import classify
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, Voucher
from tests.unit.support.ledger_builder import Ledger


@pytest.fixture
def ledger():
	return Ledger()


def gaps(ledger, start, direction="both") -> dict[str, str]:
	answer = trace(ledger.source(), [start], direction)
	return {gap["code"]: gap["severity"] for gap in answer["gaps"]} | {"complete": answer["complete"]}


def test_a_lost_batch_is_no_water(ledger):
	ledger.receive("S1", "YEAST")
	ledger.make([("S1", "YEAST", 1), (None, "FLOUR", 10), (None, "WATER", 5)], [("B1", "BREAD", 10)])
	answer = trace(ledger.source(), ["B1"], "backward")
	by_code = {gap["code"]: gap for gap in answer["gaps"]}
	assert not answer["complete"]
	assert (
		by_code["untracked_input"]["severity"] == "info" and "Water" in by_code["untracked_input"]["message"]
	)
	lost = by_code["lacks_batch"]
	assert lost["severity"] == "error" and lost["voucher_no"]
	assert "10 Kg of Flour moved in" in lost["message"] and lost["voucher_no"] in lost["message"]


def test_what_left_without_a_batch_may_have_been_the_batch(ledger):
	ledger.receive("F1", "FLOUR", 100)
	ledger.ship(None, "FLOUR", 10)
	assert gaps(ledger, "F1", "forward")["lacks_batch"] == "error"


def test_what_left_before_the_batch_came_was_something_else(ledger):
	"""An item that has batches since last year has years of movements without one."""
	ledger.ship(None, "FLOUR", 10, at=0)
	ledger.receive("F1", "FLOUR", 100, at=5_000)
	assert gaps(ledger, "F1", "forward") == {"complete": True}


def test_what_left_without_a_batch_and_was_cancelled_is_nothing(ledger):
	ledger.receive("F1", "FLOUR", 100)
	ledger.cancel(ledger.ship(None, "FLOUR", 10))
	assert gaps(ledger, "F1", "forward") == {"complete": True}


def test_an_output_without_a_batch_cannot_be_traced(ledger):
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 10)], [("B1", "BREAD", 8), (None, "WATER", 2)])
	assert gaps(ledger, "F1", "forward") == {"complete": False, "untracked_output": "error"}


def test_waste_that_is_marked_in_the_row_is_no_error(ledger):
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 10)], [("B1", "BREAD", 8)], waste=[(None, "WATER", 2)])
	assert gaps(ledger, "F1", "forward") == {"complete": True, "untracked_waste": "info"}


def test_an_item_that_is_waste_is_no_error(ledger):
	ledger.waste = {"WATER"}
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 10)], [("B1", "BREAD", 8), (None, "WATER", 2)])
	assert gaps(ledger, "F1", "forward") == {"complete": True, "untracked_waste": "info"}


MARKED_ROW = {"outputs": [], "waste": [(None, "WATER", 10)]}
MARKED_ITEM = {"outputs": [(None, "WATER", 10)]}


@pytest.mark.parametrize("made", [MARKED_ROW, MARKED_ITEM])
def test_what_is_all_that_was_made_of_a_batch_is_no_waste(ledger, made):
	"""Whoever marks a product as waste would take its customers off the list."""
	ledger.waste = {"WATER"}
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 10)], **made)
	assert gaps(ledger, "F1", "forward") == {"complete": False, "untracked_output": "error"}
	assert "nothing else was made" in trace(ledger.source(), ["F1"], "forward")["gaps"][0]["message"]


def bread_and(ledger, by_row):
	"""Bread, with water as waste, marked in the row or in the item."""
	ledger.receive("F1")
	ledger.waste = set() if by_row else {"WATER"}
	bread, water = ("B1", "BREAD", 8), (None, "WATER", 2)
	ledger.make([("F1", "FLOUR", 10)], [bread] if by_row else [bread, water], waste=[water] * by_row)


@pytest.mark.parametrize("by_row", [True, False])
def test_what_customers_buy_is_no_waste(ledger, by_row):
	ledger.sold = {"WATER"}
	bread_and(ledger, by_row)
	assert gaps(ledger, "F1", "forward") == {"complete": False, "untracked_output": "error"}
	assert gaps(ledger, "B1", "backward")["complete"]


@pytest.mark.parametrize("by_row", [True, False])
def test_what_is_used_afterwards_is_no_waste(ledger, by_row):
	ledger.receive("S1", "YEAST")
	ledger.make([("S1", "YEAST", 1), (None, "WATER", 1)], [("B0", "BREAD", 2)])
	bread_and(ledger, by_row)
	assert gaps(ledger, "F1", "forward")["untracked_waste"] == "info"
	ledger.make([("S1", "YEAST", 1), (None, "WATER", 1)], [("B2", "BREAD", 2)])
	assert gaps(ledger, "F1", "forward") == {"complete": False, "untracked_output": "error"}


def test_an_item_with_batches_is_never_waste(ledger):
	ledger.waste = {"BREAD"}
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 10)], [(None, "BREAD", 8)])
	assert gaps(ledger, "F1", "forward")["lacks_batch"] == "error"


def moved(row, item, qty, batch=None, **more):
	return Movement(row, item, "Stores", batch, None, qty, "Kg", **more)


@pytest.mark.parametrize("kind", [et.SHIPMENT, et.REPACK, et.RECEIPT, et.ADJUSTMENT])
def test_a_voucher_whose_rows_have_all_lost_their_batch_is_recorded(kind):
	[event] = classify(Voucher("Some Voucher", "V-1", kind), [moved("a", "FLOUR", -5, lacks_batch=True)])
	assert [(e.direction, e.movement.item_code) for e in event.entries] == [("Out", "FLOUR")]


def test_water_alone_is_not_recorded():
	assert classify(Voucher("Some Voucher", "V-1", et.REPACK), [moved("a", "WATER", -5)]) == []


def test_a_row_marked_as_waste():
	made = [moved("a", "FLOUR", -5, "F1"), moved("b", "BREAD", 4, "B1"), moved("c", "WATER", 1)]
	lost = moved("c", "CAKE", 1, lacks_batch=True)
	voucher = Voucher("Stock Entry", "SE-1", et.PRODUCTION, waste_rows=frozenset({"b", "c"}))
	[event] = classify(voucher, [*made, lost])
	assert [e.direction for e in event.entries] == ["Out", "In", "Waste", "In"], (
		"what has batches is no waste"
	)

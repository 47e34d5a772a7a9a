"""How sure a link is: recorded only where the voucher says which input went into which output."""

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger

FLOUR, SUGAR = ("F1", "FLOUR", 10), ("Y1", "YEAST", 10)
BREAD, MORE_BREAD, LABEL = ("B1", "BREAD", 10), ("B2", "BREAD", 5), ("L1", "LABEL", 10)


def unit(name, item="MOTOR"):
	return (None, item, 1, name)


def confidences(ledger, direction="both", start=None):
	answer = trace(ledger.source(), [start or "F1"], direction)
	return {(link["source"], link["target"]): link["confidence"] for link in answer["links"]}


def inferred(ledger, start="F1", direction="forward"):
	answer = trace(ledger.source(), [start], direction)
	return [gap for gap in answer["gaps"] if gap["code"] == "inferred_link"]


@pytest.fixture
def ledger():
	return Ledger()


def test_two_repacks_on_one_entry_are_inferred_and_the_gap_says_how_to_book_them(ledger):
	ledger.make([FLOUR, SUGAR], [BREAD, LABEL], et.REPACK)
	assert confidences(ledger) == {("F1", "B1"): "inferred", ("F1", "L1"): "inferred"}
	[gap] = inferred(ledger)
	assert gap["severity"] == "warning" and gap["voucher_no"] == "V-1"
	assert "Make a Stock Entry for each product" in gap["message"]
	assert "V-1 is inferred: Repack. Several" in gap["message"]


def test_each_voucher_whose_consumption_is_inferred_is_named_once(ledger):
	ledger.receive("F1", qty=20)
	for _ in range(3):
		ledger.consume([("F1", "FLOUR", 4)], "WO-1")
	ledger.make([], [BREAD], work_order="WO-1")
	messages = [gap["message"] for gap in inferred(ledger)]
	assert len(set(messages)) == 3 and all("V-" in message for message in messages)


def test_two_batches_of_one_item_in_two_products_are_inferred(ledger):
	ledger.make([FLOUR, ("F2", "FLOUR", 10)], [BREAD, LABEL], et.REPACK)
	assert set(confidences(ledger).values()) == {"inferred"} and len(inferred(ledger)) == 1


@pytest.mark.parametrize(
	("inputs", "outputs", "event_type"),
	[
		([FLOUR], [BREAD, LABEL], et.REPACK),
		([FLOUR, (None, "WATER", 5)], [BREAD, LABEL], et.REPACK),
		([FLOUR, SUGAR], [BREAD], et.REPACK),
		([FLOUR, SUGAR], [BREAD, MORE_BREAD], et.REPACK),
		([FLOUR, SUGAR], [BREAD, MORE_BREAD], et.PRODUCTION),
		([FLOUR, SUGAR], [BREAD, LABEL], et.PRODUCTION),
		([FLOUR, SUGAR], [BREAD, LABEL], et.SUBCONTRACTING),
		([FLOUR, SUGAR], [unit("P1"), unit("P2")], et.PRODUCTION),
		([FLOUR, unit("C1")], [unit("P1")], et.PRODUCTION),
	],
	ids=[
		"one input", "and water", "one output", "one product", "one finished item", "with a by-product",
		"a row of a subcontractor", "flour in all units", "one unit",
	],
)  # fmt: skip
def test_what_the_voucher_ties_is_recorded(ledger, inputs, outputs, event_type):
	ledger.make(inputs, outputs, event_type)
	assert set(confidences(ledger).values()) == {"recorded"} and not inferred(ledger)


def test_which_cell_is_in_which_pump_is_not_known(ledger):
	ledger.receive(None, "MOTOR", 1)
	ledger.make([unit("C1"), unit("C2")], [unit("P1", "LABEL"), unit("P2", "LABEL")])
	links = confidences(ledger, "forward", "\x00C1")
	assert links == {("C1", "P1"): "inferred", ("C1", "P2"): "inferred"}
	[gap] = inferred(ledger, "\x00C1")
	assert "for each unit" in gap["message"]


def test_one_pump_an_entry_is_recorded(ledger):
	for cell, pump in (("C1", "P1"), ("C2", "P2")):
		ledger.make([unit(cell)], [unit(pump, "LABEL")])
	assert confidences(ledger, "forward", "\x00C1") == {("C1", "P1"): "recorded"}
	assert not inferred(ledger, "\x00C1")


def test_the_cells_batch_is_in_every_pump_but_each_cell_in_one(ledger):
	ledger.make([FLOUR, unit("C1"), unit("C2")], [unit("P1", "LABEL"), unit("P2", "LABEL")])
	assert confidences(ledger, "backward", "\x00P1") == {
		("F1", "P1"): "recorded",
		("C1", "P1"): "inferred",
		("C2", "P1"): "inferred",
	}
	assert len(inferred(ledger, "\x00P1", "backward")) == 1
	assert not inferred(ledger, "F1")


def test_units_with_batches_of_their_own_do_not_divide_either(ledger):
	cells = [(f"C{n}", "MOTOR", 1, f"CELL-{n}") for n in (1, 2)]
	pumps = [(f"P{n}", "LABEL", 1, f"PUMP-{n}") for n in (1, 2)]
	ledger.make(cells, pumps)
	assert confidences(ledger, "forward", "C1") == {("C1", "P1"): "inferred", ("C1", "P2"): "inferred"}


def test_units_of_one_batch_stay_recorded(ledger):
	"""All that is known of them is their batch; it is in the batch of the pumps."""
	cells = [("C", "MOTOR", 1, f"CELL-{n}") for n in (1, 2)]
	pumps = [("P", "LABEL", 1, f"PUMP-{n}") for n in (1, 2)]
	ledger.make(cells, pumps)
	assert confidences(ledger, "forward", "C") == {("C", "P"): "recorded"}

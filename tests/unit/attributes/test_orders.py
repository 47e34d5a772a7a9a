"""Inheritance where material is consumed apart from what is made, and in loops of rework."""

from __future__ import annotations

import pytest

from batch_trace.core.attributes.combining import with_entered
from batch_trace.core.attributes.inheritance import HandingDown, Stated
from batch_trace.core.terms import attributes as at
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.attributes import UNKNOWN, Attribute, Known
from tests.unit.support.ledger_builder import Ledger

FAT = Attribute("Fat", at.NUMBER, at.BY_SHARE)
NUTS = Attribute("Allergens", at.TEXT, at.UNION)


class Book:
	"""Values of some batches; every item has all attributes."""

	def __init__(self, **entered):
		self.rows = {
			batch: {name: Stated(Known(value), True) for name, value in of.items()}
			for batch, of in entered.items()
		}

	def keep(self, found):
		for batch, of in found.items():
			self.rows[batch] = {name: Stated(Known(value)) for name, value in of.items()}

	def values(self, batches):
		return {batch: dict(self.rows.get(batch, {})) for batch in batches}

	def attributes_of(self, items):
		return dict.fromkeys(items, (FAT.name, NUTS.name))


def inherited(ledger, book, *batches, and_on=False):
	"""Return the values that the batches get, by attribute."""
	found = HandingDown(ledger.source(), (FAT, NUTS), book).to(batches, and_on=and_on)
	return {batch: {name: known.value for name, known in of.items()} for batch, of in found.items()}


@pytest.fixture
def book():
	milk, nuts = frozenset({"Milk"}), frozenset({"Nuts"})
	return Book(A={"Fat": 2.0, "Allergens": milk}, B={"Fat": 4.0, "Allergens": nuts})


def test_each_finish_has_the_share_of_what_was_consumed_before_it_and_every_allergen(book):
	ledger = Ledger()
	ledger.consume([("A", "FLOUR", 10)], "WO", at=1)
	ledger.make([], [("ONE", "BREAD", 10)], work_order="WO", at=2)
	ledger.consume([("B", "FLOUR", 10)], "WO", at=3)
	ledger.make([], [("TWO", "BREAD", 10)], work_order="WO", at=4)
	found = inherited(ledger, book, "ONE", "TWO")
	assert (found["ONE"]["Fat"], found["TWO"]["Fat"]) == (2.0, 4.0)
	assert found["ONE"]["Allergens"] == found["TWO"]["Allergens"] == {"Milk", "Nuts"}


def test_consumption_before_two_finishes_is_weighed_against_what_each_used_itself(book):
	ledger = Ledger()
	ledger.consume([("A", "FLOUR", 20)], "WO")
	ledger.make([("B", "FLOUR", 10)], [("ONE", "BREAD", 10)], work_order="WO")
	ledger.make([], [("TWO", "BREAD", 10)], work_order="WO")
	found = inherited(ledger, book, "ONE", "TWO")
	assert (found["ONE"]["Fat"], found["TWO"]["Fat"]) == (3.0, 2.0)


def test_rework_in_a_loop_comes_to_an_end(book):
	ledger = Ledger()
	ledger.make([("A", "FLOUR", 10)], [("TANK", "BREAD", 10)], et.REPACK)
	book.keep(inherited(ledger, book, "TANK"))
	ledger.make([("TANK", "BREAD", 5), ("B", "FLOUR", 5)], [("REST", "BREAD", 10)], et.REPACK)
	book.keep(inherited(ledger, book, "REST"))
	ledger.make([("REST", "BREAD", 5)], [("TANK", "BREAD", 5)], et.REPACK)
	found = inherited(ledger, book, "TANK", and_on=True)
	assert found["TANK"]["Allergens"] == {"Milk", "Nuts"}
	assert found["TANK"]["Fat"] == pytest.approx(2.5) and found["REST"]["Fat"] == pytest.approx(3.5)


def test_a_batch_that_is_reworked_into_itself_stays_what_it_is(book):
	ledger = Ledger()
	ledger.make([("A", "FLOUR", 10)], [("LOAF", "BREAD", 10)], et.REPACK)
	ledger.make([("LOAF", "BREAD", 5)], [("LOAF", "BREAD", 5)], et.REPACK)
	[found] = HandingDown(ledger.source(), (FAT, NUTS), book).to(["LOAF"]).values()
	assert found == {"Fat": Known(2.0), "Allergens": Known(frozenset({"Milk"}))}


NONE, SOME, MORE = (frozenset(words) for words in ((), ("Nuts",), ("Nuts", "Soy")))


@pytest.mark.parametrize(
	("came_in", "left"),
	[
		(Known(SOME), Known(NONE)),
		(Known(NONE), Known(NONE)),
		(Known(MORE), Known(frozenset({"Soy"}))),
		(Known(SOME, False), Known(NONE, False)),
		(UNKNOWN, Known(NONE)),
		(None, Known(NONE)),
	],
)
def test_qa_overrules_what_it_saw_and_nothing_else(came_in, left):
	assert with_entered(at.UNION, Known(NONE), came_in, Known(SOME)) == left


def test_what_qa_did_not_know_it_overrules_too():
	seen = Known(SOME, False)
	assert with_entered(at.UNION, Known(NONE), seen, seen) == Known(NONE)
	assert with_entered(at.UNION, Known(NONE), Known(MORE, False), seen) == Known(frozenset({"Soy"}))
	assert with_entered(at.ALL_OF, Known(True), Known(False), Known(False)) == Known(True)
	assert with_entered(at.ALL_OF, Known(True), Known(False), Known(True)) == Known(False)


def test_what_was_entered_counts_again_when_nothing_comes_in_any_more(book):
	ledger = Ledger()
	made = ledger.make([("B", "FLOUR", 10)], [("LOAF", "BREAD", 10)], et.REPACK)
	book.rows["LOAF"] = {"Allergens": Stated(Known(NONE), True)}
	assert inherited(ledger, book, "LOAF")["LOAF"]["Allergens"] == SOME
	book.rows["LOAF"] = {"Allergens": Stated(Known(SOME), True, entered=Known(NONE))}
	ledger.cancel(made)
	assert inherited(ledger, book, "LOAF")["LOAF"]["Allergens"] == NONE

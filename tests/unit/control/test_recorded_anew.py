"""Which goods are recognised as those of a cancelled voucher, and from where to where they come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from batch_trace.core.control.recorded_anew import (
	CERTAIN,
	NO,
	POSSIBLE,
	Entered,
	match,
	moved_places,
	replacement,
)

RECEIVED = Entered(
	1,
	("Purchase Receipt", "PR-1"),
	"F1",
	"FLOUR",
	party="Mill",
	supplier_batches=frozenset({"S-1"}),
	places={"Stores": 10.0},
)
MADE = Entered(
	2,
	("Stock Entry", "SE-1"),
	"D1",
	"DOUGH",
	work_order="WO-1",
	used=frozenset({"F1"}),
	places={"Goods": 4.0},
)
RETURNED = Entered(3, ("Delivery Note", "DN-1"), "F1", "FLOUR", party="Market", is_customer_return=True)


@pytest.mark.parametrize(
	("old", "changes", "expected"),
	[
		(RECEIVED, {}, CERTAIN),
		(RECEIVED, {"party": ""}, CERTAIN),
		(RECEIVED, {"supplier_batches": frozenset({"X", "s 1 ", "s -1"})}, CERTAIN),
		(RECEIVED, {"supplier_batches": frozenset()}, POSSIBLE),
		(RECEIVED, {"supplier_batches": frozenset(), "party": ""}, POSSIBLE),
		(RECEIVED, {"supplier_batches": frozenset({"S-2"})}, POSSIBLE),
		(RECEIVED, {"party": "Other Mill"}, POSSIBLE),
		(RECEIVED, {"supplier_batches": frozenset(), "party": "Other Mill"}, POSSIBLE),
		(RECEIVED, {"supplier_batches": frozenset(), "party": "", "used": frozenset({"X"})}, POSSIBLE),
		(MADE, {}, CERTAIN),
		(MADE, {"used": frozenset({"F2"})}, CERTAIN),
		(MADE, {"work_order": "WO-2"}, POSSIBLE),
		(MADE, {"work_order": "WO-2", "used": frozenset({"F2"})}, POSSIBLE),
		(MADE, {"work_order": "", "used": frozenset(), "party": "Mill"}, POSSIBLE),
		(RETURNED, {}, POSSIBLE),
		(RETURNED, {"batch": "F2"}, POSSIBLE),
		(RETURNED, {"is_customer_return": False, "batch": "F2"}, POSSIBLE),
		(RETURNED, {"party": "Deli"}, POSSIBLE),
	],
)
def test_what_is_recognised(old, changes, expected):
	assert match(replace(old, event=9, voucher=(old.voucher[0], "NEW"), **changes), old) == expected


@pytest.mark.parametrize(
	("old", "changes", "expected"),
	[
		(RECEIVED, {}, CERTAIN),
		(RECEIVED, {"supplier_batches": frozenset({"S-2"})}, NO),
		(RECEIVED, {"supplier_batches": frozenset(), "party": ""}, NO),
		(MADE, {"work_order": "WO-2"}, POSSIBLE),
		(MADE, {"work_order": "WO-2", "used": frozenset({"F2"})}, NO),
		(RETURNED, {}, POSSIBLE),
		(RETURNED, {"batch": "F2"}, NO),
	],
)
def test_what_is_recognised_if_others_had_expected_other_goods(old, changes, expected):
	new = replace(old, event=9, voucher=(old.voucher[0], "NEW"), **changes)
	assert match(new, old, is_proven_other=True) == expected


@pytest.mark.parametrize(
	("changes", "replaces", "expected"),
	[
		({"supplier_batches": frozenset({"S-2"}), "amended_from": ("PR-1",)}, CERTAIN, CERTAIN),
		({"amended_from": ("PR-1",)}, POSSIBLE, POSSIBLE),
		({"amended_from": ("PR-1",)}, NO, NO),
		({"item_code": "SUGAR", "amended_from": ("PR-1",)}, CERTAIN, NO),
		({"amended_from": ("PR-1-1", "PR-1")}, NO, NO),
		({"amended_from": ("PR-1-1", "PR-1")}, POSSIBLE, CERTAIN),
		({"supplier_batches": frozenset({"S-2"}), "amended_from": ("PR-1-1", "PR-1")}, CERTAIN, POSSIBLE),
	],
)
def test_what_is_recognised_in_an_amended_voucher(changes, replaces, expected):
	new = replace(RECEIVED, event=9, batch="F9", voucher=("Purchase Receipt", "NEW"), **changes)
	assert match(new, RECEIVED, replaces=replaces) == expected


@pytest.mark.parametrize(
	("now", "expected"),
	[
		({"A": 10.0, "B": 10.0, "C": 10.0}, [NO, NO]),
		({"A": 12.0, "B": 10.0, "C": 10.0}, [NO, NO]),
		({"B": 10.0, "C": 10.0}, [CERTAIN, NO]),
		({"C": 10.0, "D": 10.0}, [CERTAIN, CERTAIN]),
		({"A": 0.001, "B": 10.0, "C": 9.999}, [POSSIBLE, NO]),
	],
)
def test_a_batch_stands_only_for_those_of_which_something_is_missing(now, expected):
	before = {"A": 10.0, "B": 10.0}
	assert [replacement("C", old, now, before) for old in ("A", "B")] == expected


def test_a_batch_of_which_there_is_no_more_than_before_stands_for_no_other():
	assert replacement("B", "A", {"B": 10.0, "C": 10.0}, {"A": 10.0, "B": 10.0}) == NO
	assert replacement("B", "A", {"B": 20.0}, {"A": 10.0, "B": 10.0}) == CERTAIN


@pytest.mark.parametrize(
	("places", "expected"),
	[
		({"Stores": 10.0}, []),
		({"Stores": 12.0}, []),
		({"Goods": 10.0}, [("Stores", "Goods")]),
		({"Stores": 4.0, "Goods": 6.0}, [("Stores", "Goods")]),
		({"Stores": 10.0, "Goods": 6.0}, []),
	],
)
def test_where_the_goods_come_from_and_go_to(places, expected):
	assert list(moved_places(replace(RECEIVED, places=places), RECEIVED)) == expected

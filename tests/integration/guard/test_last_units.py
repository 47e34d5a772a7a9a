"""Fifty who ship the last units at the same moment: just what is there is shipped, and nobody meets a deadlock."""

from __future__ import annotations

import json

import pytest

from tests.integration.support.spare_site import SpareSite

SCRIPT = "last_units.py"
SHIPPING, UNITS = 50, 30
SOLD = (("FLOUR", "Stores - TTM", 1), ("SUGAR", "Finished Goods - TTM", 2))
FOR_LACK_OF_STOCK = {"NegativeStockError", "BatchNegativeStockError", "NotEnoughUsable", "NotThereAnyMore"}
"""Of ERPNext, whose sum over all batches says that too little is there, and of the app, which says of which batch."""


@pytest.fixture(scope="module")
def spare(site):
	"""A site with stock that is short."""
	spare = SpareSite(f"last-{site}")
	spare.make("--app", "batch_trace")
	yield spare
	spare.drop()


def told(spare: SpareSite, race: str) -> tuple[dict, dict]:
	"""Let them race; return what became of each, and what is left."""
	there = spare.run(SCRIPT, "prepare")
	assert (there["units"], [tuple(row) for row in there["sold"]]) == (UNITS, list(SOLD))
	return spare.run(SCRIPT, race, json.dumps(there["drafts"])), spare.run(
		SCRIPT, "look", str(there["picks"])
	)


def assert_refused_for_lack_of_stock(outcomes: list[dict]) -> None:
	for outcome in outcomes:
		assert outcome["done"] or outcome["error"] in FOR_LACK_OF_STOCK, outcome
		assert outcome["done"] or outcome["message"], "whoever is refused is told why"


def assert_no_batch_below_zero(found: dict) -> None:
	assert (found["below"], found["below_in_erpnext"], found["differs"]) == ([], [], [])


def test_just_what_is_there_is_shipped(spare):
	raced, found = told(spare, "race")
	assert len(raced["shipping"]) == SHIPPING
	assert_refused_for_lack_of_stock(raced["shipping"])
	assert_no_batch_below_zero(found)
	assert sum(outcome["done"] for outcome in raced["shipping"]) == UNITS
	assert [found["stock"][f"{item} {place}"] for item, place, _quantity in SOLD] == [0, 0]
	assert all(pick["in_order"] for pick in found["picks"])
	for item, _place, quantity in SOLD:
		picked = [pick for pick in found["picks"] if pick["item_code"] == item]
		days = [pick["expiry_date"] for pick in picked]
		assert days == sorted(days), "the first to expire went first, whoever took it"
		assert sum(pick["qty"] for pick in picked) == UNITS * quantity


def test_while_others_receive_transfer_and_use_up(spare):
	raced, found = told(spare, "race_with_others")
	assert_refused_for_lack_of_stock([*raced["shipping"], *raced["others"]])
	assert_no_batch_below_zero(found)
	assert sum(outcome["done"] for outcome in raced["shipping"]) > UNITS / 2
	assert all(found["stock"][f"{item} {place}"] >= 0 for item, place, _quantity in SOLD)

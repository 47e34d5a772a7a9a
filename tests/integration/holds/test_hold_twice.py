"""A request for a hold that comes twice, and what the preview says of batches that a hold leaves free."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status

TOKEN = "of-one-dialog"


def place(**more: object) -> str:
	return status.hold(["F1"], "metal found", **more)


def test_the_same_request_twice_places_one_hold(plant):
	plant.receive("FLOUR", 10, "F1")
	first, second = place(token=TOKEN), place(token=TOKEN)
	assert first == second
	assert frappe.db.count("Batch Hold", {"reason": "metal found"}) == 1


@pytest.mark.parametrize("tokens", [(TOKEN, "of-another"), (None, None)])
def test_another_dialog_places_another_hold(plant, tokens):
	plant.receive("FLOUR", 10, "F1")
	names = {place(token=token) for token in tokens}
	assert len(names) == 2


def test_a_preview_tells_what_it_leaves_free(bakery):
	alone = status.preview_hold([bakery.flour])
	assert alone["left_free"]["batches"] > 0
	with_all = status.preview_hold([bakery.flour], include_descendants=1)
	assert with_all["left_free"] == {"batches": 0, "value": 0}
	assert len(with_all["batches"]) == len(alone["batches"]) + alone["left_free"]["batches"]

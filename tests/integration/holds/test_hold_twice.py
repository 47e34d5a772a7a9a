"""A request for a hold that comes twice, and what the preview says of batches that a hold leaves free."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import holds, status

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


def test_a_hold_in_force_tells_what_it_stops(bakery):
	included, alone = (status.hold([bakery.flour], "metal", include_descendants=each) for each in (1, 0))
	assert bakery.bread in {row["batch"] for row in holds.consequences(included)["batches"]}
	told = holds.consequences(alone)
	assert [row["batch"] for row in told["batches"]] == [bakery.flour] and told["left_free"]["batches"] > 0


def test_a_new_hold_includes_what_is_made_but_no_hold_that_follows_does(bakery):
	doc = frappe.new_doc("Batch Hold", reason="metal", batches=[{"batch": bakery.flour}]).insert()
	assert doc.include_descendants
	doc.submit()
	assert frappe.get_all("Batch Hold", {"caused_by": doc.name}, pluck="include_descendants") == [0]


def test_a_preview_tells_what_it_leaves_free(bakery):
	alone = status.preview_hold([bakery.flour])
	assert alone["left_free"]["batches"] > 0
	with_all = status.preview_hold([bakery.flour], include_descendants=1)
	assert with_all["left_free"] == {"batches": 0, "value": 0}
	assert len(with_all["batches"]) == len(alone["batches"]) + alone["left_free"]["batches"]

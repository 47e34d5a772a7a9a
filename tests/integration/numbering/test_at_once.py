"""Two receivers at once, in processes of their own, make batches by the same rule."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import SpareSite

SCRIPT = "numbering_race.py"
EACH, RECEIPTS = 1000, 10
ITEMS = ("GAPLESS", "QUICK")


@pytest.fixture(scope="module")
def spare(site):
	"""A site with two rules."""
	spare = SpareSite(f"spare-{site}")
	spare.make("--app", "batch_trace")
	spare.run(SCRIPT, "prepare")
	yield spare
	spare.drop()


def both(spare, act: str, item: str, count: float) -> list:
	script = str(spare.script(SCRIPT))
	pairs = (("first", "second"), ("second", "first"))
	running = [spare.start("python", spare.name, script, act, *pair, item, str(count)) for pair in pairs]
	return [spare.result(process) for process in running]


@pytest.mark.parametrize("item", ITEMS)
def test_a_thousand_numbers_each(spare, item):
	before = len(spare.run(SCRIPT, "look", item))
	both(spare, "receive", item, EACH)
	both(spare, "submit", item, RECEIPTS)
	numbers = spare.run(SCRIPT, "look", item)
	assert len(numbers) == len(set(numbers)) == before + 2 * EACH + 2 * 3 * RECEIPTS
	if item == "GAPLESS":
		assert numbers == list(range(1, len(numbers) + 1)), "none is missing"


@pytest.mark.parametrize(("item", "waits"), [("GAPLESS", True), ("QUICK", False)])
def test_who_waits_for_whom(spare, item, waits):
	_first, second = both(spare, "wait", item, 4)
	assert (second["waited"] > 3) == waits

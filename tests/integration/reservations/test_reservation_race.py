"""Two who want the same stock at the same moment: it is promised once, used once, and never shipped past a promise."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import prepared

SCRIPT = "reservation_race.py"
ROUNDS = 25


@pytest.fixture(scope="module")
def spare(site):
	"""A site with three batches for each round."""
	with prepared(f"reserve-{site}", SCRIPT, ROUNDS) as spare:
		yield spare


def race(spare, *sides: str) -> tuple[set[str], set[str]]:
	"""Return the batches that each of the two got."""
	script = str(spare.script(SCRIPT))
	running = [spare.start("python", spare.name, script, side, str(ROUNDS)) for side in sides]
	first, second = (set(spare.result(process)) for process in running)
	return first, second


def test_a_shipment_and_a_reservation(spare):
	shipped, reserved = race(spare, "ship", "reserve_it")
	assert not shipped & reserved and len(shipped | reserved) == ROUNDS


def test_two_reservations(spare):
	first, second = race(spare, "one", "two")
	assert not first & second and len(first | second) == ROUNDS


def test_two_shipments_use_one_reservation(spare):
	first, second = race(spare, "mine", "yours")
	assert len(first) == len(second) == ROUNDS
	told = {batch: found for batch, found in spare.run(SCRIPT, "look").items() if batch.startswith("C")}
	assert len(told) == ROUNDS
	assert all(found == [2, 0, 6] for found in told.values()), told

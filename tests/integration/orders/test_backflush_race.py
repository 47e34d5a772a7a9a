"""Two completions of one Work Order at the same moment never use the same kilograms."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import prepared

SCRIPT = "backflush_race.py"
ROUNDS = 15


@pytest.fixture(scope="module")
def spare(site):
	"""A site with Work Orders whose material is in the work in progress."""
	with prepared(f"race-{site}", SCRIPT, ROUNDS) as spare:
		yield spare


def test_of_two_the_later_is_refused(spare):
	first, second = (
		spare.start("python", spare.name, str(spare.script(SCRIPT)), "use", me) for me in ("a", "b")
	)
	a, b = spare.result(first), spare.result(second)
	assert spare.run(SCRIPT, "look")["left"] == [1.0] * ROUNDS
	assert (a["used"] + b["used"], a["refused"] + b["refused"]) == (ROUNDS, ROUNDS), (a, b)

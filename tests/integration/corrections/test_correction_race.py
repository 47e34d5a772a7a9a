"""A voucher that is corrected while it is cancelled, or corrected twice at the same moment: one of the two wins, whole."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import prepared

SCRIPT = "correction_race.py"
ROUNDS = 10


@pytest.fixture(scope="module")
def spare(site):
	"""A site with vouchers for each round."""
	with prepared(f"correction-{site}", SCRIPT, ROUNDS) as spare:
		yield spare


def test_one_of_two_wins(spare):
	script = str(spare.script(SCRIPT))
	sides = [spare.start("python", spare.name, script, side, str(ROUNDS)) for side in ("one", "two")]
	one, two = (set(spare.result(side)) for side in sides)
	assert not one & two
	assert len(one | two) == 3 * ROUNDS
	assert spare.run(SCRIPT, "look") == []

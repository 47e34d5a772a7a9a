"""A hold and a shipment of the same batch at the same moment: the later of the two knows of the earlier."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import prepared

SCRIPT = "hold_race.py"
ROUNDS = 220


@pytest.fixture(scope="module")
def spare(site):
	"""A site with a batch for each round."""
	with prepared(f"race-{site}", SCRIPT, ROUNDS) as spare:
		yield spare


def test_never_held_before_and_shipped_after(spare):
	holding, shipping = (
		spare.start("python", spare.name, str(spare.script(SCRIPT)), what) for what in ("hold", "ship")
	)
	held, told = spare.result(holding), spare.result(shipping)
	assert len(held) == len(told) == ROUNDS
	shipped = {batch for batch, outcome in told.items() if outcome["shipped"]}
	for batch in shipped:
		assert held[batch]["locked"] >= told[batch]["ready"], f"{batch} was held before it was shipped"
	met = [b for b in told if not told[b]["shipped"] or held[b]["locked"] < told[b]["ready"] + 0.2]
	assert len(met) > ROUNDS / 4, "the two must meet"
	assert 0 < len(shipped) < ROUNDS, "both must win now and then"
	assert spare.run(SCRIPT, "look") == {"shipped": sorted(shipped), "held": sorted(held)}

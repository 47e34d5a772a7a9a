"""Repairs while vouchers of the same batches are submitted and cancelled: nothing is lost, and nobody is refused."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import SpareSite

SCRIPT = "repair_race.py"
ROUNDS = 40


@pytest.fixture(scope="module")
def spare(site):
	"""A site with two batches."""
	spare = SpareSite(f"repair-{site}")
	spare.make("--app", "batch_trace")
	spare.run(SCRIPT, "prepare")
	yield spare
	spare.drop()


def test_repairs_while_users_submit_and_cancel(spare):
	script = str(spare.script(SCRIPT))
	using = spare.start("python", spare.name, script, "use", str(ROUNDS))
	mending = spare.start("python", spare.name, script, "mend")
	used, mended = spare.result(using), spare.result(mending)
	assert used["used"] == ROUNDS, "users are never refused for a repair's sake"
	assert mended["seen"] == mended["closed"] >= 5
	assert spare.run(SCRIPT, "look") == {"found": [], "left": 0}

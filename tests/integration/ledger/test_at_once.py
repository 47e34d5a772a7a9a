"""Back-fill and users at the same time, in processes of their own, on a site made for it."""

from __future__ import annotations

import pytest

from tests.integration.support.spare_site import SpareSite

SCRIPT = "at_once.py"


@pytest.fixture(scope="module")
def spare(site):
	"""A site with a history that the ledger does not know."""
	spare = SpareSite(f"spare-{site}")
	spare.make("--app", "batch_trace")
	spare.run(SCRIPT, "history")
	yield spare
	spare.drop()


def test_back_fill_while_users_cancel_and_submit(spare):
	reading = spare.start("python", spare.name, str(spare.script(SCRIPT)), "read_again", "20")
	using = spare.start("python", spare.name, str(spare.script(SCRIPT)), "live")
	used, read = spare.result(using), spare.result(reading)
	assert used["done"] == 30, "users are never refused for the back-fill's sake"
	assert read["rounds"] >= 1
	assert used["collisions"] + read["collisions"] >= 1, "the two were at the same vouchers"
	found = spare.run(SCRIPT, "look")
	assert (found["wrong"], found["cancelled"]) == ([], 30)

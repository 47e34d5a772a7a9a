"""A request for a decision that comes twice."""

from __future__ import annotations

import pytest

from tests.integration.support.qa import decide


@pytest.mark.parametrize(("tokens", "number"), [(("a", "a"), 1), (("a", "b"), 2), ((None, None), 2)])
def test_the_same_request_twice_makes_one_decision(plant, tokens, number):
	plant.receive("FLOUR", 10, "F1")
	names = {decide("Released", "F1", token=token) for token in tokens}
	assert len(names) == number

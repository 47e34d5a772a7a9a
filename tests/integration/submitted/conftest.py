"""What tests of sealed records begin with."""

from __future__ import annotations

import pytest

from tests.integration.support.findings import problems


@pytest.fixture
def shipped(plant):
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 1, "F1")
	assert problems() == []
	return note

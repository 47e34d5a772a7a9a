"""What several of these tests begin with."""

from __future__ import annotations

import pytest

from tests.integration.support.plant import Plant
from tests.integration.support.sisters import released_mill


@pytest.fixture
def mill(plant, once) -> Plant:
	"""The mill with a released batch F1 of 100, a sister, and an empty batch N1."""
	once(released_mill)
	return plant

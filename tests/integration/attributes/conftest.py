"""The mill of each module: what its `stock_some` has put into stock, built once."""

from __future__ import annotations

import pytest

from tests.integration.support.plant import Plant


@pytest.fixture
def mill(request, plant, once) -> Plant:
	"""The plant, with what the module's tests begin with."""
	once(request.module.stock_some)
	return plant

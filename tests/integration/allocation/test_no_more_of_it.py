"""What a refusal says is true: "there is no more of it" only where there is none."""

from __future__ import annotations

import pytest

from batch_trace.control.allocation.shortage import NotEnoughUsable
from tests.integration.support.qa import control
from tests.integration.support.reserving import order, reserve

NO_MORE = "There is no more of it"


def stock(plant, **policy: object) -> None:
	"""Put 6 Kg of each of two batches into stock, under a policy."""
	control("FLOUR", **policy)
	for batch, days in (("F1", 30), ("F2", 300)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
		plant.receive("FLOUR", 6, batch)


def refusal(plant, qty: float, **values: object) -> str:
	with pytest.raises(NotEnoughUsable) as caught:
		plant.ship("FLOUR", qty, None, **values)
	return str(caught.value)


def test_there_is_none(plant):
	stock(plant)
	assert NO_MORE in refusal(plant, 13)


def test_one_batch_a_row(plant):
	stock(plant, allow_mixed_batches=0)
	message = refusal(plant, 10)
	assert NO_MORE not in message
	assert "at most 1" in message and "Split the row" in message


def test_some_of_it_is_reserved(plant):
	stock(plant)
	reserve("Sales Order", order("FLOUR", 4).name, ("F1", 4))
	message = refusal(plant, 10)
	assert NO_MORE not in message
	assert "F1" in message


def test_it_was_not_there_yet(plant):
	stock(plant)
	header = {"set_posting_time": 1, "posting_date": plant.later(-3), "posting_time": "10:00:00"}
	assert NO_MORE not in refusal(plant, 5, header=header)

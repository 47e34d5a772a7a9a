"""The forecast, compared with using stock day by day, and the proposals for what remains."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_trace.core.allocation import expiry_proposals as ep
from batch_trace.core.allocation.expiry_forecast import Forecast, Lot, Outlook, Use, forecast, outlooks, room
from batch_trace.core.allocation.reorder import is_low, quantity_due

TODAY = date(2026, 3, 1)
EXAMPLES = settings(max_examples=150, deadline=None)

days = st.integers(-3, 25).map(lambda number: TODAY + timedelta(days=number))
quantities = st.integers(1, 400).map(lambda tenths: tenths / 10)
rates = st.integers(0, 300).map(lambda tenths: tenths / 10)


def day_by_day(lots: list[tuple[float, date]], rate: float) -> list[tuple[float, date | None]]:
	"""Use stock day by day; return how much of each lot was used, and when it was used up."""
	remaining = [quantity for quantity, _expiry in lots]
	ends: list[date | None] = [None for _lot in lots]
	for number in range(40):
		day, wanted = TODAY + timedelta(days=number), rate
		for index, (_quantity, expiry) in enumerate(lots):
			if expiry >= day and remaining[index] > 1e-9:
				taken = min(wanted, remaining[index])
				remaining[index] -= taken
				wanted -= taken
				if remaining[index] <= 1e-9:
					ends[index] = day
	return [(quantity - rest, end) for (quantity, _e), rest, end in zip(lots, remaining, ends, strict=True)]


@EXAMPLES
@given(st.lists(st.tuples(quantities, days), max_size=8), rates)
def test_as_day_by_day(stock, rate):
	lots = sorted(stock, key=lambda lot: lot[1])
	for (quantity, _expiry), lot_forecast, (used, end) in zip(
		lots, forecast(lots, rate, TODAY), day_by_day(lots, rate), strict=True
	):
		assert lot_forecast.used == pytest.approx(used, abs=1e-6)
		assert lot_forecast.used + lot_forecast.expiring == pytest.approx(quantity, abs=1e-9)
		assert lot_forecast.used_up_on == end


lots_anywhere = st.lists(
	st.tuples(st.sampled_from(["OATS", "RYE"]), st.sampled_from(["Stores", "Shop"]), quantities, days),
	max_size=8,
)


@EXAMPLES
@given(lots_anywhere, rates, rates)
def test_nothing_is_lost_whoever_shares(stock, everywhere, in_the_shop):
	lots = [Lot("Co", item, f"B-{n}", place, qty, day) for n, (item, place, qty, day) in enumerate(stock)]
	use = Use({("Co", "OATS"): everywhere}, {("Co", "OATS", "Shop"): in_the_shop})
	outlooks_of_lots = list(outlooks(lots, use, TODAY))
	assert sorted(outlook.lot for outlook in outlooks_of_lots) == sorted(lots)
	for outlook in outlooks_of_lots:
		for lot_forecast in (outlook.shared, outlook.here):
			assert lot_forecast.used + lot_forecast.expiring == pytest.approx(outlook.lot.quantity)
		if outlook.transfer_to:
			assert (outlook.transfer_to, outlook.lot.item, outlook.lot.warehouse) == (
				"Shop",
				"OATS",
				"Stores",
			) and outlook.room > 0
		if outlook.lot.item == "RYE":
			assert outlook.shared.used == outlook.here.used == 0
	for place in {lot.place for lot in lots}:
		here = [lot for lot in lots if lot.place == place]
		assert room(here, 0, TODAY, TODAY) == 0


def lot(quantity: float, days_from_now: int, warehouse: str = "Stores", batch: str = "B-1") -> Lot:
	return Lot("Co", "OATS", batch, warehouse, quantity, TODAY + timedelta(days=days_from_now))


def test_a_slow_warehouse_is_told_where_the_item_goes_quickly():
	use = Use({("Co", "OATS"): 5}, {("Co", "OATS", "Shop"): 5})
	[slow] = outlooks([lot(40, 9)], use, TODAY)
	assert (slow.shared.expiring, slow.here.expiring, slow.transfer_to, slow.room) == (0, 40, "Shop", 50)
	assert ep.propose(40, slow, ep.Circumstances(10)) == ep.Proposal(ep.TRANSFER, 40, ep.ELSEWHERE)


def test_what_lies_where_it_is_used_goes_first():
	use = Use({("Co", "OATS"): 5}, {("Co", "OATS", "Shop"): 5})
	stores, shop = lot(40, 9), lot(40, 9, "Shop")
	outlook_of = {outlook.lot.warehouse: outlook for outlook in outlooks([stores, shop], use, TODAY)}
	assert (outlook_of["Shop"].shared.expiring, outlook_of["Stores"].shared.expiring) == (0, 30)
	assert (outlook_of["Stores"].transfer_to, outlook_of["Stores"].room) == ("Shop", 10)


def outlook(used: float, expiring: float, here: float = 0.0, target: str = "", more: float = 0.0) -> Outlook:
	forecasts = (Forecast(used, expiring, None), Forecast(used + expiring - here, here, None))
	return Outlook(lot(used + expiring, 9), *forecasts, target, more)


@pytest.mark.parametrize(
	("outlook", "known", "expected"),
	[
		(outlook(10, 0), {"days_left": 9}, (ep.USE, 0, ep.IN_TIME)),
		(outlook(4, 6, 6), {"days_left": 9, "is_sold": True}, (ep.DISCOUNT, 6, ep.TOO_SLOW)),
		(outlook(4, 6, 6), {"days_left": 60, "supplier": "Co-op"}, (ep.RETURN, 6, ep.TO_SUPPLIER)),
		(outlook(4, 6, 6), {"days_left": 59, "supplier": "Co-op"}, (ep.NOTHING, 6, ep.NO_BUYER)),
		(outlook(0, 6, 6), {"days_left": 7}, (ep.DESTROY, 6, ep.NOT_USED)),
		(outlook(0, 6, 6), {"days_left": 8}, (ep.NOTHING, 6, ep.NO_BUYER)),
		(outlook(9, 1, 10, "Shop", 9), {"days_left": 9, "is_sold": True}, (ep.TRANSFER, 10, ep.ELSEWHERE)),
		(outlook(9, 1, 1, "Shop", 8), {"days_left": 9, "is_sold": True}, (ep.DISCOUNT, 1, ep.TOO_SLOW)),
		(outlook(10, 0, 10, "Shop", 8), {"days_left": 9}, (ep.TRANSFER, 10, ep.ELSEWHERE)),
		(outlook(10, 0, 10), {"days_left": 9}, (ep.USE, 0, ep.IN_TIME)),
		(outlook(10, 0), {"days_left": 9, "is_stopped": True}, (ep.DECIDE, 10, ep.STOPPED)),
		(None, {"days_left": 0, "is_stopped": True}, (ep.DESTROY, 10, ep.EXPIRED)),
	],
)
def test_proposals(outlook, known, expected):
	assert ep.propose(10, outlook, ep.Circumstances(**known)) == expected


def test_every_proposal_has_a_place_in_the_order():
	kinds = {ep.DECIDE, ep.DESTROY, ep.USE, ep.TRANSFER, ep.DISCOUNT, ep.RETURN, ep.NOTHING}
	assert kinds == set(ep.PROPOSALS) and len(ep.PROPOSALS) == len(kinds)


@EXAMPLES
@given(
	st.integers(-500, 500).map(lambda tenths: tenths / 10),
	quantities,
	st.one_of(st.just(0.0), quantities),
)
def test_what_is_asked_for_is_asked_once(projected, level, size):
	due = quantity_due(projected, level, size)
	assert bool(due) <= is_low(projected, level, size)
	assert quantity_due(projected + due, level, size) == 0
	assert projected + due >= level - 1e-9

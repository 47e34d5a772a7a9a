"""What an event adds to a batch is what comes in beyond what it takes of the batch."""

from __future__ import annotations

import pytest

from batch_trace.core.control.added_goods import added_goods
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import DraftEntry, Movement, RecordedEvent, Voucher


def event(event_type: str, *entries: tuple[str, str, float]) -> RecordedEvent:
	drafts = [
		DraftEntry(direction, Movement("r", "FLOUR", "Stores", batch, None, qty, "Kg"))
		for direction, batch, qty in entries
	]
	return RecordedEvent(Voucher("Stock Entry", "SE-1", event_type), event_type, 1, False, drafts)


@pytest.mark.parametrize("event_type", [et.REPACK, et.PRODUCTION, et.DISASSEMBLY, et.ADJUSTMENT, et.OTHER])
def test_only_the_quantity_taken_is_exempt(event_type):
	added = added_goods(event(event_type, ("Out", "F1", -1), ("In", "F1", 501)))
	assert [(a.batch, a.quantity, a.warehouses) for a in added] == [("F1", 500, ("Stores",))]


@pytest.mark.parametrize("left", [10, 9.5])
def test_a_batch_that_is_reworked_into_itself_gets_nothing(left):
	assert added_goods(event(et.REPACK, ("Out", "F1", -10), ("In", "F1", left))) == []


@pytest.mark.parametrize("event_type", [et.TRANSFER, et.CUSTOMER_RETURN, et.CONSUMPTION, et.SHIPMENT])
def test_other_events_add_nothing(event_type):
	assert added_goods(event(event_type, ("In", "F1", 5))) == []

"""A supplier's batch number is typed in capitals or not, and with spaces anywhere: it is one number."""

from __future__ import annotations

import pytest

from batch_trace.api.trace import trace

pytestmark = pytest.mark.usefixtures("plant")


@pytest.mark.parametrize("asked", ["AB%12", "ab %12", " AB% 1 2"])
def test_a_trace_of_a_suppliers_batch_finds_it_however_it_was_typed(plant, asked):
	for batch, typed in (("SP1", "AB%12"), ("SP2", "ab% 12"), ("SP3", "ABX12"), ("SP4", " ab%12")):
		plant.receive("FLOUR", 10, batch, supplier_batch=typed)
	starts = [
		row["batch"] for row in trace(asked, "Supplier Batch")["batches"] if row["direction"] == "start"
	]
	assert starts == ["SP1", "SP2", "SP4"]
	assert [row["supplier_batch"] for row in trace("SP2")["suppliers"]] == ["ab% 12"]

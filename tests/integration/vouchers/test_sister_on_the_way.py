"""Goods that a sister company was sent or sends back: what is missing, and what is in stock twice, leaves the trace incomplete."""

from __future__ import annotations

import pytest

from batch_trace.api.trace import trace
from tests.integration.support.plant import STORES, make_return
from tests.integration.support.sisters import AS_CUSTOMER, receive, sell


def gaps(name: str, kind: str = "Batch") -> list[tuple[str, str, str]]:
	"""Return code, batch and quantity of the gaps of goods between companies."""
	found = trace(name, kind, direction="forward")["gaps"]
	codes = ("not_arrived", "taken_back_twice")
	return [
		(gap["code"], gap["batch"], gap["message"].split(" ")[0]) for gap in found if gap["code"] in codes
	]


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_taken_back_while_the_sister_still_has_them(mill, doctype):
	sale = sell(mill, "F1", 40, doctype=doctype)
	bought = receive(sale)
	make_return(sale)
	assert gaps("F1") == [("taken_back_twice", "F1", "40")] and not trace("F1")["complete"]
	make_return(bought)
	assert not gaps("F1") and trace("F1")["complete"]


@pytest.mark.parametrize("batch", ["F1", "N1"])
def test_sent_back_and_some_lost(mill, batch):
	"""Of 40 only 30 arrive, and 10 of these are sent back."""
	sale = sell(mill, "F1", 40)
	bought = receive(sale, 30, batch=batch)
	make_return(bought, qty=-10)
	assert sum(float(quantity) for _code, _batch, quantity in gaps("F1")) == 20
	make_return(sale, qty=-10)
	[(code, _batch, quantity)] = gaps("F1")
	assert (code, quantity) == ("not_arrived", "10")


def test_serial_units_that_never_arrive(mill):
	units = {"serial_no": "ZP1\nZP2", "use_serial_batch_fields": 1, "item_code": "PUMP", "qty": 2}
	mill.stock_entry("Material Receipt", rows=[units | {"t_warehouse": STORES, "basic_rate": 1}])
	sale = mill.submit(
		"Delivery Note", customer=AS_CUSTOMER, items=[units | {"rate": 2, "warehouse": STORES}]
	)
	assert gaps("ZP1", "Serial No") == [("not_arrived", "ZP1", "1")]
	receive(sale)
	assert not gaps("ZP1", "Serial No")

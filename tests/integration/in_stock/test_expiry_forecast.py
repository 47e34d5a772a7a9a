"""Expiry Forecast: what real use leaves of each batch on its last day, and what is proposed."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.bakery import reader
from tests.integration.support.plant import COMPANY, GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, hold
from tests.integration.support.reports import figures, report

NAME = "Expiry Forecast"


@pytest.fixture
def mill(plant):
	"""Items under control; nothing is in stock yet."""
	control("FLOUR", "BREAD", "DOUGH")
	return plant


def rows(**filters: object) -> dict[tuple[str, str], dict]:
	found = report(NAME, company=COMPANY, rate_over=10, **filters).result
	return {(row["batch"], row["warehouse"]): row for row in found if row["batch"]}


def told(**filters: object) -> dict[str, tuple[float, float, str]]:
	"""Return by batch the rate of use, what will expire, and the proposal."""
	return {
		batch: (row["rate_of_use"], row["expiring"], row["proposal"])
		for (batch, _warehouse), row in rows(**filters).items()
	}


def stock(mill, item: str, batch: str, qty: float, days: int, place: str = STORES, **values: object) -> None:
	mill.batch(item, batch, expiry_date=mill.later(days), **values)
	mill.stock((item, batch, qty, place))


def test_sold_too_slowly(mill):
	stock(mill, "BREAD", "B1", 60, 9)
	mill.ship("BREAD", 20, "B1")
	assert told() == {"B1": (2, 20, "Discount")}
	row = rows()["B1", STORES]
	assert row["value"] == 20 and row["reason"].startswith("2 Kg a day are sold, but 4 Kg a day")


def test_used_in_time_if_it_goes_first(mill):
	stock(mill, "BREAD", "B1", 40, 9)
	mill.ship("BREAD", 20, "B1")
	assert told() == {"B1": (2, 0, "Use")}
	assert told(only_expiring=1) == {}
	stock(mill, "BREAD", "B0", 10, 3)
	assert told() == {"B1": (2, 8, "Discount"), "B0": (2, 2, "Discount")}


def test_only_use_counts(mill):
	"""Consumption and shipments count, less returns; transfers, splits, destruction and what was cancelled do not."""
	stock(mill, "FLOUR", "F1", 200, 9)
	mill.transfer("FLOUR", "F1", 30)
	mill.stock_entry("Material Issue", inputs=[("FLOUR", "F1", 5)])
	mill.repack([("FLOUR", "F1", 40)], [("FLOUR", "F2", 40)])
	mill.repack([("FLOUR", "F1", 10)], [("DOUGH", "D1", 10)])
	note = mill.ship("FLOUR", 8, "F1")
	make_return(note, -3)
	mill.ship("FLOUR", 50, "F1").cancel()
	mill.repack([("FLOUR", "F1", 7)], [("DOUGH", "D2", 7)]).cancel()
	assert {rate for rate, *_rest in told(item_code="FLOUR").values()} == {1.5}


def test_older_use_does_not_count(mill):
	stock(mill, "BREAD", "B1", 60, 9)
	mill.ship("BREAD", 20, "B1")
	frappe.db.sql("UPDATE `tabTrace Entry` SET posting_datetime = posting_datetime - INTERVAL 10 DAY")
	assert told() == {"B1": (0, 40, "None")}


def test_a_finished_good_that_nobody_bought_is_offered_for_less(mill):
	control("CAKE", batch_class="Finished Good")
	stock(mill, "CAKE", "C1", 10, 9)
	assert told() == {"C1": (0, 10, "Discount")}


def test_another_warehouse_is_quick_enough(mill):
	shop = warehouse("Shop")
	stock(mill, "BREAD", "B1", 50, 9)
	stock(mill, "BREAD", "B2", 50, 9, shop)
	mill.ship("BREAD", 40, "B2", warehouse=shop)
	row = rows()["B1", STORES]
	assert (row["proposal"], row["transfer_to"], row["expiring"]) == ("Transfer", shop, 50)
	assert "can use 30 Kg more" in row["reason"]


def test_no_transfer_to_where_its_goods_go_anyway(mill):
	"""Stores hand on to work in progress what is consumed there: nothing lies too long."""
	stock(mill, "FLOUR", "F1", 60, 9)
	mill.transfer("FLOUR", "F1", 30, target=GOODS)
	mill.repack([("FLOUR", "F1", 30, GOODS)], [("DOUGH", "D1", 30)])
	assert rows(item_code="FLOUR")["F1", STORES]["proposal"] == "Use"


def test_a_warehouse_that_the_user_may_not_read_is_not_named(mill):
	shop = warehouse("Shop")
	stock(mill, "BREAD", "B1", 50, 9)
	stock(mill, "BREAD", "B2", 50, 9, shop)
	mill.ship("BREAD", 40, "B2", warehouse=shop)
	frappe.set_user(reader("stores@example.com", "Stock User", warehouse=STORES))
	found = rows()
	assert list(found) == [("B1", STORES)] and shop not in str(found)


def test_bought_and_long_lived_goes_back(mill):
	supplier = frappe.db.get_value("Supplier", {}, "name")
	stock(mill, "FLOUR", "F1", 50, 70, supplier=supplier)
	stock(mill, "FLOUR", "F2", 50, 50, supplier=supplier)
	assert {batch: proposal for batch, (_r, _e, proposal) in told().items()} == {"F1": "Return", "F2": "None"}
	assert supplier in rows()["F1", STORES]["reason"]


def test_stopped_batches_are_told_apart_and_use_none(mill):
	stock(mill, "BREAD", "B1", 30, 5)
	stock(mill, "BREAD", "B2", 70, 9)
	mill.ship("BREAD", 50, "B2")
	hold("B1")
	assert told() == {"B1": (5, 30, "Decide"), "B2": (5, 0, "Use")}
	assert "while the batch is On Hold" in rows()["B1", STORES]["reason"]
	assert figures(report(NAME, company=COMPANY, rate_over=10)) == {
		"Batches": 2, "Will Expire Unused": 0, "Stopped": 30, "To Destroy": 0,
	}  # fmt: skip


def test_what_has_expired_is_to_be_destroyed(mill):
	stock(mill, "BREAD", "B1", 30, 5)
	frappe.db.set_value("Batch", "B1", "expiry_date", mill.later(-1))
	assert told() == {"B1": (0, 30, "Destroy")}


def test_only_what_expires_within_the_days(mill):
	stock(mill, "BREAD", "B1", 30, 20)
	assert told(within=19) == {} and list(told(within=20)) == ["B1"]
	assert "Nothing expires within 19 days" in report(NAME, company=COMPANY, within=19).message
	assert told(proposal="Discount") == {}

"""Time on the site: what left a vessel before the bad came in is cleared, in traces, holds, previews and exports."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, nowdate

from batch_trace.api.status import hold, preview_hold
from batch_trace.api.trace import trace
from batch_trace.control.allocation.history import new_reach
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.core import cli
from batch_trace.ledger.export import export
from batch_trace.ledger.tolerance import BadTolerance
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, WIP
from tests.integration.support.qa import control, status_of

SETTINGS = "Batch Trace Settings"


def on(day: int) -> dict:
	return {"set_posting_time": 1, "posting_date": add_days(nowdate(), day), "posting_time": "10:00:00"}


def names(answer: dict, direction: str = "forward") -> set[str]:
	return {row["batch"] for row in answer["batches"] if row["direction"] == direction}


@pytest.fixture
def silo(plant):
	"""Monday's bread left the silo four days before the bad flour came in; Tuesday's one day after."""
	opening = ("FLOUR", "SILO", 10, STORES)
	plant.stock_entry("Material Receipt", [], [opening], **on(-10))
	plant.repack([("FLOUR", "SILO", 5, STORES)], [("BREAD", "MON", 5, STORES)], **on(-9))
	plant.note = plant.ship("BREAD", 2, "MON", warehouse=STORES, header=on(-9))
	plant.stock_entry("Material Receipt", [], [("FLOUR", "BAD", 5, STORES)], **on(-5))
	plant.repack([("FLOUR", "BAD", 5, STORES)], [("FLOUR", "SILO", 5, STORES)], **on(-5))
	plant.repack([("FLOUR", "SILO", 5, STORES)], [("BREAD", "TUE", 5, STORES)], **on(-4))
	return plant


def test_a_batch_topped_up_later_taints_nothing_made_before(silo):
	answer = trace("BAD", direction="forward")
	assert names(answer) == {"SILO", "TUE"} and answer["customers"] == [] and answer["complete"]
	assert {row["batch"]: row["share"] for row in answer["batches"]}["TUE"] == 0.5
	assert {(row["batch"], row["through"], row["voucher_no"]) for row in answer["cleared"]} == {
		("MON", "SILO", None),
		("MON", "SILO", silo.note.name),
	}
	assert names(trace("MON", direction="backward"), "backward") == {"SILO"}
	everything = trace("BAD", direction="forward", ignore_time=1)
	assert names(everything) == {"SILO", "TUE", "MON"} and everything["cleared"] == []


def test_a_hold_with_descendants_leaves_what_time_clears_free(silo):
	control("BREAD", default_status="Released")
	assert {row["batch"] for row in preview_hold(["BAD"], include_descendants=1)["batches"]} == {
		"BAD",
		"SILO",
		"TUE",
	}
	hold(["BAD"], "Contamination", include_descendants=1)
	assert (status_of("MON"), status_of("TUE"), status_of("SILO")) == ("Released", "On Hold", "On Hold")
	silo.ship("BREAD", 3, "MON")


def test_what_is_posted_into_the_past_after_the_exposure_clears_nothing(silo):
	"""As if the silo's history had been recorded when it was posted."""
	control("BREAD", default_status="Released")
	frappe.db.sql("UPDATE `tabTrace Event` SET recorded_at = posting_datetime")
	frappe.db.sql("UPDATE `tabTrace Entry` SET creation = posting_datetime")
	silo.stock(("FLOUR", "SILO", 20))
	late = silo.repack([("FLOUR", "SILO", 2, STORES)], [("BREAD", "ODD", 2, STORES)], **on(-9))
	answer = trace("BAD", direction="forward")
	assert names(answer) == {"SILO", "TUE", "ODD"}
	assert [gap["voucher_no"] for gap in answer["gaps"] if gap["code"] == "recorded_late"] == [late.name]
	hold(["BAD"], "Contamination", include_descendants=1)
	assert (status_of("MON"), status_of("ODD")) == ("Released", "On Hold")


def test_an_empty_tolerance_ignores_time_everywhere(silo, tmp_path):
	frappe.db.set_single_value(SETTINGS, "time_tolerance", "")
	assert names(trace("BAD", direction="forward")) == {"SILO", "TUE", "MON"}
	assert {row["batch"] for row in preview_hold(["BAD"], include_descendants=1)["batches"]} >= {"MON"}
	export(str(tmp_path / "ignored.sqlite"))
	frappe.db.set_single_value(SETTINGS, "time_tolerance", "200")
	assert "MON" in names(trace("BAD", direction="forward"))
	frappe.db.set_single_value(SETTINGS, "time_tolerance", "0")
	assert "MON" not in names(trace("BAD", direction="forward"))
	settings = frappe.get_doc(SETTINGS)
	settings.time_tolerance = "a day"
	with pytest.raises(BadTolerance, match="number of hours"):
		settings.save()


def test_the_exported_file_gives_the_same_answer(silo, tmp_path, capsys):
	for hours, cleared in (("24", True), ("", False)):
		frappe.db.set_single_value(SETTINGS, "time_tolerance", hours)
		file = str(tmp_path / f"ledger{hours}.sqlite")
		export(file)
		assert cli.main(["trace", file, "BAD", "--forward"]) == 0
		assert ("Cleared by time" in capsys.readouterr().out) is cleared
		assert cli.main(["trace", file, "BAD", "--forward", "--ignore-time"]) == 0
		assert "Cleared by time" not in capsys.readouterr().out


def test_a_customer_who_had_a_batch_before_it_was_topped_up_is_a_new_one_for_it(silo):
	silo.ship("FLOUR", 1, "SILO", warehouse=STORES, header=on(-8))
	customer = Beneficiary(customer=CUSTOMER)
	assert new_reach(customer, ["SILO", "BAD"]) == {"SILO": 1, "BAD": 1}
	silo.ship("FLOUR", 1, "SILO", warehouse=STORES, header=on(-3))
	assert new_reach(customer, ["SILO"]) == {"SILO": 0}


def test_a_back_dated_top_up_is_in_the_account_of_its_day(silo):
	"""Recorded last, posted first: Monday's bread may contain it."""
	silo.stock_entry("Material Receipt", [], [("FLOUR", "LATE", 5, STORES)], **on(-10))
	silo.repack([("FLOUR", "LATE", 5, STORES)], [("FLOUR", "SILO", 5, STORES)], **on(-10))
	assert names(trace("LATE", direction="forward")) == {"SILO", "MON", "TUE"}


@pytest.fixture
def two_goes(plant):
	"""One Work Order, finished in two goes; its material is booked apart, R2's after D1 was shipped."""
	settings = {
		"material_consumption": 1,
		"get_rm_cost_from_consumption_entry": 0,
		"backflush_raw_materials_based_on": "Material Transferred for Manufacture",
	}
	frappe.db.set_single_value("Manufacturing Settings", settings)
	control("DOUGH")
	for batch, days in (("R1", 10), ("R2", 300)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
	plant.stock(("FLOUR", "R1", 10, STORES), ("FLOUR", "R2", 10, STORES))
	order = plant.work_order("DOUGH", 20, {"FLOUR": 1})
	for batch, made in (("R1", "D1"), ("R2", "D2")):
		plant.transfer_for(order, 10, {"FLOUR": batch})
		plant.work_entry(order, "Material Consumption for Manufacture", 10, {"FLOUR": batch})
		plant.finish(order, 10, made)
		if made == "D1":
			plant.note = plant.ship("DOUGH", 10, "D1", warehouse=GOODS)
	return plant


def test_material_consumed_apart_goes_into_the_next_production_of_its_order(two_goes):
	answer = trace("R2", direction="forward")
	assert {row["batch"]: row["share"] for row in answer["batches"]} == {"R2": 1, "D2": 1}
	assert [(row["batch"], row["through"]) for row in answer["cleared"] if not row["voucher_no"]] == [
		("D1", "R2")
	]
	assert [(link["quantity"], link["confidence"]) for link in answer["links"]] == [(10, "inferred")]
	assert names(trace("D1", direction="backward"), "backward") == {"R1"}


def test_who_bought_what_was_finished_before_the_material_came_is_not_recalled(two_goes):
	assert trace("R2", direction="forward")["customers"] == []
	[shipment] = trace("R1", direction="forward")["customers"]
	assert (shipment["customer"], shipment["voucher_no"]) == (CUSTOMER, two_goes.note.name)
	assert trace("R1", direction="forward")["batches"][-1]["share"] == 1


def test_what_was_finished_expires_with_its_own_material(two_goes):
	"""R1 expires long before R2, but none of it is in D2."""
	expiries = [str(frappe.db.get_value("Batch", batch, "expiry_date")) for batch in ("D1", "D2")]
	assert expiries == [two_goes.later(10), two_goes.later(300)]


def test_material_whose_consumption_was_cancelled_hands_down_no_date(two_goes):
	control("BREAD")
	for batch, days, place in (("R3", 5, WIP), ("R4", 50, STORES)):
		two_goes.batch("FLOUR", batch, expiry_date=two_goes.later(days))
		two_goes.stock(("FLOUR", batch, 10, place))
	order = two_goes.work_order("BREAD", 10, {"FLOUR": 1})
	two_goes.transfer_for(order, 10, {"FLOUR": "R4"})
	two_goes.work_entry(order, "Material Consumption for Manufacture", 10, {"FLOUR": "R3"}).cancel()
	two_goes.work_entry(order, "Material Consumption for Manufacture", 10, {"FLOUR": "R4"})
	two_goes.finish(order, 10, "B1")
	assert str(frappe.db.get_value("Batch", "B1", "expiry_date")) == two_goes.later(50)
	assert names(trace("B1", direction="backward"), "backward") == {"R4"}


def test_an_order_finished_in_two_goes_by_backflush_uses_what_each_entry_took(plant):
	plant.stock(("FLOUR", "R1", 10, STORES), ("FLOUR", "R2", 10, STORES))
	order = plant.work_order("DOUGH", 20, {"FLOUR": 1})
	for batch, made in (("R1", "D1"), ("R2", "D2")):
		plant.transfer_for(order, 10, {"FLOUR": batch})
		plant.finish(order, 10, made, {"FLOUR": batch})
		plant.ship("DOUGH", 10, made, warehouse=GOODS)
	answer = trace("R2", direction="forward")
	assert names(answer) == {"D2"} and [row["batch"] for row in answer["customers"]] == ["D2"]
	assert [(link["quantity"], link["confidence"]) for link in answer["links"]] == [(10, "recorded")]
	assert answer["cleared"] == []

"""Which input went into which output: what vouchers tell of it, and what is made of the rest."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.core.terms import event_types as et
from batch_trace.ledger import capture, check
from tests.integration.support.bakery import reader
from tests.integration.support.plant import GOODS, SERIALS, STORES, make_item
from tests.integration.support.qa import control, hold, status_of

pytestmark = pytest.mark.usefixtures("agreement")
SEVERAL = "Make a Stock Entry for each product"


def links(start: str, direction: str = "forward", **values: str) -> dict[tuple[str, str], str]:
	answer = trace(start, direction=direction, **values)
	return {(link["source"], link["target"]): link["confidence"] for link in answer["links"]}


def said(start: str, **values: str) -> list[dict]:
	answer = trace(start, direction="forward", **values)
	return [gap for gap in answer["gaps"] if gap["code"] == "inferred_link"]


def dates(*batches: str) -> list[str]:
	return [str(frappe.db.get_value("Batch", batch, "expiry_date")) for batch in batches]


@pytest.fixture
def two_repacks(plant):
	"""Flour to bread and sugar to cake, meant as two repacks on one Stock Entry."""
	control("BREAD", "CAKE")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(10), supplier_batch="S-1")
	plant.batch("SUGAR", "S1", expiry_date=plant.later(500))
	for item, batch in (("BREAD", "B1"), ("CAKE", "K1")):
		plant.batch(item, batch, expiry_date=plant.later(400))
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	inputs = [("FLOUR", "F1", 10), ("SUGAR", "S1", 10)]
	plant.entry = plant.repack(inputs, [("BREAD", "B1", 10), ("CAKE", "K1", 10)])
	return plant


def test_two_repacks_on_one_entry_are_inferred_with_a_gap(two_repacks):
	assert links("F1") == {("F1", "B1"): "inferred", ("F1", "K1"): "inferred"}
	[gap] = said("F1")
	assert gap["severity"] == "warning" and gap["voucher_no"] == two_repacks.entry.name
	assert SEVERAL in gap["message"] and trace("F1", direction="forward")["complete"]


def test_two_repacks_on_one_entry_hand_down_no_dates_across_items(two_repacks):
	later = two_repacks.later
	assert dates("B1", "K1") == [later(400), later(400)]
	assert not frappe.db.get_value("Batch", "K1", "supplier_batch")


def test_what_two_repacks_may_have_made_is_held(two_repacks):
	"""Nobody knows whether the flour is in the bread or in the cake: in doubt both are stopped."""
	hold("F1", include_descendants=1)
	assert (status_of("B1"), status_of("K1"), status_of("S1")) == ("On Hold", "On Hold", "Released")


def test_one_entry_a_product_is_recorded(plant):
	control("BREAD", "CAKE")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(10))
	plant.batch("SUGAR", "S1", expiry_date=plant.later(500))
	plant.batch("CAKE", "K1", expiry_date=plant.later(400))
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	plant.repack([("FLOUR", "F1", 10)], [("BREAD", "B1", 10)])
	plant.repack([("SUGAR", "S1", 10)], [("CAKE", "K1", 10)])
	assert links("F1") == {("F1", "B1"): "recorded"} and not said("F1")
	assert dates("B1", "K1") == [plant.later(10), plant.later(400)]


def test_pallets_relabelled_on_one_entry_keep_their_own_dates_and_suppliers(plant):
	control("FLOUR")
	for number in (1, 2):
		plant.batch(
			"FLOUR", f"F{number}", expiry_date=plant.later(100 * number), supplier_batch=f"S-{number}"
		)
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	entry = plant.repack(
		[("FLOUR", "F1", 10), ("FLOUR", "F2", 10)], [("FLOUR", "N1", 10), ("FLOUR", "N2", 10)]
	)
	assert links("F1") == {("F1", "N1"): "recorded"} and links("F2") == {("F2", "N2"): "recorded"}
	assert dates("N1", "N2") == [plant.later(100), plant.later(200)]
	assert frappe.db.get_value("Batch", "N1", "supplier_batch") == "S-1"
	entry.cancel()
	assert links("F1") == links("F2") == {}


def test_pallets_that_were_mixed_and_repacked_share_the_strictest(plant):
	control("FLOUR")
	for number in (1, 2):
		plant.batch(
			"FLOUR", f"F{number}", expiry_date=plant.later(100 * number), supplier_batch=f"S-{number}"
		)
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 5))
	plant.repack([("FLOUR", "F1", 10), ("FLOUR", "F2", 5)], [("FLOUR", "N1", 8), ("FLOUR", "N2", 7)])
	assert set(links("F2")) == {("F2", "N1"), ("F2", "N2")}
	assert dates("N1", "N2") == [plant.later(100), plant.later(100)]
	assert not frappe.db.get_value("Batch", "N1", "supplier_batch")


def test_beside_another_product_a_batch_of_the_item_hands_down_no_supplier(plant):
	"""Old bread may have become crumbs, and the new bread be all of flour."""
	control("BREAD")
	plant.batch("BREAD", "B1", expiry_date=plant.later(5), supplier_batch="S-1")
	plant.stock(("BREAD", "B1", 10), ("FLOUR", "F1", 10))
	plant.repack([("BREAD", "B1", 10), ("FLOUR", "F1", 10)], [("BREAD", "B2", 10), ("CAKE", "K1", 10)])
	assert dates("B2") == [plant.later(5)] and not frappe.db.get_value("Batch", "B2", "supplier_batch")


def bread_and_cake(plant, user: str | None = None) -> dict[str, str]:
	"""Bread is made of flour alone, and cake of sugar alone: so says the user, by default the one for recipes."""
	frappe.set_user(
		user or reader("recipes@example.com", "Manufacturing Manager", "Stock User", "Item Manager")
	)
	boms = {item: plant.bom(item, parts) for item, parts in (("BREAD", {"FLOUR": 1}), ("CAKE", {"SUGAR": 2}))}
	frappe.set_user("Administrator")
	return boms


@pytest.mark.parametrize("named", [True, False])
def test_boms_say_which_product_took_what(plant, named):
	boms = bread_and_cake(plant)
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	rows = [plant._row(*lot, source=True) for lot in (("FLOUR", "F1", 10), ("SUGAR", "S1", 10))]
	rows += [plant._row(*lot, source=False) for lot in (("BREAD", "B1", 10), ("CAKE", "K1", 5))]
	for row in rows[2:] if named else ():
		row["bom_no"] = boms[row["item_code"]]
	if named:
		frappe.db.set_value("Item", {"name": ["in", ["BREAD", "CAKE"]]}, "default_bom", None)
	entry = plant.stock_entry("Repack", rows=rows)
	assert links("F1") == {("F1", "B1"): "recorded"} and links("S1") == {("S1", "K1"): "recorded"}
	assert plant.events_in_ledger(entry) == plant.events_in_erpnext(entry)


def bake(plant) -> object:
	return plant.repack([("FLOUR", "F1", 10), ("SUGAR", "S1", 10)], [("BREAD", "B1", 10), ("CAKE", "K1", 5)])


def changed(plant, boms: dict[str, str]) -> None:
	"""The one who makes the voucher has changed the draft of a BOM; another one has created and submitted it."""
	frappe.get_doc(doctype="Version", ref_doctype="BOM", docname=boms["CAKE"], data="{}").insert()


def entered_before(plant, boms: dict[str, str]) -> None:
	frappe.db.set_value("BOM", boms["CAKE"], "creation", plant.later(1), update_modified=False)


@pytest.mark.parametrize("spoil", [changed, entered_before])
def test_a_recipe_that_was_touched_by_the_maker_or_came_later_hides_nothing(plant, spoil):
	spoil(plant, bread_and_cake(plant))
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	bake(plant)
	assert links("F1") == {("F1", "B1"): "inferred", ("F1", "K1"): "inferred"} and said("F1")


def test_who_makes_the_entry_hides_no_product_by_a_recipe_of_his_own(plant):
	"""A BOM that is submitted becomes the default of its item, so that the default says no more than its author."""
	control("BREAD", "CAKE")
	bread_and_cake(plant, "Administrator")
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	bake(plant)
	assert links("F1") == {("F1", "B1"): "inferred", ("F1", "K1"): "inferred"}
	hold("F1", include_descendants=1)
	assert status_of("K1") == "On Hold"


def test_boms_that_change_later_change_nothing_that_happened(plant):
	bread_and_cake(plant)
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	inputs = [("FLOUR", "F1", 10), ("SUGAR", "S1", 10)]
	entry = plant.repack(inputs, [("BREAD", "B1", 10), ("CAKE", "K1", 5)])
	plant.bom("CAKE", {"FLOUR": 1, "SUGAR": 1}, is_default=1)
	assert not capture.differing_vouchers([("Stock Entry", entry.name)]) and not check.check()
	assert links("F1") == {("F1", "B1"): "recorded"}
	entry.cancel()
	assert links("F1") == {} and plant.events_in_ledger(entry) == []


def test_a_finished_item_of_several_batches_is_recorded(plant):
	order = plant.work_order("DOUGH", 20, {"FLOUR": 1, "SUGAR": 1})
	plant.stock(("FLOUR", "F1", 20), ("SUGAR", "S1", 20))
	plant.transfer_for(order, 20, {"FLOUR": "F1", "SUGAR": "S1"})
	for made in ("D1", "D2"):
		plant.finish(order, 10, made)
	assert links("F1") == {("F1", "D1"): "recorded", ("F1", "D2"): "recorded"} and not said("F1")


def unit(item: str, names: str, **place: str) -> dict:
	numbers = names.split()
	return {
		"item_code": item,
		"qty": len(numbers),
		"basic_rate": 1,
		"serial_no": "\n".join(numbers),
		"use_serial_batch_fields": 1,
		**place,
	}


@pytest.fixture
def cells(plant):
	make_item("CELL", has_serial_no=1, stock_uom="Nos")
	plant.stock_entry("Material Receipt", rows=[unit("CELL", "C1 C2", t_warehouse=STORES)])
	return plant


def pumps(plant, cells: str, names: str):
	rows = [unit("CELL", cells, s_warehouse=STORES)]
	rows.append(unit(SERIALS, names, t_warehouse=GOODS) | {"is_finished_item": 1})
	return plant.submit("Stock Entry", stock_entry_type="Manufacture", purpose="Manufacture", items=rows)


def test_which_cell_is_in_which_pump_is_not_known(cells):
	pumps(cells, "C1 C2", "P1 P2")
	serial = {"start_type": "Serial No"}
	assert links("C1", **serial) == {("C1", "P1"): "inferred", ("C1", "P2"): "inferred"}
	[gap] = said("C1", **serial)
	assert "for each unit" in gap["message"]


def test_one_pump_an_entry_says_which_cell_is_in_it(cells):
	pumps(cells, "C1", "P1")
	pumps(cells, "C2", "P2")
	serial = {"start_type": "Serial No"}
	assert links("C1", **serial) == {("C1", "P1"): "recorded"} and not said("C1", **serial)
	assert links("P2", "backward", **serial) == {("C2", "P2"): "recorded"}


def test_history_recorded_before_rows_were_tied_stays_as_it_is(plant, monkeypatch):
	"""Evidence is not written anew: the old event links everything to everything, and says that it is inferred."""
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	with monkeypatch.context() as before:
		before.setattr("batch_trace.ledger.row_parts.row_parts", lambda *_args: {})
		inputs = [("FLOUR", "F1", 10), ("SUGAR", "S1", 10)]
		entry = plant.repack(inputs, [("FLOUR", "F2", 10), ("SUGAR", "S2", 10)])
	assert not capture.differing_vouchers([("Stock Entry", entry.name)])
	assert links("F1") == {("F1", "F2"): "inferred", ("F1", "S2"): "inferred"}
	entry.cancel()
	assert links("F1") == {}
	[events] = {
		frappe.db.count("Trace Event", {"voucher_no": entry.name, "event_type": kind})
		for kind in (et.REPACK, et.REVERSAL)
	}
	assert events == 1

"""Batches inherit attributes from what they are made from, by each rule; what people entered stays."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import attributes
from batch_trace.control.attributes import handing_down
from tests.integration.support.attributes import attribute, enter, has, make_attributes, origins, values
from tests.integration.support.plant import SUPPLIER, warehouse
from tests.integration.support.qa import PASSWORD, give_password


def stock_some(plant) -> None:
	"""Two batches of flour and one of sugar with all attributes, of which bread is made."""
	make_attributes()
	has("FLOUR", "SUGAR", "DOUGH", "BREAD", "CAKE")
	plant.stock(("FLOUR", "F1", 100), ("FLOUR", "F2", 100), ("SUGAR", "S1", 100))
	enter(
		"F1",
		potency="98",
		strength="5",
		age="2026-01-01",
		allergens="Milk",
		country="Germany",
		organic="Yes",
		colour="white",
	)
	enter(
		"F2",
		potency="90",
		strength="3",
		age="2026-02-01",
		allergens="Nuts",
		country="France",
		organic="No",
		colour="grey",
	)
	enter(
		"S1", potency="50", strength="9", age="2025-01-01", allergens="None", country="Germany", organic="Yes"
	)


def mixed() -> dict[str, str]:
	"""Return what 50 kg of F1, 30 kg of F2 and 20 kg of S1 give."""
	return {
		"Potency": "86 %",
		"Strength": "3",
		"Age": frappe.utils.format_date("2026-02-01"),
		"Allergens": "Milk, Nuts",
		"Country": "France, Germany",
		"Organic": "No",
	}


def parts(*lots: tuple) -> list[tuple]:
	return [(("SUGAR" if name.startswith("S") else "FLOUR"), name, qty) for name, qty in lots]


def test_production_inherits_by_each_rule(mill):
	mill.stock_entry("Manufacture", parts(("F1", 50), ("F2", 30), ("S1", 20)), [("BREAD", "B1", 100)])
	assert values("B1") == mixed()
	assert set(origins("B1").values()) == {"Inherited"}


def test_a_repack_inherits_by_each_rule(mill):
	mill.repack(parts(("F1", 50), ("F2", 30), ("S1", 20)), [("BREAD", "B1", 100)])
	assert values("B1") == mixed()


def test_a_split_keeps_everything_of_the_batch(mill):
	mill.repack(parts(("F1", 10)), [("FLOUR", "F1-A", 10)])
	assert values("F1-A") == values("F1")
	assert values("F1-A")["Colour"] == "white"


def test_subcontracted_goods_inherit(mill):
	order = mill.subcontract({"BREAD": 10}, {"FLOUR": 2}, warehouse("Supplier"), SUPPLIER)
	mill.send_to_supplier(order, {"BREAD": "F2"})
	mill.receive_subcontracted(order, {"BREAD": "B1"}, {"BREAD": "F2"})
	assert values("B1")["Allergens"] == "Nuts"
	assert values("B1")["Organic"] == "No"
	assert values("B1")["Potency"] == "90 %"
	assert "Colour" not in values("B1")


def test_shares_are_of_mass_where_units_differ(mill):
	frappe.db.set_value("Item", "TIN", {"stock_uom": "Nos", "weight_per_unit": 0.5, "weight_uom": "Kg"})
	has("TIN")
	mill.stock(("TIN", "T1", 100))
	enter("T1", potency="10")
	mill.repack([("FLOUR", "F1", 5), ("TIN", "T1", 10)], [("CAKE", "C1", 10)])
	assert values("C1")["Potency"] == "54 %"


def test_repacks_of_which_nobody_can_say_what_went_where_take_the_cautious_side(mill):
	mill.repack(parts(("F1", 10), ("F2", 10)), [("BREAD", "B1", 12), ("CAKE", "C1", 8)])
	for made in ("B1", "C1"):
		found = values(made)
		assert (found["Allergens"], found["Organic"], found["Country"]) == (
			"Milk, Nuts",
			"No",
			"France, Germany",
		)
		assert (found["Potency"], found["Strength"]) == ("not known", "not known")


def test_repacks_whose_rows_say_what_went_where_inherit_from_that(mill):
	mill.repack(parts(("F1", 10), ("F2", 20)), [("FLOUR", "F1-A", 10), ("FLOUR", "F2-A", 20)])
	assert (values("F1-A")["Allergens"], values("F2-A")["Allergens"]) == ("Milk", "Nuts")
	assert (values("F1-A")["Potency"], values("F2-A")["Potency"]) == ("98 %", "90 %")


def test_what_a_person_entered_stays(mill):
	mill.batch("BREAD", "B1")
	enter("B1", potency="77", organic="Yes")
	mill.repack(parts(("F1", 10)), [("BREAD", "B1", 10)])
	assert (values("B1")["Potency"], origins("B1")["Potency"]) == ("77 %", "Entered")
	assert values("B1")["Allergens"] == "Milk"


def test_an_input_without_a_value_makes_it_unknown_but_what_is_known_is_there(mill):
	mill.stock(("FLOUR", "F3", 10))
	mill.repack(parts(("F2", 10), ("F3", 10)), [("BREAD", "B1", 20)])
	found = values("B1")
	assert (found["Potency"], found["Allergens"]) == ("not known", "Nuts, and perhaps more")
	assert found["Organic"] == "No"


def test_inputs_whose_item_has_no_such_attribute(mill):
	attribute("Fat", inheritance="By Share", inputs_without="Counts as Zero")
	mill.stock(("TIN", "T1", 10))
	mill.stock_entry("Material Receipt", outputs=[("WATER", None, 100)])
	enter("F1", fat="4")
	mill.repack([("FLOUR", "F1", 30), ("WATER", None, 10)], [("BREAD", "B1", 40)])
	found = values("B1")
	assert (found["Fat"], found["Country"], found["Potency"]) == ("3", "Germany", "not known")


def test_what_is_consumed_later_for_the_work_order_counts_too(mill):
	order = mill.work_order("BREAD", 10, {"FLOUR": 1, "SUGAR": 1}, skip_transfer=1)
	mill.work_entry(order, "Material Consumption for Manufacture", 5, {"FLOUR": "F1", "SUGAR": "S1"})
	frappe.db.set_single_value("Manufacturing Settings", "material_consumption", 1)
	mill.work_entry(order, "Manufacture", 5, {"BREAD": "B1"})
	assert values("B1")["Allergens"] == "Milk"
	late = mill.work_entry(order, "Material Consumption for Manufacture", 5, {"FLOUR": "F2", "SUGAR": "S1"})
	assert values("B1")["Allergens"] == "Milk, Nuts"
	assert values("B1")["Organic"] == "No"
	late.cancel()
	assert values("B1")["Allergens"] == "Milk"


def test_a_cancelled_production_leaves_nothing(mill):
	entry = mill.repack(parts(("F1", 10)), [("BREAD", "B1", 10)])
	entry.cancel()
	assert values("B1") == {}


def test_a_value_that_is_corrected_goes_on_to_everything_made_from_it(mill):
	mill.repack(parts(("F1", 10)), [("DOUGH", "D1", 10)])
	mill.repack([("DOUGH", "D1", 10)], [("BREAD", "B1", 10)])
	give_password()
	attributes.enter(
		"F1", {"Allergens": "Milk, Soy", "Potency": "97"}, reason="lab report", password=PASSWORD
	)
	assert (values("B1")["Allergens"], values("B1")["Potency"]) == ("Milk, Soy", "97 %")


def test_topping_up_weighs_by_what_was_made(mill):
	mill.repack(parts(("F1", 30)), [("DOUGH", "D1", 30)])
	mill.repack(parts(("F2", 10)), [("DOUGH", "D1", 10)])
	assert values("D1")["Potency"] == "96 %"
	assert values("D1")["Allergens"] == "Milk, Nuts"


def test_defaults_of_the_policy_where_nothing_was_entered(mill):
	has("TIN", rows=(("Allergens", "", "", "None"), ("Organic", "Only", "Yes", "Yes")))
	mill.batch("TIN", "T1")
	enter("T1", allergens="Soy")
	mill.receive("TIN", 10, "T1")
	assert values("T1") == {"Allergens": "Soy", "Organic": "Yes"}
	assert origins("T1") == {"Allergens": "Entered", "Organic": "Default"}


class Counted:
	"""Counts the queries that the listener to movements sends."""

	def __init__(self, monkeypatch):
		self.queries = 0
		self._listen, self._sql = handing_down.on_moved, frappe.db.sql
		monkeypatch.setattr(handing_down, "on_moved", self.listen)

	def listen(self, events):
		frappe.db.sql = self._count
		try:
			self._listen(events)
		finally:
			frappe.db.sql = self._sql

	def _count(self, *args, **kwargs):
		self.queries += 1
		return self._sql(*args, **kwargs)


@pytest.mark.parametrize("with_attributes", [False, True])
def test_items_without_attributes_cost_next_to_nothing(plant, monkeypatch, with_attributes):
	if with_attributes:
		make_attributes()
		has("FLOUR")
	handing_down.attribute_values.attributes()
	counted = Counted(monkeypatch)
	plant.receive("SUGAR", 10, "S1")
	received = counted.queries
	plant.repack([("SUGAR", "S1", 5)], [("CAKE", "C1", 5)])
	made = counted.queries - received
	assert (received, made) == ((2, 3) if with_attributes else (0, 0))

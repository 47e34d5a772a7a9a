"""One small story for the tests of reports and answers: a supplier's flour becomes bread and cake for two customers."""

from __future__ import annotations

from dataclasses import dataclass

import frappe

from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, Plant, make_return


@dataclass
class Bakery:
	"""The documents of the story, by their names in the tests."""

	supplier_batch: str
	flour: str
	sugar: str
	dough: str
	bread: str
	cake: str
	receipt: str
	mixing: str
	baking: str
	to_market: str
	to_deli: str
	give_back: str


def bake(plant: Plant) -> Bakery:
	"""Receive flour and sugar, mix dough with water, bake bread and cake, ship to two customers, take some back.

	Dough 100 kg = flour 60 + sugar 20 + water 20. Bread 50 kg = dough 50; cake 40 kg = dough 30 + sugar 10.
	Market gets 30 kg of bread (5 come back), Deli 10 kg of cake. Flour left: 40 kg.
	"""
	number = frappe.generate_hash(length=6).upper()
	flour, sugar, dough, bread, cake = (
		plant.batch(item, f"{item}-{number}") for item in ("FLOUR", "SUGAR", "DOUGH", "BREAD", "CAKE")
	)
	receipt = plant.receive("FLOUR", 100, flour, supplier_batch=f"GC-{number}")
	plant.receive("SUGAR", 50, sugar)
	plant.stock_entry("Material Receipt", outputs=[("WATER", None, 500)])
	mixing = plant.repack(
		[("FLOUR", flour, 60), ("SUGAR", sugar, 20), ("WATER", None, 20)], [("DOUGH", dough, 100)]
	)
	baking = plant.repack([("DOUGH", dough, 50)], [("BREAD", bread, 50)])
	plant.repack([("DOUGH", dough, 30), ("SUGAR", sugar, 10)], [("CAKE", cake, 40)])
	to_market = plant.ship("BREAD", 30, bread, CUSTOMER)
	to_deli = plant.ship("CAKE", 10, cake, OTHER_CUSTOMER)
	give_back = make_return(to_market, -5)
	return Bakery(
		f"GC-{number}", flour, sugar, dough, bread, cake,
		receipt.name, mixing.name, baking.name, to_market.name, to_deli.name, give_back.name,
	)  # fmt: skip


def reader(email: str, *roles: str, **allowed: str) -> str:
	"""Return a user with the roles; `allowed` maps doctypes (in snake case) to the only document they may read."""
	if not frappe.db.exists("User", email):
		user = frappe.get_doc(
			{"doctype": "User", "email": email, "first_name": "Reader", "send_welcome_email": 0}
		)
		user.insert(ignore_permissions=True)
		user.add_roles(*roles)
	for doctype, name in allowed.items():
		permission = {
			"user": email,
			"allow": frappe.unscrub(doctype),
			"for_value": name,
			"apply_to_all_doctypes": 1,
		}
		frappe.get_doc({"doctype": "User Permission", **permission}).insert(ignore_permissions=True)
	return email

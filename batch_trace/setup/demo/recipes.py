"""The recipes: inputs, outputs and the mass lost in production."""

from dataclasses import dataclass

import frappe

from batch_trace.ledger.compat import scrap_table
from batch_trace.setup.demo.materials import BOUGHT, TAP_WATER
from batch_trace.setup.demo.places import COMPANY
from batch_trace.setup.demo.products import BY_PRODUCT, MADE

DIRECT, BACKFLUSH, TRANSFER, CONSUME = "Direct", "Backflush", "Transfer", "Consume"
"""How a run is booked: directly from the recipe, or on a work order whose materials are taken from the store by the
recipe, transferred to the floor beforehand, or consumed separately when they are charged."""


@dataclass(frozen=True)
class Recipe:
	"""A bill of materials for the usual batch size."""

	name: str
	product: str
	makes: float
	inputs: tuple[tuple[str, float], ...]
	also_makes: tuple[tuple[str, float], ...] = ()
	process_loss: float = 0.0
	"""Process loss in percent of `makes`, as ERPNext counts it."""
	mass_lost: float = 1.5
	"""Percent of the input mass that may be lost: moisture, giveaway, dust."""
	booking: str = BACKFLUSH
	line: str = "Packing hall"


def _bar(name: str, product: str, inputs: dict[str, float], out: tuple[str, float], **more: str) -> Recipe:
	"""Return a bar recipe for 1000 display boxes of 16 x 40 g: 640 kg net."""
	film = product.replace("BAR", "FILM")
	packaging = {film: 2130.0, "DISPLAY": 1000.0}
	return Recipe(
		name, product, 1000, tuple({**inputs, **packaging}.items()), (out,), line="Bar line", **more
	)


def _pouch(product: str, bulk: str, pouch: str) -> Recipe:
	"""Return a recipe for granola in pouches: 100 cases of 8 x 450 g."""
	inputs = ((bulk, 363.6), (pouch, 800.0), ("CARTON", 100.0), ("LABEL", 100.0))
	return Recipe(product, product, 100, inputs, booking=DIRECT)


SYRUP = Recipe(
	"SYRUP",
	"SYRUP",
	540,
	(("GLUC", 210), ("SUGAR", 110), ("HONEY", 85), ("OIL", 76), ("SALT", 4), ("WATER", 55)),
	process_loss=6.25,
	mass_lost=7.0,
	line="Syrup kettle",
)
PREMIX = Recipe(
	"PREMIX", "PREMIX", 120, (("SUGAR", 60), ("CINS", 36), ("SALT", 24.6)), booking=DIRECT, line="Mixing room"
)
DOUGH = Recipe(
	"DOUGH",
	"DOUGH",
	400,
	(
		("FLOUR", 150),
		("OATS", 80),
		("BUTTER", 76),
		("SUGAR", 64),
		("SMP", 10),
		("PREMIX", 6),
		("BAKP", 4),
		("WATER", 12),
	),
	booking=CONSUME,
	line="Mixing room",
)
BISCUITS = Recipe(
	"BIS-BUT",
	"BIS-BUT",
	140,
	(("DOUGH", 400), ("FILM-BIS", 475), ("CARTON", 140)),
	(("FEED", 8),),
	mass_lost=15.0,
	line="Oven 2",
)
GRANOLA_HONEY = Recipe(
	"GRANB-H",
	"GRANB-H",
	535,
	(("OATS", 310), ("SYRUP", 170), ("ALMD", 50), ("OIL", 20)),
	(("FINES", 15),),
	process_loss=6.0,
	mass_lost=7.0,
	line="Oven 1",
)
GRANOLA_CINNAMON = Recipe(
	"GRANB-C",
	"GRANB-C",
	535,
	(("OATS", 300), ("SYRUP", 170), ("RAIS", 50), ("PREMIX", 20), ("OIL", 10)),
	(("FINES", 15),),
	process_loss=6.0,
	mass_lost=7.0,
	line="Oven 1",
)
BAR_ALMOND = _bar(
	"BAR-ALM",
	"BAR-ALM",
	{"OATS": 300, "SYRUP": 210, "ALMD": 80, "RICE": 62},
	("FEED", 8),
	booking=TRANSFER,
)
BAR_CRANBERRY = _bar(
	"BAR-CRA", "BAR-CRA", {"OATS": 290, "SYRUP": 210, "CRAN": 90, "RICE": 48, "PREMIX": 14}, ("FEED", 8)
)
BAR_CHOCOLATE = _bar(
	"BAR-CHO",
	"BAR-CHO",
	{"OATS": 276, "SYRUP": 194, "CHOC": 112, "RICE": 56, "PREMIX": 6, "SMP": 10},
	("TRIM-CHO", 10),
)
BAR_CHOCOLATE_REWORK = _bar(
	"BAR-CHO with rework",
	"BAR-CHO",
	{"OATS": 266, "SYRUP": 187, "CHOC": 108, "RICE": 54, "PREMIX": 5.8, "SMP": 9.6, "TRIM-CHO": 24},
	("TRIM-CHO", 10),
)
POUCH_HONEY = _pouch("GRA-H450", "GRANB-H", "POUCH-H")
POUCH_CINNAMON = _pouch("GRA-C450", "GRANB-C", "POUCH-C")
SACKS = Recipe("GRA-S10", "GRA-S10", 10, (("GRANB-H", 100.4), ("LINER", 10), ("LABEL", 10)), booking=DIRECT)
VARIETY = Recipe(
	"VARIETY", "VARIETY", 50, (("BAR-ALM", 100), ("BAR-CHO", 100), ("BAR-CRA", 100), ("CARTON", 50))
)
STERILISED = Recipe("CINS", "CINS", 1, (("CINR", 1.02),), mass_lost=2.5)

RECIPES = (
	STERILISED,
	PREMIX,
	SYRUP,
	DOUGH,
	BISCUITS,
	GRANOLA_HONEY,
	GRANOLA_CINNAMON,
	BAR_ALMOND,
	BAR_CRANBERRY,
	BAR_CHOCOLATE_REWORK,
	BAR_CHOCOLATE,
	POUCH_HONEY,
	POUCH_CINNAMON,
	SACKS,
	VARIETY,
)


def net_mass(item: str, quantity: float) -> float:
	"""Return the kilograms of food in a quantity of an item; packaging has none."""
	if item in MADE:
		return quantity * MADE[item].net_weight
	if item == TAP_WATER.code:
		return quantity
	return quantity if BOUGHT[item].uom == "Kg" else 0.0


def store_of(item: str) -> str:
	"""Return the warehouse from which an item is taken."""
	if item == TAP_WATER.code:
		return TAP_WATER.warehouse
	return MADE[item].warehouse if item in MADE else BOUGHT[item].warehouse


def make_recipes() -> dict[str, str]:
	"""Submit a bill of materials for each recipe; return their names by recipe."""
	return {recipe.name: _make_bom(recipe) for recipe in RECIPES}


def _make_bom(recipe: Recipe) -> str:
	bom = frappe.get_doc(
		{
			"doctype": "BOM",
			"item": recipe.product,
			"company": COMPANY,
			"quantity": recipe.makes,
			"process_loss_percentage": recipe.process_loss,
			"rm_cost_as_per": "Valuation Rate",
			"is_active": 1,
			"is_default": int(recipe.name == recipe.product),
			"items": [
				{"item_code": item, "qty": quantity, "source_warehouse": store_of(item), "rate": 1}
				for item, quantity in recipe.inputs
			],
		}
	)
	for item, quantity in recipe.also_makes:
		bom.append(scrap_table(), {"item_code": item, "stock_qty": quantity, "rate": by_product_rate(item)})
	return bom.submit().name


def by_product_rate(item: str) -> float:
	"""Return the value of a by-product or trim per stock unit."""
	product = MADE[item]
	return product.price * (0.8 if product.group == BY_PRODUCT else 1.0)

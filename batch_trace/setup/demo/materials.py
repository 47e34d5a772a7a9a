"""What the demo company buys: ingredients, packaging and returnable equipment."""

from dataclasses import dataclass

from batch_trace.setup.demo.places import CHILLED, INGREDIENTS, PACKAGING, WATER


@dataclass(frozen=True)
class Material:
	"""A purchased item, its storage and its reorder level."""

	code: str
	name: str
	supplier: str
	price: float
	reorder: float
	"""Reorder below this quantity."""
	order: float
	"""Quantity of one delivery."""
	lot: float
	"""Greatest quantity with one supplier batch number."""
	shelf_life: int | None = None
	warehouse: str = INGREDIENTS
	uom: str = "Kg"
	allergens: str = ""


OATS_MILL = "Glenmoyle Oat Mills"
FLOUR_MILL = "Ballyfarna Flour Co-op"
SUGAR_HOUSE = "Estuary Sugar and Salt"
SYRUP_HOUSE = "Corran Syrups and Honey"
OIL_PRESS = "Harrowfen Oils"
DAIRY = "Tullagreen Dairies"
NUT_TRADER = "Levantine Nut and Fruit Traders"
CHOCOLATE = "Maren Couverture"
SPICE_TRADER = "Spice Quay Imports"
FLEXIBLES = "Fairwrap Flexibles"
BOARD_MILL = "Oakboard Cartons"
LABELS = "Midland Label House"
STERIVAP = "Sterivap Services"
EQUIPMENT = "Kestrel Catering Equipment"

INGREDIENT_LIST = (
	Material("OATS", "Rolled oats, jumbo", OATS_MILL, 0.84, 1300, 2400, 1200, 330, allergens="Gluten (oats)"),
	Material("RICE", "Puffed rice", OATS_MILL, 2.10, 140, 360, 360, 270),
	Material("FLOUR", "Wheat flour, soft", FLOUR_MILL, 0.62, 160, 400, 400, 270, allergens="Gluten (wheat)"),
	Material("BAKP", "Baking powder", FLOUR_MILL, 3.40, 10, 50, 50, 540),
	Material("SUGAR", "Sugar, granulated EC2", SUGAR_HOUSE, 0.78, 320, 1500, 3000),
	Material("SALT", "Sea salt, fine dried", SUGAR_HOUSE, 0.45, 30, 250, 250),
	Material("GLUC", "Glucose syrup 42 DE", SYRUP_HOUSE, 0.92, 400, 1000, 1000, 365),
	Material("HONEY", "Blossom honey", SYRUP_HOUSE, 4.10, 180, 500, 250, 730),
	Material("OIL", "Rapeseed oil, refined", OIL_PRESS, 1.35, 190, 600, 600, 365),
	Material("BUTTER", "Butter, unsalted 82 %", DAIRY, 5.60, 80, 150, 150, 90, CHILLED, allergens="Milk"),
	Material("SMP", "Skimmed milk powder", DAIRY, 3.20, 25, 100, 100, 540, allergens="Milk"),
	Material("ALMD", "Almonds, diced 2-4 mm", NUT_TRADER, 6.90, 140, 500, 250, 365, allergens="Almond"),
	Material("RAIS", "Raisins, oil dressed", NUT_TRADER, 2.30, 55, 200, 200, 365),
	Material("CRAN", "Cranberries, sweetened dried", NUT_TRADER, 4.80, 95, 300, 150, 365),
	Material("CHOC", "Dark couverture 54 %", CHOCOLATE, 7.40, 150, 400, 400, 540, allergens="Soya, milk"),
	Material("CINR", "Cinnamon, ground, untreated", SPICE_TRADER, 6.20, 0, 40, 40, 900),
)

PACKAGING_LIST = (
	Material("FILM-ALM", "Bar film, almond", FLEXIBLES, 0.09, 2500, 9000, 4500, None, PACKAGING, "Meter"),
	Material("FILM-CHO", "Bar film, chocolate", FLEXIBLES, 0.09, 2800, 9000, 4500, None, PACKAGING, "Meter"),
	Material("FILM-CRA", "Bar film, cranberry", FLEXIBLES, 0.09, 2300, 9000, 4500, None, PACKAGING, "Meter"),
	Material("FILM-BIS", "Biscuit flow wrap", FLEXIBLES, 0.11, 600, 3000, 3000, None, PACKAGING, "Meter"),
	Material("POUCH-H", "Pouch 450 g, honey", FLEXIBLES, 0.14, 1000, 6000, 6000, None, PACKAGING, "Nos"),
	Material("POUCH-C", "Pouch 450 g, cinnamon", FLEXIBLES, 0.14, 1200, 6000, 6000, None, PACKAGING, "Nos"),
	Material("LINER", "Sack 10 kg with liner", FLEXIBLES, 0.55, 40, 300, 300, None, PACKAGING, "Nos"),
	Material("BAG1", "Kraft bag 1 kg", FLEXIBLES, 0.22, 60, 600, 600, None, PACKAGING, "Nos"),
	Material("DISPLAY", "Display box, 16 bars", BOARD_MILL, 0.19, 2600, 6000, 3000, None, PACKAGING, "Nos"),
	Material("CARTON", "Outer carton", BOARD_MILL, 0.41, 350, 1500, 1500, None, PACKAGING, "Nos"),
	Material("LABEL", "Case label 100 x 150", LABELS, 0.02, 300, 3000, 3000, None, PACKAGING, "Nos"),
)

TAP_WATER = Material("WATER", "Process water", "", 0.003, 0, 0, 0, None, WATER, "Litre")

BOUGHT = {material.code: material for material in (*INGREDIENT_LIST, *PACKAGING_LIST)}

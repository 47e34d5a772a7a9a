"""The products of the demo company: intermediates, by-products and finished goods."""

from dataclasses import dataclass

from batch_trace.setup.demo.places import BULK, BY_PRODUCTS, DEPOT, FINISHED, INGREDIENTS, REWORK

INTERMEDIATE, FINISHED_GOOD, BY_PRODUCT = "Sub Assemblies", "Products", "By-products"


@dataclass(frozen=True)
class Product:
	"""A product; `prefix` is the beginning of its batch numbers."""

	code: str
	name: str
	prefix: str
	shelf_life: int | None
	group: str = FINISHED_GOOD
	warehouse: str = FINISHED
	uom: str = "Nos"
	net_weight: float = 1.0
	"""Kilograms in one stock unit."""
	price: float = 0.0
	allergens: str = ""


PRODUCTS = (
	Product("CINS", "Cinnamon, ground, steam sterilised", "CINS", 720, INTERMEDIATE, INGREDIENTS, "Kg"),
	Product("PREMIX", "Cinnamon seasoning premix", "PMX", 180, INTERMEDIATE, BULK, "Kg"),
	Product("SYRUP", "Binder syrup", "SYR", 28, INTERMEDIATE, BULK, "Kg"),
	Product("DOUGH", "Butter oat dough", "DGH", 2, INTERMEDIATE, BULK, "Kg", allergens="Gluten, milk"),
	Product("GRANB-H", "Honey almond granola, bulk", "GBH", 60, INTERMEDIATE, BULK, "Kg"),
	Product("GRANB-C", "Cinnamon raisin granola, bulk", "GBC", 60, INTERMEDIATE, BULK, "Kg"),
	Product("TRIM-CHO", "Chocolate bar trim for rework", "TRC", 21, INTERMEDIATE, REWORK, "Kg", price=1.6),
	Product("FINES", "Granola fines", "FIN", 120, BY_PRODUCT, BY_PRODUCTS, "Kg", price=0.7),
	Product("FEED", "Bakery surplus for feed", "FED", None, BY_PRODUCT, BY_PRODUCTS, "Kg", price=0.12),
	Product("BAR-ALM", "Oat and almond bar, 16 x 40 g", "ALM", 240, net_weight=0.64, price=8.9),
	Product("BAR-CHO", "Oat and chocolate bar, 16 x 40 g", "CHO", 240, net_weight=0.64, price=9.4),
	Product("BAR-CRA", "Oat and cranberry bar, 16 x 40 g", "CRA", 240, net_weight=0.64, price=8.6),
	Product("GRA-H450", "Honey almond granola, 8 x 450 g", "GRH", 270, net_weight=3.6, price=24.0),
	Product("GRA-C450", "Cinnamon raisin granola, 8 x 450 g", "GRC", 270, net_weight=3.6, price=22.0),
	Product("GRA-S10", "Honey almond granola, sack 10 kg", "GRS", 180, net_weight=10.0, price=52.0),
	Product("GRA-B1", "Honey almond granola, bag 1 kg", "GRB", 120, net_weight=1.0, price=7.5),
	Product("BIS-BUT", "Butter oat biscuits, 12 x 200 g", "BIS", 180, net_weight=2.4, price=19.0),
	Product("VARIETY", "Variety case, 6 boxes of bars", "VAR", 180, net_weight=3.84, price=56.0),
)

SENT_TO_DEPOT = ("BAR-ALM", "BAR-CHO", "BAR-CRA")
"""Items shipped from the distribution centre; all others are shipped from the mill."""

MADE = {product.code: product for product in PRODUCTS}
HAMPER = "HAMPER"
HAMPER_CONTENTS = (("GRA-B1", 1), ("BAR-CHO", 1), ("BAR-ALM", 1))
STERILISATION = "SVC-STERILISE"
DISPENSER = "DISPENSER"
TOTE = "TOTE-50"


def ships_from(item: str) -> str:
	"""Return the warehouse from which an item is shipped."""
	return DEPOT if item in SENT_TO_DEPOT else FINISHED

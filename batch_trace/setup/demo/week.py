"""An ordinary week at the mill, from the Monday deliveries to the Saturday shop."""

from collections.abc import Callable
from dataclasses import dataclass, field

from batch_trace.setup.demo import buying, inventory, movements, production, recipes, selling, shop
from batch_trace.setup.demo.calendar import FRIDAY, MONDAY, SATURDAY, THURSDAY, TUESDAY, WEDNESDAY, moment
from batch_trace.setup.demo.partners import (
	BRIGHTWATER,
	FENNOR,
	GREENLANE,
	HOLLIN,
	LARKSPUR,
	ORMSBY,
	PINNACLE,
	RATHBAWN,
	TIDEMILL,
)
from batch_trace.setup.demo.places import BULK, REWORK
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.recipes import Recipe

EVERY = tuple(range(1, 13))
ODD, EVEN = EVERY[::2], EVERY[1::2]


@dataclass(frozen=True)
class Event:
	"""An event on a weekday at a given time."""

	weekday: int
	clock: str
	act: Callable[..., object]
	weeks: tuple[int, ...] = EVERY
	how: dict[str, object] = field(default_factory=dict)

	def happen(self, plant: Plant, week: int) -> None:
		"""Run the event in a week; it remembers documents for that week."""
		how = dict(self.how)
		if key := how.get("remember"):
			how["remember"] = str(key).format(week=week)
		plant.turn_to(moment(week, self.weekday, self.clock))
		self.act(plant, **how)


def on(week: int, weekday: int, clock: str, act: Callable[..., object], **how: object) -> Event:
	"""Return an event of a single week."""
	return Event(weekday, clock, act, (week,), how)


PICKED_WEEKS = (3, 7, 11)
PARTIAL_WEEKS = (3, 7, 11)
LORRY_WEEKS = (3, 8, 12)
SAMPLE_WEEKS = (3, 7, 11)


def others(weeks: tuple[int, ...], among: tuple[int, ...] = EVERY) -> tuple[int, ...]:
	"""Return all other weeks."""
	return tuple(week for week in among if week not in weeks)


def bake_chocolate(plant: Plant, scale: float, suffix: str = "") -> None:
	"""Make chocolate bars, with the trim of earlier runs if there is enough."""
	enough = dict(recipes.BAR_CHOCOLATE_REWORK.inputs)["TRIM-CHO"] * scale
	rework = plant.stock.on_hand("TRIM-CHO", REWORK) >= enough
	production.produce(
		plant, recipes.BAR_CHOCOLATE_REWORK if rework else recipes.BAR_CHOCOLATE, scale, suffix
	)


def _mix_premix(plant: Plant) -> None:
	if plant.stock.on_hand("PREMIX", BULK) < 40:
		production.produce(plant, recipes.PREMIX, 0.5)


def _bake_almond_in_two_shifts(plant: Plant) -> None:
	run = production.start(plant, recipes.BAR_ALMOND)
	production.finish(plant, run, 0.6)
	production.finish(plant, run, 0.4)


def _make(
	weekday: int, clock: str, recipe: Recipe, scale: float = 1.0, weeks: tuple[int, ...] = EVERY
) -> Event:
	return Event(weekday, clock, production.produce, weeks, {"recipe": recipe, "scale": scale})


def _sell(
	weekday: int,
	clock: str,
	customer: str,
	basket: dict[str, float],
	weeks: tuple[int, ...] = EVERY,
	act: Callable[..., object] = selling.deliver,
	key: str = "{customer} {{week}}",
) -> Event:
	how = {"customer": customer, "basket": basket, "remember": key.format(customer=customer)}
	return Event(weekday, clock, act, weeks, how)


AGAIN = "{customer} again {{week}}"
BRIGHTWATER_BASKET = {"BAR-CHO": 260, "BAR-CRA": 130}
SHOP_BASKETS = ({"BAR-CHO": 2, "GRA-B1": 1}, {"BAR-ALM": 2, "BIS-BUT": 1})
ORMSBY_BASKET = {"GRA-C450": 40, "BAR-ALM": 130}

BAKING = (
	_make(MONDAY, "07:30", recipes.SYRUP, 1.1),
	Event(MONDAY, "09:00", _mix_premix),
	_make(MONDAY, "11:00", recipes.GRANOLA_HONEY, weeks=ODD),
	_make(MONDAY, "11:00", recipes.GRANOLA_CINNAMON, weeks=EVEN),
	_make(TUESDAY, "06:30", recipes.BAR_ALMOND, weeks=others(PARTIAL_WEEKS, ODD)),
	Event(TUESDAY, "06:30", _bake_almond_in_two_shifts, PARTIAL_WEEKS),
	_make(TUESDAY, "09:30", recipes.POUCH_HONEY, 1.1, ODD),
	_make(TUESDAY, "09:30", recipes.POUCH_CINNAMON, 1.3, EVEN),
	Event(WEDNESDAY, "08:00", bake_chocolate, how={"scale": 0.7}),
	_make(THURSDAY, "06:30", recipes.DOUGH, weeks=ODD),
	_make(THURSDAY, "08:00", recipes.BISCUITS, weeks=ODD),
	_make(THURSDAY, "08:30", recipes.BAR_CRANBERRY, 0.9, EVEN),
	_make(FRIDAY, "07:00", recipes.SACKS, weeks=ODD),
)
DESPATCH = (
	_sell(MONDAY, "14:00", FENNOR, {"BAR-ALM": 200, "BAR-CHO": 220}),
	_sell(TUESDAY, "10:30", HOLLIN, {"BAR-CRA": 180, "GRA-H450": 30}),
	_sell(TUESDAY, "11:30", LARKSPUR, {"GRA-S10": 3.5}),
	_sell(TUESDAY, "14:30", FENNOR, {"BIS-BUT": 36}, key=AGAIN),
	_sell(WEDNESDAY, "11:00", BRIGHTWATER, BRIGHTWATER_BASKET, others(PICKED_WEEKS)),
	_sell(WEDNESDAY, "11:00", BRIGHTWATER, BRIGHTWATER_BASKET, PICKED_WEEKS, selling.deliver_picked),
	_sell(WEDNESDAY, "12:30", TIDEMILL, {"BAR-ALM": 30}, act=selling.invoice),
	_sell(THURSDAY, "11:00", ORMSBY, ORMSBY_BASKET, (1, 5, 9), selling.deliver_order),
	_sell(THURSDAY, "11:00", ORMSBY, ORMSBY_BASKET, others((1, 5, 9))),
	_sell(THURSDAY, "12:00", GREENLANE, {"BAR-CRA": 80, "GRA-H450": 18}),
	_sell(THURSDAY, "13:30", RATHBAWN, {"BIS-BUT": 18}),
	_sell(FRIDAY, "09:00", PINNACLE, {"BAR-ALM": 90, "BAR-CHO": 130}),
	_sell(FRIDAY, "10:00", HOLLIN, {"GRA-C450": 22}, key=AGAIN),
	_sell(FRIDAY, "11:00", TIDEMILL, {"BIS-BUT": 8}, act=selling.invoice, key=AGAIN),
	_sell(TUESDAY, "15:30", ORMSBY, {"BAR-CHO": 60}, key=AGAIN),
	_sell(WEDNESDAY, "14:00", LARKSPUR, {"GRA-H450": 4}, key=AGAIN),
	_sell(THURSDAY, "15:00", PINNACLE, {"BAR-CRA": 60}, key=AGAIN),
	Event(FRIDAY, "14:00", movements.to_depot, others(LORRY_WEEKS)),
	Event(FRIDAY, "14:00", movements.to_depot, LORRY_WEEKS, {"in_transit": True}),
)
SHOP = (
	Event(FRIDAY, "13:00", movements.stock_shop, EVEN),
	Event(SATURDAY, "10:00", shop.sell_over_counter, (2, 6, 8, 12), {"baskets": SHOP_BASKETS}),
	Event(
		SATURDAY,
		"10:00",
		shop.sell_over_counter,
		(4, 10),
		{"baskets": ({"BAR-CHO": 3, "BIS-BUT": 1}, {"GRA-B1": 2}), "taken_back": True},
	),
)
STORES = (
	Event(MONDAY, "06:30", inventory.read_water_meter, how={"litres": 75}),
	Event(MONDAY, "06:40", buying.restock),
	Event(FRIDAY, "12:00", inventory.retain_samples, SAMPLE_WEEKS),
)
ORDINARY_WEEK = (*STORES, *BAKING, *DESPATCH, *SHOP)

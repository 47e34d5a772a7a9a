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
	"""Something that happens on a weekday at a time."""

	weekday: int
	clock: str
	act: Callable[..., object]
	weeks: tuple[int, ...] = EVERY
	how: dict[str, object] = field(default_factory=dict)

	def happen(self, plant: Plant, week: int) -> None:
		"""Let it happen in a week; what it remembers is remembered for that week."""
		how = dict(self.how)
		if key := how.get("remember"):
			how["remember"] = str(key).format(week=week)
		plant.turn_to(moment(week, self.weekday, self.clock))
		self.act(plant, **how)


def _mix_premix(plant: Plant) -> None:
	if plant.stock.on_hand("PREMIX", BULK) < 75:
		production.produce(plant, recipes.PREMIX)


def bake_chocolate(plant: Plant, scale: float = 1.0, suffix: str = "") -> None:
	enough = dict(recipes.BAR_CHOCOLATE_REWORK.inputs)["TRIM-CHO"] * scale
	rework = plant.stock.on_hand("TRIM-CHO", REWORK) >= enough
	production.produce(plant, recipes.BAR_CHOCOLATE_REWORK if rework else recipes.BAR_CHOCOLATE, scale, suffix)


def _mix_and_bake_biscuits(plant: Plant) -> None:
	production.produce(plant, recipes.DOUGH)
	production.produce(plant, recipes.BISCUITS)


def _make(weekday: int, clock: str, recipe: Recipe, scale: float = 1.0, suffix: str = "", weeks: tuple[int, ...] = EVERY) -> Event:
	return Event(weekday, clock, production.produce, weeks, {"recipe": recipe, "scale": scale, "suffix": suffix})


def _sell(
	weekday: int, clock: str, customer: str, basket: dict[str, float], weeks: tuple[int, ...] = EVERY, act: Callable[..., object] = selling.deliver
) -> Event:
	return Event(weekday, clock, act, weeks, {"customer": customer, "basket": basket, "remember": f"{customer} {{week}}"})


PICKED_WEEKS = (3, 7, 11)
BRIGHTWATER_BASKET = {"BAR-CHO": 360, "BAR-CRA": 260, "BAR-ALM": 160, "BIS-BUT": 40}
PARTIAL_WEEKS = (2, 6, 10)
LORRY_WEEKS = (3, 8, 12)


def others(weeks: tuple[int, ...]) -> tuple[int, ...]:
	"""The weeks that are not among these."""
	return tuple(week for week in EVERY if week not in weeks)


def _make_almond_in_two_shifts(plant: Plant) -> None:
	run = production.start(plant, recipes.BAR_ALMOND)
	production.finish(plant, run, 0.6)
	production.finish(plant, run, 0.4)


ORDINARY_WEEK = (
	Event(MONDAY, "06:30", inventory.read_water_meter, how={"litres": 140}),
	Event(MONDAY, "06:40", buying.restock),
	_make(MONDAY, "07:30", recipes.SYRUP, suffix="A"),
	Event(MONDAY, "09:00", _mix_premix),
	_make(MONDAY, "11:00", recipes.GRANOLA_HONEY),
	_sell(MONDAY, "14:00", FENNOR, {"BAR-ALM": 320, "BAR-CHO": 320, "BIS-BUT": 40, "GRA-C450": 18}),
	Event(TUESDAY, "06:30", production.produce, others(PARTIAL_WEEKS), {"recipe": recipes.BAR_ALMOND}),
	Event(TUESDAY, "06:30", _make_almond_in_two_shifts, PARTIAL_WEEKS),
	_make(TUESDAY, "09:30", recipes.POUCH_HONEY, 1.1),
	_sell(TUESDAY, "10:30", HOLLIN, {"BAR-CRA": 360, "GRA-H450": 50, "GRA-C450": 55, "BIS-BUT": 25}),
	_sell(TUESDAY, "11:30", LARKSPUR, {"GRA-S10": 14}, EVEN),
	Event(TUESDAY, "13:00", _mix_and_bake_biscuits),
	_make(WEDNESDAY, "06:30", recipes.SYRUP, suffix="B"),
	Event(WEDNESDAY, "08:00", bake_chocolate),
	_sell(WEDNESDAY, "11:00", BRIGHTWATER, BRIGHTWATER_BASKET, others(PICKED_WEEKS)),
	_sell(WEDNESDAY, "11:00", BRIGHTWATER, BRIGHTWATER_BASKET, PICKED_WEEKS, selling.deliver_picked),
	_sell(WEDNESDAY, "12:30", TIDEMILL, {"BAR-ALM": 60, "BIS-BUT": 15}, act=selling.invoice),
	_make(THURSDAY, "06:30", recipes.GRANOLA_CINNAMON),
	_make(THURSDAY, "08:30", recipes.BAR_CRANBERRY, 0.9),
	_sell(THURSDAY, "11:00", ORMSBY, {"GRA-C450": 60, "BAR-ALM": 260, "GRA-H450": 10}, ODD, selling.deliver_order),
	_sell(THURSDAY, "11:00", ORMSBY, {"GRA-C450": 60, "BAR-ALM": 260, "GRA-H450": 10}, EVEN),
	_sell(THURSDAY, "12:00", GREENLANE, {"BAR-CRA": 140, "GRA-H450": 45, "BAR-CHO": 80}),
	_make(THURSDAY, "14:00", recipes.POUCH_CINNAMON, 1.3, weeks=ODD),
	_make(THURSDAY, "14:00", recipes.POUCH_CINNAMON, 1.4, weeks=EVEN),
	_make(FRIDAY, "07:00", recipes.SACKS),
	_sell(FRIDAY, "09:00", PINNACLE, {"BAR-ALM": 160, "BAR-CHO": 200}),
	_sell(FRIDAY, "10:00", RATHBAWN, {"BAR-CRA": 180, "BIS-BUT": 30}, EVEN),
	Event(FRIDAY, "12:00", inventory.retain_samples, ODD),
	Event(FRIDAY, "13:00", movements.stock_shop),
	Event(FRIDAY, "14:00", movements.to_depot, others(LORRY_WEEKS)),
	Event(FRIDAY, "14:00", movements.to_depot, LORRY_WEEKS, {"in_transit": True}),
	Event(
		SATURDAY,
		"10:00",
		shop.open_shop,
		(2, 6, 8, 12),
		{"sales": ({"BAR-CHO": 2, "GRA-B1": 1}, {"BAR-ALM": 2, "BIS-BUT": 1}, {"GRA-B1": 3, "BAR-CHO": 1})},
	),
	Event(
		SATURDAY,
		"10:00",
		shop.open_shop,
		(4, 10),
		{"sales": ({"BAR-CHO": 3, "BIS-BUT": 1}, {"GRA-B1": 2}), "taken_back": True},
	),
)

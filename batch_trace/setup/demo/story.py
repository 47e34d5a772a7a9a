"""What was out of the ordinary in the twelve weeks, and where the worked cases begin."""

from collections.abc import Callable, Iterator

from frappe.model.document import Document

from batch_trace.setup.demo import (
	corrections,
	deliveries,
	equipment,
	inventory,
	movements,
	quality,
	repacking,
	selling,
	subcontracting,
	week,
)
from batch_trace.setup.demo.batches import carried_batch
from batch_trace.setup.demo.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, WEEKS
from batch_trace.setup.demo.partners import (
	ASTER,
	BRIGHTWATER,
	FENNOR,
	GREENLANE,
	HOLLIN,
	LARKSPUR,
	MEADOWLARK,
	ORMSBY,
	PINNACLE,
	RATHBAWN,
	SKERRIN,
	TIDEMILL,
)
from batch_trace.setup.demo.places import BY_PRODUCTS, DEPOT, FINISHED, INGREDIENTS, PACKAGING
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import DISPENSER, TOTE
from batch_trace.setup.demo.week import ORDINARY_WEEK, Event

CINNAMON_BATCH = "SQ-CN-2629-41"
"""The supplier batch of the worked case: untreated cinnamon of Spice Quay Imports, in two deliveries."""
SUGAR_BATCH = "ES263214"
DISPENSER_BATCH = "DISP-2631"
DISPENSERS = equipment.serials(DISPENSER, 1, 8)
TOTES = equipment.serials(TOTE, 1, 10)


def _on(week: int, weekday: int, clock: str, act: Callable[..., object], **how: object) -> Event:
	return Event(weekday, clock, act, (week,), how)


def _deliver_unnamed(plant: Plant, customer: str, item: str, price: float) -> Document:
	"""Ship all of a by-product without naming batches; ERPNext picks them."""
	quantity = plant.stock.on_hand(item, BY_PRODUCTS)
	row = {
		"item_code": item,
		"qty": quantity,
		"rate": price,
		"warehouse": BY_PRODUCTS,
		"use_serial_batch_fields": 0,
	}
	return plant.submit(plant.new("Delivery Note", customer=customer, items=[row]))


def _return_unreferenced(plant: Plant, customer: str, key: str, item: str, quantity: float) -> None:
	batch = carried_batch(plant.recall("Delivery Note", key), item)
	selling.return_without_reference(plant, customer, item, batch, quantity)


def _set_customer(note: Document) -> None:
	note.update(
		{"customer": PINNACLE, "customer_name": PINNACLE, "shipping_address_name": "", "customer_address": ""}
	)


def _set_quantity(receipt: Document) -> None:
	receipt.items[0].update({"qty": 380, "received_qty": 380, "stock_qty": 380})


BUYING = (
	_on(
		1, MONDAY, "10:00", deliveries.receive_batch, item="CINR", quantity=45, supplier_batch=CINNAMON_BATCH
	),
	_on(
		1,
		THURSDAY,
		"15:30",
		deliveries.receive_batch,
		item="SUGAR",
		quantity=1500,
		supplier_batch=SUGAR_BATCH,
	),
	_on(
		2,
		WEDNESDAY,
		"15:30",
		deliveries.receive_batch,
		item="SUGAR",
		quantity=1500,
		supplier_batch=SUGAR_BATCH,
	),
	_on(2, THURSDAY, "16:00", deliveries.receive_item, item="FLOUR", quantity=400, remember="flour"),
	_on(
		2, THURSDAY, "16:10", corrections.amend, doctype="Purchase Receipt", key="flour", change=_set_quantity
	),
	_on(
		3,
		MONDAY,
		"10:00",
		deliveries.receive_batch,
		item="CINR",
		quantity=40,
		supplier_batch=CINNAMON_BATCH,
		apart=True,
	),
	_on(
		3,
		WEDNESDAY,
		"15:00",
		deliveries.receive_with_rejects,
		item="RAIS",
		quantity=200,
		rejected=40,
		remember="raisins",
	),
	_on(4, TUESDAY, "15:40", deliveries.return_rejected, key="raisins"),
	_on(5, TUESDAY, "15:50", deliveries.receive_item, item="ALMD", quantity=500, remember="almonds"),
	_on(5, TUESDAY, "16:20", deliveries.add_freight, key="almonds", amount=412.5),
	_on(6, WEDNESDAY, "15:00", deliveries.receive_item, item="CRAN", quantity=150, remember="cranberries"),
	_on(6, FRIDAY, "15:00", deliveries.return_part, key="cranberries", quantity=60),
	_on(8, MONDAY, "10:00", deliveries.receive_item, item="CINR", quantity=40, remember="late cinnamon"),
	_on(9, WEDNESDAY, "15:20", deliveries.return_without_receipt, item="POUCH-C", quantity=400),
)
STERILISING = (
	_on(1, TUESDAY, "08:30", subcontracting.send, quantity=43, remember="sterilising 1"),
	_on(1, FRIDAY, "11:00", subcontracting.fetch, key="sterilising 1"),
	_on(3, TUESDAY, "08:30", subcontracting.send, quantity=38, remember="sterilising 2"),
	_on(3, FRIDAY, "11:00", subcontracting.fetch, key="sterilising 2"),
	_on(8, TUESDAY, "08:30", subcontracting.send, quantity=38, remember="sterilising 3"),
	_on(8, FRIDAY, "11:00", subcontracting.fetch, key="sterilising 3"),
)
MAKING = (
	_on(1, FRIDAY, "08:00", repacking.bag_for_shop, sacks=3),
	_on(5, FRIDAY, "08:00", repacking.bag_for_shop, sacks=3),
	_on(4, FRIDAY, "15:30", quality.set_apart, item="GRA-H450", quantity=12),
	_on(5, TUESDAY, "12:10", quality.repair_seal_fault, cases=8),
	_on(6, WEDNESDAY, "10:00", repacking.rework_bars, quantity=30),
	_on(6, FRIDAY, "08:30", week.bake_chocolate, scale=0.5, suffix="F"),
	_on(6, MONDAY, "08:00", repacking.blend, item="SYRUP", quantities=(30, 45), suffix="X"),
	_on(10, FRIDAY, "08:00", repacking.make_variety, scale=0.6, remember="variety"),
	_on(9, FRIDAY, "08:30", repacking.bag_for_shop, sacks=4),
	_on(9, WEDNESDAY, "14:00", quality.repair_seal_fault, cases=5),
	_on(12, FRIDAY, "08:30", repacking.disassemble, key="variety", quantity=6),
)
SELLING = (
	_on(
		3,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{BRIGHTWATER} 2",
		item="BAR-CHO",
		quantity=24,
	),
	_on(4, THURSDAY, "15:10", _deliver_unnamed, customer=SKERRIN, item="FEED", price=0.1),
	_on(4, THURSDAY, "15:20", _deliver_unnamed, customer=MEADOWLARK, item="FINES", price=0.8),
	_on(
		5,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{HOLLIN} again 4",
		item="GRA-C450",
		quantity=6,
	),
	_on(
		5,
		FRIDAY,
		"09:30",
		selling.deliver,
		customer=TIDEMILL,
		basket={"GRA-H450": 6},
		remember="wrong customer",
	),
	_on(
		5,
		FRIDAY,
		"09:40",
		corrections.amend,
		doctype="Delivery Note",
		key="wrong customer",
		change=_set_customer,
	),
	_on(
		6,
		THURSDAY,
		"15:00",
		_return_unreferenced,
		customer=FENNOR,
		key=f"{FENNOR} 5",
		item="BAR-ALM",
		quantity=40,
	),
	_on(6, FRIDAY, "12:30", selling.ship_to_own_depot, basket={"BAR-CRA": 100}),
	_on(
		7,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Sales Invoice",
		key=f"{TIDEMILL} 6",
		item="BAR-ALM",
		quantity=3,
	),
	_on(8, THURSDAY, "15:10", _deliver_unnamed, customer=SKERRIN, item="FEED", price=0.1),
	_on(8, THURSDAY, "15:20", _deliver_unnamed, customer=MEADOWLARK, item="FINES", price=0.8),
	_on(
		9,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{GREENLANE} 8",
		item="BAR-CRA",
		quantity=12,
	),
	_on(10, THURSDAY, "15:00", selling.deliver_hampers, customer=ASTER, quantity=12),
	_on(10, FRIDAY, "12:30", selling.ship_to_own_depot, basket={"BAR-CRA": 100}),
	_on(11, TUESDAY, "15:00", selling.deliver, customer=ASTER, basket={"VARIETY": 18}),
	_on(
		11,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{ORMSBY} 9",
		item="GRA-C450",
		quantity=10,
	),
	_on(
		12,
		THURSDAY,
		"15:00",
		_return_unreferenced,
		customer=RATHBAWN,
		key=f"{RATHBAWN} 10",
		item="BIS-BUT",
		quantity=5,
	),
	_on(12, THURSDAY, "15:10", _deliver_unnamed, customer=SKERRIN, item="FEED", price=0.1),
)
STORES = (
	_on(4, FRIDAY, "16:00", inventory.count, item="SUGAR", warehouse=INGREDIENTS, difference=-12.5),
	_on(5, FRIDAY, "15:00", quality.release_blocked, item="BAR-CHO"),
	_on(
		6,
		FRIDAY,
		"16:00",
		selling.invoice,
		customer=TIDEMILL,
		basket={"BAR-ALM": 20},
		remember="invoiced twice",
	),
	_on(6, FRIDAY, "16:10", corrections.cancel, doctype="Sales Invoice", key="invoiced twice"),
	_on(7, FRIDAY, "16:00", inventory.swap_batch, item="BAKP", warehouse=INGREDIENTS),
	_on(
		7,
		THURSDAY,
		"16:00",
		movements.move,
		item="BAR-ALM",
		quantity=48,
		source=DEPOT,
		target=FINISHED,
		remember="wrong way",
	),
	_on(7, THURSDAY, "16:10", corrections.cancel, doctype="Stock Entry", key="wrong way"),
	_on(8, FRIDAY, "15:00", quality.destroy_blocked, items=("BAR-ALM", "GRA-C450")),
	_on(8, FRIDAY, "16:00", inventory.count, item="DISPLAY", warehouse=PACKAGING, difference=-35),
	_on(
		9,
		FRIDAY,
		"15:30",
		inventory.issue_unnamed,
		item="LABEL",
		warehouse=PACKAGING,
		quantity=120,
		why="Printer tests",
	),
	_on(
		10,
		FRIDAY,
		"16:00",
		inventory.count,
		item="LABEL",
		warehouse=PACKAGING,
		difference=-500,
		remember="miscount",
	),
	_on(10, FRIDAY, "16:20", corrections.cancel, doctype="Stock Reconciliation", key="miscount"),
	_on(12, FRIDAY, "16:00", inventory.count, item="SALT", warehouse=INGREDIENTS, difference=1.2),
)
LABORATORY = tuple(
	_on(week, FRIDAY, "12:00", quality.test_in_laboratory, items=("BAR-CRA", "GRA-C450"), units=2)
	for week in (2, 4, 6, 8, 10, 12)
)
EQUIPMENT = (
	_on(2, MONDAY, "10:00", equipment.buy, dispensers=DISPENSERS, totes=TOTES, batch=DISPENSER_BATCH),
	_on(
		3,
		MONDAY,
		"15:00",
		equipment.lend,
		customer=LARKSPUR,
		dispensers=DISPENSERS[:2],
		totes=TOTES[:3],
		batch=DISPENSER_BATCH,
	),
	_on(
		5,
		MONDAY,
		"15:00",
		equipment.lend,
		customer=TIDEMILL,
		dispensers=DISPENSERS[2:3],
		totes=(),
		batch=DISPENSER_BATCH,
	),
	_on(8, MONDAY, "15:00", equipment.bring_back, customer=LARKSPUR, totes=TOTES[:2]),
	_on(
		10,
		MONDAY,
		"15:00",
		equipment.lend,
		customer=ORMSBY,
		dispensers=DISPENSERS[3:4],
		totes=TOTES[:1],
		batch=DISPENSER_BATCH,
	),
)
EXTRAORDINARY = (*BUYING, *STERILISING, *MAKING, *SELLING, *STORES, *LABORATORY, *EQUIPMENT)


def weeks() -> Iterator[tuple[int, list[Event]]]:
	"""Each week with its events in the order of time."""
	for number in range(1, WEEKS + 1):
		events = [event for event in (*ORDINARY_WEEK, *EXTRAORDINARY) if number in event.weeks]
		yield number, sorted(events, key=lambda event: (event.weekday, event.clock))

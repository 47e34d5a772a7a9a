"""Returns, hampers, by-products, a delivery to the wrong customer, and equipment on loan."""

from frappe.model.document import Document

from batch_trace.setup.demo import corrections, equipment, selling
from batch_trace.setup.demo.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY
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
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import DISPENSER, TOTE
from batch_trace.setup.demo.week import on

COMPLAINT_BATCH = "BIS-L26281"
"""The biscuits of the worked case, which a customer sends back."""
DISPENSER_BATCH = "DISP-2631"
DISPENSERS = equipment.serials(DISPENSER, 1, 8)
TOTES = equipment.serials(TOTE, 1, 10)


def _set_customer(_plant: Plant, note: Document) -> None:
	note.update(
		{"customer": PINNACLE, "customer_name": PINNACLE, "shipping_address_name": "", "customer_address": ""}
	)


SELLING = (
	on(
		3,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{BRIGHTWATER} 2",
		item="BAR-CHO",
		quantity=24,
	),
	on(4, THURSDAY, "15:10", selling.deliver_unnamed, customer=SKERRIN, item="FEED", price=0.1),
	on(4, THURSDAY, "15:20", selling.deliver_unnamed, customer=MEADOWLARK, item="FINES", price=0.8),
	on(
		5,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{HOLLIN} again 4",
		item="GRA-C450",
		quantity=6,
	),
	on(
		5,
		FRIDAY,
		"09:30",
		selling.deliver,
		customer=TIDEMILL,
		basket={"GRA-H450": 6},
		remember="wrong customer",
	),
	on(
		5,
		FRIDAY,
		"09:40",
		corrections.amend,
		doctype="Delivery Note",
		key="wrong customer",
		change=_set_customer,
	),
	on(
		6,
		THURSDAY,
		"15:00",
		selling.return_carried,
		customer=FENNOR,
		key=f"{FENNOR} 5",
		item="BAR-ALM",
		quantity=40,
	),
	on(6, FRIDAY, "12:30", selling.ship_to_own_depot, basket={"BAR-CRA": 100}),
	on(
		7,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Sales Invoice",
		key=f"{TIDEMILL} 6",
		item="BAR-ALM",
		quantity=3,
	),
	on(8, THURSDAY, "15:10", selling.deliver_unnamed, customer=SKERRIN, item="FEED", price=0.1),
	on(8, THURSDAY, "15:20", selling.deliver_unnamed, customer=MEADOWLARK, item="FINES", price=0.8),
	on(
		9,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{GREENLANE} 8",
		item="BAR-CRA",
		quantity=12,
	),
	on(10, THURSDAY, "15:00", selling.deliver_hampers, customer=ASTER, quantity=12),
	on(10, FRIDAY, "12:30", selling.ship_to_own_depot, basket={"BAR-CRA": 100}),
	on(5, TUESDAY, "15:00", selling.deliver_cooled, customer=ASTER, basket={"VARIETY": 18}),
	on(
		11,
		THURSDAY,
		"15:00",
		selling.return_from,
		doctype="Delivery Note",
		key=f"{ORMSBY} 9",
		item="GRA-C450",
		quantity=10,
	),
	on(
		12,
		THURSDAY,
		"15:00",
		selling.return_without_reference,
		customer=RATHBAWN,
		item="BIS-BUT",
		batch=COMPLAINT_BATCH,
		quantity=5,
	),
	on(12, THURSDAY, "15:10", selling.deliver_unnamed, customer=SKERRIN, item="FEED", price=0.1),
)
EQUIPMENT = (
	on(2, MONDAY, "10:00", equipment.buy, dispensers=DISPENSERS, totes=TOTES, batch=DISPENSER_BATCH),
	on(
		3,
		MONDAY,
		"15:00",
		equipment.lend,
		customer=LARKSPUR,
		dispensers=DISPENSERS[:2],
		totes=TOTES[:3],
		batch=DISPENSER_BATCH,
	),
	on(
		5,
		MONDAY,
		"15:00",
		equipment.lend,
		customer=TIDEMILL,
		dispensers=DISPENSERS[2:3],
		totes=(),
		batch=DISPENSER_BATCH,
	),
	on(8, MONDAY, "15:00", equipment.bring_back, customer=LARKSPUR, totes=TOTES[:2]),
	on(
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

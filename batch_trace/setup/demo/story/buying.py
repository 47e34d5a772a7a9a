"""Unusual deliveries, and the cinnamon sent to the steriliser and back."""

from frappe.model.document import Document

from batch_trace.setup.demo import corrections, deliveries, subcontracting
from batch_trace.setup.demo.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY
from batch_trace.setup.demo.materials import SPICE_TRADER
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.week import on

CINNAMON_BATCH, CINNAMON_SUPPLIER = "SQ-CN-2629-41", SPICE_TRADER
"""The supplier's batch that the worked case recalls: untreated cinnamon, delivered twice."""
SUGAR_BATCH = "ES263214"


def _set_quantity(_plant: Plant, receipt: Document) -> None:
	receipt.items[0].update({"qty": 380, "received_qty": 380, "stock_qty": 380})


BUYING = (
	on(1, MONDAY, "10:00", deliveries.receive_batch, item="CINR", quantity=45, supplier_batch=CINNAMON_BATCH),
	on(
		1,
		THURSDAY,
		"15:30",
		deliveries.receive_batch,
		item="SUGAR",
		quantity=1500,
		supplier_batch=SUGAR_BATCH,
	),
	on(
		2,
		WEDNESDAY,
		"15:30",
		deliveries.receive_batch,
		item="SUGAR",
		quantity=1500,
		supplier_batch=SUGAR_BATCH,
	),
	on(2, THURSDAY, "16:00", deliveries.receive_item, item="FLOUR", quantity=400, remember="flour"),
	on(
		2, THURSDAY, "16:10", corrections.amend, doctype="Purchase Receipt", key="flour", change=_set_quantity
	),
	on(
		3,
		MONDAY,
		"10:00",
		deliveries.receive_batch,
		item="CINR",
		quantity=40,
		supplier_batch=CINNAMON_BATCH,
		apart=True,
	),
	on(
		3,
		WEDNESDAY,
		"15:00",
		deliveries.receive_with_rejects,
		item="RAIS",
		quantity=200,
		rejected=40,
		remember="raisins",
	),
	on(4, TUESDAY, "15:40", deliveries.return_rejected, key="raisins"),
	on(5, TUESDAY, "15:50", deliveries.receive_item, item="ALMD", quantity=500, remember="almonds"),
	on(5, TUESDAY, "16:20", deliveries.add_freight, key="almonds", amount=412.5),
	on(6, WEDNESDAY, "15:00", deliveries.receive_item, item="CRAN", quantity=150, remember="cranberries"),
	on(6, FRIDAY, "15:00", deliveries.return_part, key="cranberries", quantity=60),
	on(8, MONDAY, "10:00", deliveries.receive_item, item="CINR", quantity=40, remember="late cinnamon"),
	on(9, WEDNESDAY, "15:20", deliveries.return_without_receipt, item="POUCH-C", quantity=400),
)
STERILISING = (
	on(1, TUESDAY, "08:30", subcontracting.send, quantity=43, remember="sterilising 1"),
	on(1, FRIDAY, "11:00", subcontracting.fetch, key="sterilising 1"),
	on(3, TUESDAY, "08:30", subcontracting.send, quantity=38, remember="sterilising 2"),
	on(3, FRIDAY, "11:00", subcontracting.fetch, key="sterilising 2"),
	on(8, TUESDAY, "08:30", subcontracting.send, quantity=38, remember="sterilising 3"),
	on(8, FRIDAY, "11:00", subcontracting.fetch, key="sterilising 3"),
)

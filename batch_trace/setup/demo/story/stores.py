"""Counts, a wrong batch number, blocked goods, the laboratory, and entries that were mistakes."""

from batch_trace.setup.demo import corrections, inventory, movements, quality, selling
from batch_trace.setup.demo.calendar import FRIDAY, THURSDAY
from batch_trace.setup.demo.partners import TIDEMILL
from batch_trace.setup.demo.places import DEPOT, FINISHED, INGREDIENTS, PACKAGING
from batch_trace.setup.demo.week import on

STORES = (
	on(4, FRIDAY, "16:00", inventory.count, item="SUGAR", warehouse=INGREDIENTS, difference=-12.5),
	on(5, FRIDAY, "15:00", quality.release_blocked, item="BAR-CHO"),
	on(
		6,
		FRIDAY,
		"16:00",
		selling.invoice,
		customer=TIDEMILL,
		basket={"BAR-ALM": 20},
		remember="invoiced twice",
	),
	on(6, FRIDAY, "16:10", corrections.cancel, doctype="Sales Invoice", key="invoiced twice"),
	on(7, FRIDAY, "16:00", inventory.swap_batch, item="BAKP", warehouse=INGREDIENTS),
	on(
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
	on(7, THURSDAY, "16:10", corrections.cancel, doctype="Stock Entry", key="wrong way"),
	on(8, FRIDAY, "15:00", quality.destroy_blocked, items=("BAR-ALM", "GRA-C450")),
	on(8, FRIDAY, "16:00", inventory.count, item="DISPLAY", warehouse=PACKAGING, difference=-35),
	on(
		9,
		FRIDAY,
		"15:30",
		inventory.issue_unnamed,
		item="LABEL",
		warehouse=PACKAGING,
		quantity=120,
		why="Printer tests",
	),
	on(
		10,
		FRIDAY,
		"16:00",
		inventory.count,
		item="LABEL",
		warehouse=PACKAGING,
		difference=-500,
		remember="miscount",
	),
	on(10, FRIDAY, "16:20", corrections.cancel, doctype="Stock Reconciliation", key="miscount"),
	on(12, FRIDAY, "16:00", inventory.count, item="SALT", warehouse=INGREDIENTS, difference=1.2),
)
LABORATORY = tuple(
	on(week, FRIDAY, "12:00", quality.test_in_laboratory, items=("BAR-CRA", "GRA-C450"), units=2)
	for week in (2, 4, 6, 8, 10, 12)
)

"""Splits, blends, rework and other unusual runs."""

from frappe.model.document import Document

from batch_trace.setup.demo import corrections, production, quality, repacking, week
from batch_trace.setup.demo.batches import made_batch
from batch_trace.setup.demo.calendar import FRIDAY, MONDAY, TUESDAY, WEDNESDAY
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.recipes import POUCH_CINNAMON
from batch_trace.setup.demo.week import on


def _set_line(plant: Plant, entry: Document) -> None:
	"""The extra pouches ran on line F; the operator had keyed line B."""
	packed = next(row for row in entry.items if row.is_finished_item)
	packed.batch_no = made_batch(plant, packed.item_code, "F")


EXTRA_POUCHES = {"recipe": POUCH_CINNAMON, "scale": 0.3, "suffix": "B"}
MAKING = (
	on(1, FRIDAY, "08:00", repacking.bag_for_shop, sacks=3),
	on(5, FRIDAY, "08:00", repacking.bag_for_shop, sacks=3),
	on(4, FRIDAY, "15:30", quality.set_apart, item="GRA-H450", quantity=12),
	on(5, TUESDAY, "12:10", quality.repair_seal_fault, cases=8),
	on(6, WEDNESDAY, "10:00", repacking.rework_bars, quantity=30),
	on(6, FRIDAY, "08:30", week.bake_chocolate, scale=0.5, suffix="F"),
	on(6, MONDAY, "08:00", repacking.blend, item="SYRUP", quantities=(30, 45), suffix="X"),
	on(4, FRIDAY, "10:00", repacking.make_variety, scale=0.6, remember="variety"),
	on(10, FRIDAY, "07:40", production.produce, **EXTRA_POUCHES, remember="extra pouches"),
	on(10, FRIDAY, "08:20", corrections.amend, doctype="Stock Entry", key="extra pouches", change=_set_line),
	on(9, FRIDAY, "08:30", repacking.bag_for_shop, sacks=4),
	on(9, WEDNESDAY, "14:00", quality.repair_seal_fault, cases=5),
	on(6, FRIDAY, "09:30", repacking.disassemble, key="variety", quantity=6),
)

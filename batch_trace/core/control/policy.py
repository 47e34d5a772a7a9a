"""The rules for the batches of an item; items without a policy follow ERPNext alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from batch_trace.core.control import statuses as st
from batch_trace.core.control.attribute_conditions import Condition

BATCH_CLASSES = ("Raw Material", "Packaging", "Intermediate", "Finished Good", "Rework", "By-Product")

BATCH, SERIAL, BATCH_AND_SERIAL = "Batch", "Serial", "Batch and Serial"
TRACE_LEVELS = (BATCH, SERIAL, BATCH_AND_SERIAL)

MANUAL, ONE_CLICK, AUTOMATIC = "Manual", "One Click", "Automatic"
RELEASE_MODES = (MANUAL, ONE_CLICK, AUTOMATIC)

FEFO, FIFO, LIFO = "FEFO", "FIFO", "LIFO"
ALLOCATION_RULES = (FEFO, FIFO, LIFO, MANUAL)

FIRST, LAST, NEVER = "First", "Last", "Never"
PLACES_WITHOUT_EXPIRY = (LAST, FIRST, NEVER)
"""The place in picking order of batches without an expiry date."""

RECORD, ASK, STOP = "Record Only", "Ask for a Reason", "Stop"
WHEN_BROKEN = (RECORD, ASK, STOP)
"""What happens when a batch is picked out of order."""

EARLIEST_INPUT, OWN_SHELF_LIFE, INPUTS_ALONE = "Earliest Input", "Own Shelf Life", "Inputs Alone"
BLEND_EXPIRIES = (EARLIEST_INPUT, OWN_SHELF_LIFE, INPUTS_ALONE)
"""A blend ends with the first to end of its inputs and its own shelf life, with its own shelf life, or with its inputs."""

WHOLE_BATCH, THAT_WAREHOUSE, NOTHING = "Whole Batch", "That Warehouse", "Nothing"
STOPPED_BY_ADDED_GOODS = (WHOLE_BATCH, THAT_WAREHOUSE, NOTHING)
"""What is quarantined when goods are added to a batch that has been in stock before, from the strictest to the mildest."""

BOUND_TO_ORDER, ALLOWED = "Bound to the Order", "Allowed"
FLOOR_STOCK = (BOUND_TO_ORDER, ALLOWED)
"""Whether an order that got material by transfers may also use stock in its warehouse that is no order's, from strict to mild."""

GOES_ALONG, IS_REFUSED = "Reservation Goes Along", "Refused"
RESERVED_TRANSFERS = (GOES_ALONG, IS_REFUSED)
"""What happens when a plain transfer within the company takes what is reserved for somebody."""

WORST_RESULT, NEWEST_RESULT, ANY_ACCEPTED = "Worst Result", "Newest Result", "Any Accepted Result"
DECIDING_RESULTS = (WORST_RESULT, NEWEST_RESULT, ANY_ACCEPTED)
"""Which result decides where the same goods were inspected several times, from the strictest to the mildest."""

STAYS, REJECTED_WAREHOUSE, SCRAP_WAREHOUSE, QUARANTINE_WAREHOUSE = (
	"Stays Where It Is",
	"Rejected Warehouse",
	"Scrap Warehouse",
	"Quarantine Warehouse",
)
PLACES_OF_REWORK = (STAYS, QUARANTINE_WAREHOUSE)
PLACES_OF_REJECTS = (STAYS, REJECTED_WAREHOUSE, SCRAP_WAREHOUSE, QUARANTINE_WAREHOUSE)
"""Where parts of a divided batch are proposed to go."""

FIRST_STATUSES = (st.QUARANTINE, st.UNDER_TEST, st.RELEASED, st.CONDITIONALLY_RELEASED)
"""Statuses that a new batch may have; the other statuses result from a decision, a hold or a date."""


@dataclass(frozen=True, slots=True)
class Policy:
	"""The rules of a Batch Control Policy. Days are integers, 0 for none; sizes are in the item's stock UOM.

	`default_status` is the status of a batch without a decision. `sample_limit` is in percent of what came into stock.
	Temperatures at loading are in °C, None for no limit.
	"""

	name: str = ""
	batch_class: str = BATCH_CLASSES[0]
	trace_level: str = BATCH
	requires_supplier_batch: bool = False
	requires_expiry_date: bool = False
	expiry_from_label: bool = False
	requires_manufacturing_date: bool = False
	requires_traceability_lot_code: bool = False
	requires_certificate: bool = False
	default_status: str = st.QUARANTINE
	status_after_receipt: str = st.QUARANTINE
	status_after_production: str = st.QUARANTINE
	status_after_return: str = st.QUARANTINE
	status_after_split: str = st.QUARANTINE
	added_goods_stop: str = WHOLE_BATCH
	inspection_required: bool = False
	deciding_result: str = WORST_RESULT
	release_mode: str = MANUAL
	rework_goes_to: str = STAYS
	rejects_go_to: str = STAYS
	minimum_shelf_life_at_receipt: int = 0
	minimum_shelf_life_at_shipment: int = 0
	minimum_shelf_life_percent_at_shipment: float = 0.0
	retest_period: int = 0
	near_expiry_windows: tuple[int, ...] = (90, 60, 30, 7)
	near_expiry_role: str = ""
	allocation_rule: str = FEFO
	batches_without_expiry: str = LAST
	expiry_tolerance: int = 0
	keep_recalls_small: bool = False
	prefer_whole_batches: bool = False
	when_order_is_broken: str = ASK
	allow_mixed_batches: bool = True
	maximum_batches_per_row: int = 0
	floor_stock: str = BOUND_TO_ORDER
	reserved_transfer: str = GOES_ALONG
	late_entry_days: int = 0
	maximum_batch_size: float = 0.0
	on_food_traceability_list: bool = False
	blend_expiry: str = EARLIEST_INPUT
	sample_limit: float = 5.0
	requires_vehicle: bool = False
	requires_driver: bool = False
	requires_seal: bool = False
	requires_temperature: bool = False
	requires_consignee: bool = False
	lowest_temperature: float | None = None
	highest_temperature: float | None = None
	proof_of_delivery_days: int = 0
	attributes: tuple[Condition, ...] = ()
	attributes_only_warn: bool = False

	@classmethod
	def of(cls, values: Mapping[str, object]) -> Policy:
		"""Return the policy with the values of its document; missing and empty values are those of a new policy.

		An empty list of windows stays empty: there are no warnings.

		>>> policy = Policy.of({"name": "Raw", "requires_expiry_date": 1, "near_expiry_windows": "7, 30"})
		>>> policy.requires_expiry_date, policy.near_expiry_windows, policy.status_after_receipt
		(True, (30, 7), 'Quarantine')

		Raises:
			ValueError: a number or the list of windows cannot be read.
		"""
		read = {
			field.name: _READERS[str(field.type)](values[field.name])
			for field in fields(cls)
			if values.get(field.name) not in (None, "")
		}
		if "near_expiry_windows" in values and not values["near_expiry_windows"]:
			read["near_expiry_windows"] = ()
		return cls(**read)  # type: ignore[arg-type]


def parse_windows(text: str) -> tuple[int, ...]:
	"""Return the warning windows in days before expiry, the longest first.

	>>> parse_windows("7, 90,30 ,30"), parse_windows("")
	((90, 30, 7), ())
	>>> parse_windows("90, soon")
	Traceback (most recent call last):
	...
	ValueError: soon is not a whole number of days

	Raises:
		ValueError: a part is not an integer of at least 1.
	"""
	parts = [part.strip() for part in text.split(",") if part.strip()]
	for part in parts:
		if not (part.isascii() and part.isdigit() and int(part)):
			raise ValueError(f"{part} is not a whole number of days")
	return tuple(sorted({int(part) for part in parts}, reverse=True))


def _number(value: object) -> float:
	return float(str(value))


_READERS: Mapping[str, Callable[[object], object]] = {
	"str": str,
	"bool": lambda value: bool(int(_number(value))),
	"int": lambda value: int(_number(value)),
	"float": _number,
	"float | None": _number,
	"tuple[int, ...]": lambda value: parse_windows(str(value)),
	"tuple[Condition, ...]": lambda rows: tuple(map(Condition.of, rows)),  # type: ignore[call-overload]
}
"""Functions that convert a document's value, by the type of the policy's field."""

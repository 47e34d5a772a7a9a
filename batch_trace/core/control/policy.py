"""What a company asks of the batches of an item; an item without a policy is left to ERPNext."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from batch_trace.core.control import statuses as st

BATCH_CLASSES = ("Raw Material", "Packaging", "Intermediate", "Finished Good", "Rework", "By-Product")

BATCH, SERIAL, BATCH_AND_SERIAL = "Batch", "Serial", "Batch and Serial"
TRACE_LEVELS = (BATCH, SERIAL, BATCH_AND_SERIAL)

MANUAL, ONE_CLICK, AUTOMATIC = "Manual", "One Click", "Automatic"
RELEASE_MODES = (MANUAL, ONE_CLICK, AUTOMATIC)

FEFO, FIFO, LIFO = "FEFO", "FIFO", "LIFO"
ALLOCATION_RULES = (FEFO, FIFO, LIFO, MANUAL)

FIRST, LAST, NEVER = "First", "Last", "Never"
PLACES_WITHOUT_EXPIRY = (LAST, FIRST, NEVER)
"""Where batches without an expiry date stand among those that have one."""

RECORD, ASK, STOP = "Record Only", "Ask for a Reason", "Stop"
WHEN_BROKEN = (RECORD, ASK, STOP)
"""What happens when a batch is taken before another whose turn it is."""

EARLIEST_INPUT, OWN_SHELF_LIFE = "Earliest Input", "Own Shelf Life"
BLEND_EXPIRIES = (EARLIEST_INPUT, OWN_SHELF_LIFE)

FIRST_STATUSES = (st.QUARANTINE, st.UNDER_TEST, st.RELEASED, st.CONDITIONALLY_RELEASED)
"""What a batch may start with; the other statuses are the result of a decision, a hold or a date."""


@dataclass(frozen=True, slots=True)
class Policy:
	"""What is asked of the batches of an item. Days are whole, 0 for none; sizes in the item's stock UOM.

	`default_status` is the status of a batch of which no decision is known.
	"""

	name: str = ""
	batch_class: str = BATCH_CLASSES[0]
	trace_level: str = BATCH
	requires_supplier_batch: bool = False
	requires_expiry_date: bool = False
	requires_manufacturing_date: bool = False
	requires_traceability_lot_code: bool = False
	requires_certificate: bool = False
	default_status: str = st.QUARANTINE
	status_after_receipt: str = st.QUARANTINE
	status_after_production: str = st.QUARANTINE
	status_after_return: str = st.QUARANTINE
	status_after_split: str = st.QUARANTINE
	inspection_required: bool = False
	release_mode: str = MANUAL
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
	maximum_batch_size: float = 0.0
	on_food_traceability_list: bool = False
	blend_expiry: str = EARLIEST_INPUT

	@classmethod
	def of(cls, values: Mapping[str, object]) -> Policy:
		"""Read a policy from the values of its document; what is missing or empty is as in a fresh policy.

		Windows that were cleared are none: nobody wants to be warned.

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
	"""Return the days before expiry at which to warn, the earliest warning first.

	>>> parse_windows("7, 90,30 ,30"), parse_windows("")
	((90, 30, 7), ())
	>>> parse_windows("90, soon")
	Traceback (most recent call last):
	...
	ValueError: soon is not a whole number of days

	Raises:
		ValueError: a part is no whole number of at least 1 day.
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
	"tuple[int, ...]": lambda value: parse_windows(str(value)),
}
"""How a document's value becomes a policy's, by the type that the policy has it in."""

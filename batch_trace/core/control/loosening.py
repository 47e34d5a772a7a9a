"""What makes one policy milder than another, and which batches in stock that frees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from batch_trace.core.control import statuses as st
from batch_trace.core.control.attribute_conditions import gets_milder
from batch_trace.core.control.policy import (
	DECIDING_RESULTS,
	FLOOR_STOCK,
	RELEASE_MODES,
	STOPPED_BY_ADDED_GOODS,
	Policy,
)

UNDECIDED, ALL, NONE = "Undecided", "All", "None"
"""The batches in stock that a milder field frees: those on which QA has not decided, all, or none (only what arrives later)."""


def _is_milder_status(old: str, new: str) -> bool:
	return st.strictness(new) < st.strictness(old)


def _is_less(old: float, new: float) -> bool:
	return bool(new < old)


def _is_more(old: float, new: float) -> bool:
	return bool(new > old)


def _is_more_automatic(old: str, new: str) -> bool:
	return RELEASE_MODES.index(new) > RELEASE_MODES.index(old)


def _decides_milder(old: str, new: str) -> bool:
	return DECIDING_RESULTS.index(new) > DECIDING_RESULTS.index(old)


def _stops_less(old: str, new: str) -> bool:
	return STOPPED_BY_ADDED_GOODS.index(new) > STOPPED_BY_ADDED_GOODS.index(old)


def _binds_less(old: str, new: str) -> bool:
	return FLOOR_STOCK.index(new) > FLOOR_STOCK.index(old)


def _is_later(old: float, new: float) -> bool:
	"""Return whether a limit is raised or lifted; 0 is no limit."""
	return bool(old and (not new or new > old))


def _is_colder(old: float | None, new: float | None) -> bool:
	"""Return whether the lowest temperature is lowered or lifted."""
	return old is not None and (new is None or new < old)


def _is_warmer(old: float | None, new: float | None) -> bool:
	"""Return whether the highest temperature is raised or lifted."""
	return old is not None and (new is None or new > old)


FIELDS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
	"default_status": (_is_milder_status, UNDECIDED),
	"minimum_shelf_life_at_shipment": (_is_less, ALL),
	"minimum_shelf_life_percent_at_shipment": (_is_less, ALL),
	"release_mode": (_is_more_automatic, UNDECIDED),
	"inspection_required": (_is_less, UNDECIDED),
	"deciding_result": (_decides_milder, UNDECIDED),
	"requires_certificate": (_is_less, UNDECIDED),
	"sample_limit": (_is_more, ALL),
	"status_after_receipt": (_is_milder_status, NONE),
	"status_after_production": (_is_milder_status, NONE),
	"status_after_return": (_is_milder_status, NONE),
	"status_after_split": (_is_milder_status, NONE),
	"added_goods_stop": (_stops_less, NONE),
	"floor_stock": (_binds_less, ALL),
	"late_entry_days": (_is_more, ALL),
	"minimum_shelf_life_at_receipt": (_is_less, NONE),
	"requires_supplier_batch": (_is_less, NONE),
	"requires_expiry_date": (_is_less, NONE),
	"expiry_from_label": (_is_less, NONE),
	"requires_manufacturing_date": (_is_less, NONE),
	"requires_traceability_lot_code": (_is_less, NONE),
	"retest_period": (_is_later, NONE),
	"maximum_batch_size": (_is_later, NONE),
	"requires_vehicle": (_is_less, NONE),
	"requires_driver": (_is_less, NONE),
	"requires_seal": (_is_less, NONE),
	"requires_temperature": (_is_less, NONE),
	"requires_consignee": (_is_less, NONE),
	"lowest_temperature": (_is_colder, ALL),
	"highest_temperature": (_is_warmer, ALL),
	"attributes": (gets_milder, NONE),
	"attributes_only_warn": (_is_more, NONE),
}
"""For each field of a policy that quality control rests on: when it gets milder, and what that frees.

Picking order, warnings and the names of classes are not among them: they free nothing.
"""


def milder_fields(old: Policy, new: Policy) -> tuple[str, ...]:
	"""Return the fields in which the new policy asks less of batches than the old one.

	>>> milder_fields(Policy(), Policy(default_status="Released", retest_period=30))
	('default_status',)
	>>> milder_fields(Policy(retest_period=30), Policy()), milder_fields(Policy(), Policy(allocation_rule="LIFO"))
	(('retest_period',), ())
	"""
	return tuple(
		field
		for field, (is_milder, _freed) in FIELDS.items()
		if is_milder(getattr(old, field), getattr(new, field))
	)


def freed_by(fields: tuple[str, ...]) -> str:
	"""Return which batches in stock milder fields free: ALL, UNDECIDED or NONE.

	>>> freed_by(("default_status", "status_after_split")), freed_by(("retest_period",))
	('Undecided', 'None')
	"""
	freed = {FIELDS[field][1] for field in fields}
	return next((which for which in (ALL, UNDECIDED) if which in freed), NONE)

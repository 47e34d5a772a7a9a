"""Contradictions between an item's settings and its policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from batch_trace.core.control.policy import BATCH, OWN_SHELF_LIFE, SERIAL, Policy

NO_POLICY = "no_policy"
NO_BATCHES = "no_batches"
NO_SERIAL_NUMBERS = "no_serial_numbers"
NO_EXPIRY_DATES = "no_expiry_dates"
NO_SHELF_LIFE = "no_shelf_life"
NO_SERIES = "no_series"
NO_INSPECTION = "no_inspection"
NEGATIVE_STOCK = "negative_stock"
SAMPLES_OF_NOTHING = "samples_of_nothing"
NO_SAMPLE_WAREHOUSE = "no_sample_warehouse"


@dataclass(frozen=True, slots=True)
class ItemSettings:
	"""The settings of an item in ERPNext that a policy depends on."""

	has_batch_no: bool = False
	has_serial_no: bool = False
	create_new_batch: bool = False
	batch_number_series: str = ""
	has_expiry_date: bool = False
	shelf_life_in_days: int = 0
	is_purchase_item: bool = False
	inspection_required_before_purchase: bool = False
	allow_negative_stock: bool = False
	retain_sample: bool = False
	sample_quantity: int = 0


def contradictions(
	item: ItemSettings,
	policy: Policy | None,
	*,
	names_by_series: bool = False,
	has_sample_warehouse: bool = True,
) -> Iterator[str]:
	"""Yield the codes of the contradictions.

	`names_by_series` is whether the site has a series for the batches of items that have none of their own.

	>>> list(contradictions(ItemSettings(), None))
	['no_policy']
	>>> dated = Policy(requires_expiry_date=True)
	>>> list(contradictions(ItemSettings(), dated))
	['no_batches', 'no_expiry_dates', 'no_shelf_life']
	>>> list(contradictions(ItemSettings(has_batch_no=True, has_expiry_date=True, shelf_life_in_days=90), dated))
	[]
	"""
	if policy is None:
		yield NO_POLICY
		return
	yield from _of_numbers(item, policy, names_by_series)
	yield from _of_dates(item, policy)
	if policy.inspection_required and item.is_purchase_item and not item.inspection_required_before_purchase:
		yield NO_INSPECTION
	if item.allow_negative_stock:
		yield NEGATIVE_STOCK
	if item.retain_sample and item.sample_quantity <= 0:
		yield SAMPLES_OF_NOTHING
	if item.retain_sample and not has_sample_warehouse:
		yield NO_SAMPLE_WAREHOUSE


def _of_numbers(item: ItemSettings, policy: Policy, names_by_series: bool) -> Iterator[str]:
	if policy.trace_level != SERIAL and not item.has_batch_no:
		yield NO_BATCHES
	if policy.trace_level != BATCH and not item.has_serial_no:
		yield NO_SERIAL_NUMBERS
	if item.has_batch_no and item.create_new_batch and not (item.batch_number_series or names_by_series):
		yield NO_SERIES


def _of_dates(item: ItemSettings, policy: Policy) -> Iterator[str]:
	if policy.requires_expiry_date and not item.has_expiry_date:
		yield NO_EXPIRY_DATES
	if not item.shelf_life_in_days and (policy.requires_expiry_date or policy.blend_expiry == OWN_SHELF_LIFE):
		yield NO_SHELF_LIFE

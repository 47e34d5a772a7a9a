"""A policy's requirements for a batch at its arrival."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from batch_trace.core.control import date_origins
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.shelf_life import days_left
from batch_trace.core.terms import event_types as et

NO_SUPPLIER_BATCH = "no_supplier_batch"
NO_EXPIRY_DATE = "no_expiry_date"
EXPIRY_NOT_FROM_LABEL = "expiry_not_from_label"
NO_MANUFACTURING_DATE = "no_manufacturing_date"
NO_TRACEABILITY_LOT_CODE = "no_traceability_lot_code"
TOO_OLD_TO_RECEIVE = "too_old_to_receive"
TOO_LARGE = "too_large"
MIXED = "mixed"

BOUGHT = frozenset({et.RECEIPT, et.OPENING})
MADE = frozenset({et.PRODUCTION, et.SUBCONTRACTING})
LIMITED_IN_SIZE = BOUGHT | MADE | {et.REPACK}
ENTERED_AS_LOTS = frozenset({et.RECEIPT, et.SUBCONTRACTING})
"""Events whose vouchers have Receive Lots while they are drafts."""
FREE_TO_MIX = frozenset({et.SUPPLIER_RETURN, et.ADJUSTMENT, et.SUBSTITUTION, et.TRANSFER})
"""Events that may mix batches on one row: returns, counts and moves do not choose which batches there are."""

SMALLEST = 1e-6
"""Quantities closer than this are equal."""


@dataclass(frozen=True, slots=True)
class BatchFacts:
	"""The facts of a batch that moves; `made` is the whole quantity received or made of it, in stock UOM."""

	batch: str
	item_code: str
	supplier_batch: str = ""
	expiry_date: date | None = None
	manufacturing_date: date | None = None
	traceability_lot_code: str = ""
	expiry_from: str = ""
	made: float = 0.0


def at_arrival(policy: Policy, event_type: str, facts: BatchFacts, today: date) -> Iterator[str]:
	"""Yield the codes of the requirements that the batch does not meet when it is received or made.

	>>> policy = Policy(requires_supplier_batch=True, requires_manufacturing_date=True, maximum_batch_size=100)
	>>> facts = BatchFacts("B-1", "OATS", made=150)
	>>> list(at_arrival(policy, et.RECEIPT, facts, date(2026, 1, 1)))
	['no_supplier_batch', 'no_manufacturing_date', 'too_large']
	>>> list(at_arrival(policy, et.PRODUCTION, facts, date(2026, 1, 1)))
	['no_manufacturing_date', 'too_large']
	>>> list(at_arrival(policy, et.CUSTOMER_RETURN, facts, date(2026, 1, 1)))
	[]
	"""
	if event_type in BOUGHT:
		yield from _at_purchase(policy, facts, today)
	if event_type in BOUGHT | MADE and policy.requires_manufacturing_date and not facts.manufacturing_date:
		yield NO_MANUFACTURING_DATE
	limit = policy.maximum_batch_size
	if event_type in LIMITED_IN_SIZE and limit and facts.made > limit + SMALLEST:
		yield TOO_LARGE


def _at_purchase(policy: Policy, facts: BatchFacts, today: date) -> Iterator[str]:
	if policy.requires_supplier_batch and not facts.supplier_batch:
		yield NO_SUPPLIER_BATCH
	if policy.requires_traceability_lot_code and not facts.traceability_lot_code:
		yield NO_TRACEABILITY_LOT_CODE
	if policy.requires_expiry_date and not facts.expiry_date:
		yield NO_EXPIRY_DATE
	elif policy.expiry_from_label and facts.expiry_from == date_origins.COMPUTED:
		yield EXPIRY_NOT_FROM_LABEL
	else:
		yield from _remaining_days(policy.minimum_shelf_life_at_receipt, facts, today)


def _remaining_days(minimum: int, facts: BatchFacts, today: date) -> Iterator[str]:
	"""Yield the code if fewer days than the minimum are left, or if there is a minimum but no expiry date."""
	if minimum and not facts.expiry_date:
		yield NO_EXPIRY_DATE
	elif minimum and facts.expiry_date and days_left(facts.expiry_date, today) < minimum:
		yield TOO_OLD_TO_RECEIVE

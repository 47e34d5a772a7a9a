"""Describes contradictions between an item and its policy: what is wrong, what it means, what to do."""

from __future__ import annotations

from typing import NamedTuple

from frappe import _

from batch_trace.control.policy.item_settings import FIXED_BY_STOCK, Contradiction
from batch_trace.core.control import item_settings as its


class Words(NamedTuple):
	"""What is wrong, what it causes, and what to do."""

	what: str
	meaning: str
	what_to_do: str


def words(contradiction: Contradiction) -> Words:
	"""Return the description of a contradiction."""
	what, meaning, what_to_do = _words()[contradiction.code]
	if contradiction.can_fix:
		what_to_do = _("Click Fix")
	elif contradiction.code in FIXED_BY_STOCK:
		what_to_do = _(
			"The item has stock movements, so make a new item, issue the stock of this one and receive it there"
		)
	return Words(what, meaning, what_to_do)


def _words() -> dict[str, tuple[str, str, str]]:
	return {**_of_control(), **_of_dates(), **_of_samples()}


def _of_control() -> dict[str, tuple[str, str, str]]:
	return {
		its.NO_POLICY: (
			_("No Batch Control Policy"),
			_("Its batches can be used and shipped whatever their quality status is"),
			_("Choose a policy in the item or its item group, or use Apply to Items in a policy"),
		),
		its.NO_BATCHES: (
			_("Has Batch No is off"),
			_("Its stock has no batches, so none of it can be held, released or traced"),
			"",
		),
		its.NO_SERIAL_NUMBERS: (
			_("Has Serial No is off"),
			_("The policy traces each unit, but the units have no numbers"),
			"",
		),
		its.NO_SERIES: (
			_("Batches are made automatically, without a number series"),
			_("Their numbers are random characters, which are hard to read from a label and have no order"),
			"",
		),
		its.NEGATIVE_STOCK: (
			_("Allow Negative Stock is on"),
			_("Batches can be used before they are received and released"),
			"",
		),
	}


def _of_dates() -> dict[str, tuple[str, str, str]]:
	return {
		its.NO_EXPIRY_DATES: (
			_("Has Expiry Date is off"),
			_("The policy requires an expiry date, which ERPNext does not calculate for this item"),
			"",
		),
		its.NO_SHELF_LIFE: (
			_("Shelf Life in Days is 0"),
			_(
				"No expiry date can be calculated, so each must be typed in, and manufactured batches have none"
			),
			_("Enter Shelf Life in Days in the item"),
		),
		its.NO_INSPECTION: (
			_("Inspection Required before Purchase is off"),
			_("The policy requires an inspection, but ERPNext accepts a receipt without one"),
			"",
		),
	}


def _of_samples() -> dict[str, tuple[str, str, str]]:
	return {
		its.SAMPLES_OF_NOTHING: (
			_("Retain Sample is on, Max Sample Quantity is 0"),
			_("No sample is kept"),
			_("Enter Max Sample Quantity in the item, or switch Retain Sample off"),
		),
		its.NO_SAMPLE_WAREHOUSE: (
			_("Retain Sample is on, but there is no Sample Retention Warehouse"),
			_("The item cannot be saved, and there is no warehouse for its samples"),
			_("Choose a Sample Retention Warehouse in Stock Settings"),
		),
	}

"""Words for what does not fit about an item: what it is, what it means, what to do."""

from __future__ import annotations

from typing import NamedTuple

from frappe import _

from batch_trace.control.policy.item_settings import FIXED_BY_STOCK, Contradiction
from batch_trace.core.control import item_settings as its


class Words(NamedTuple):
	"""What is wrong, what comes of it, and what to do where no click helps."""

	what: str
	meaning: str
	what_to_do: str


def words(found: Contradiction) -> Words:
	"""Return the words for a contradiction."""
	what, meaning, what_to_do = _words()[found.code]
	if found.can_fix:
		what_to_do = _("Click Fix")
	elif found.code in FIXED_BY_STOCK:
		what_to_do = _(
			"The item has moved: make a new item, issue the stock from this one and receive it there"
		)
	return Words(what, meaning, what_to_do)


def _words() -> dict[str, tuple[str, str, str]]:
	return {**_of_control(), **_of_dates(), **_of_samples()}


def _of_control() -> dict[str, tuple[str, str, str]]:
	return {
		its.NO_POLICY: (
			_("No Batch Control Policy"),
			_("Its batches are not under control: whatever their state, they can be used and shipped"),
			_("Choose a policy in the item or its group, or Apply to Items in a policy"),
		),
		its.NO_BATCHES: (
			_("Has Batch No is off"),
			_("Its stock has no batches, so that nothing of it can be held, released or traced"),
			"",
		),
		its.NO_SERIAL_NUMBERS: (
			_("Has Serial No is off"),
			_("The policy traces each unit, but the units have no numbers"),
			"",
		),
		its.NO_SERIES: (
			_("Batches are made automatically, without a number series"),
			_("Their numbers are random letters, which nobody can read from a label or put in order"),
			"",
		),
		its.NEGATIVE_STOCK: (
			_("Allow Negative Stock is on"),
			_("Batches can be used before they are received, and so before they are released"),
			"",
		),
	}


def _of_dates() -> dict[str, tuple[str, str, str]]:
	return {
		its.NO_EXPIRY_DATES: (
			_("Has Expiry Date is off"),
			_("The policy asks for an expiry date, which ERPNext does not work out for this item"),
			"",
		),
		its.NO_SHELF_LIFE: (
			_("Shelf Life in Days is 0"),
			_("No expiry date can be worked out: each must be typed in, and a made batch has none"),
			_("Enter Shelf Life in Days in the item"),
		),
		its.NO_INSPECTION: (
			_("Inspection Required before Purchase is off"),
			_("The policy asks for an inspection, but ERPNext takes a receipt without one"),
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
			_("The item cannot be saved, and samples have no place to go to"),
			_("Choose a Sample Retention Warehouse in Stock Settings"),
		),
	}

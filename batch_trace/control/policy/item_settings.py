"""Finds stock items without a policy, or with settings that contradict their policy, and fixes such settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.policy import policies
from batch_trace.core.control import item_settings as its
from batch_trace.core.control.item_settings import ItemSettings
from batch_trace.core.control.policy import Policy
from batch_trace.ledger import stock

SETTINGS = tuple(field.name for field in fields(ItemSettings))
FIXES = {
	its.NO_BATCHES: "has_batch_no",
	its.NO_SERIAL_NUMBERS: "has_serial_no",
	its.NO_EXPIRY_DATES: "has_expiry_date",
	its.NO_SERIES: "batch_number_series",
	its.NO_INSPECTION: "inspection_required_before_purchase",
	its.NEGATIVE_STOCK: "allow_negative_stock",
}
"""The field of the item that a click on Fix sets, by contradiction; others need a user's choice."""
FIXED_BY_STOCK = (its.NO_BATCHES, its.NO_SERIAL_NUMBERS)
"""Contradictions in settings that ERPNext does not allow to change once the item has stock movements."""


class Contradiction(NamedTuple):
	"""One contradiction between an item and its policy."""

	item: frappe._dict
	policy: Policy | None
	code: str
	has_moved: bool

	@property
	def can_fix(self) -> bool:
		"""Whether a click can fix it now."""
		return self.code in FIXES and not (self.has_moved and self.code in FIXED_BY_STOCK)


def find(items: Collection[frappe._dict]) -> Iterator[Contradiction]:
	"""Yield the contradictions of items, which are rows with a name and the fields in SETTINGS."""
	governed = policies.of_items([item.name for item in items])
	moved = stock.items_moved([item.name for item in items])
	site = {
		"names_by_series": bool(frappe.db.get_single_value("Stock Settings", "use_naming_series")),
		"has_sample_warehouse": bool(
			frappe.db.get_single_value("Stock Settings", "sample_retention_warehouse")
		),
	}
	for item in items:
		policy = governed.get(item.name)
		for code in its.contradictions(_settings(item), policy, **site):
			yield Contradiction(item, policy, code, item.name in moved)


def _settings(item: frappe._dict) -> ItemSettings:
	return ItemSettings(**{field: item.get(field) or getattr(ItemSettings(), field) for field in SETTINGS})


def fix(doc: Document, code: str) -> None:
	"""Set the item's field as its policy requires and save the item; ERPNext's validation may refuse that.

	Raises:
		frappe.ValidationError: the item does not have this contradiction any more, or a click cannot fix it.
	"""
	row = frappe._dict({"name": doc.name, **{field: doc.get(field) for field in SETTINGS}})
	codes = {contradiction.code for contradiction in find([row])}
	if code not in codes or code not in FIXES:
		frappe.throw(
			_(
				"{0} of item {1} cannot be fixed by a click: it was fixed already, or needs your choice. Reload the report."
			).format(frappe.utils.escape_html(code), frappe.bold(doc.name))
		)
	doc.set(FIXES[code], _value(doc, code))
	doc.save()


def _value(doc: Document, code: str) -> object:
	if code == its.NO_SERIES:
		return f"{doc.name.replace('.', '-')}-.YYYY.-.#####"
	return 0 if code == its.NEGATIVE_STOCK else 1

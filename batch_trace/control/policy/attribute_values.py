"""Reads attributes and the values that batches have of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe

from batch_trace.core.terms.attributes import (
	UNKNOWN,
	Attribute,
	Known,
	NotAValue,
	number,
	options,
	parse,
)

ATTRIBUTE, VALUE = "Batch Attribute", "Batch Attribute Value"
ENTERED, MEASURED, DEFAULT, INHERITED = "Entered", "Measured", "Default", "Inherited"
CACHE = "batch_trace_attributes"
FIELDS = (
	"name",
	"value_type",
	"inheritance",
	"unit",
	"options",
	"minimum",
	"maximum",
	"inputs_without",
)


class Kept(NamedTuple):
	"""A value as it is kept for a batch.

	`entered` is what a person entered, where more has come in from what the batch is made from; `overruled` is what had come
	in when QA corrected the value.
	"""

	name: str
	batch: str
	attribute: str
	known: Known
	origin: str
	entered: Known | None = None
	overruled: Known | None = None


def attributes() -> dict[str, Attribute]:
	"""Return the attributes that are not disabled, by name: one cached lookup, empty on most sites."""
	rows = frappe.cache.get_value(CACHE)
	if rows is None:
		rows = frappe.get_all(
			ATTRIBUTE, {"disabled": 0}, FIELDS, order_by="creation, name", as_list=True, limit_page_length=0
		)
		frappe.cache.set_value(CACHE, [list(row) for row in rows])
	return {row[0]: _attribute(*row) for row in rows}


def forget() -> None:
	"""Read the attributes anew, also when the transaction that changed them has ended."""
	_delete_cached()
	frappe.db.after_commit.add(_delete_cached)
	frappe.db.after_rollback.add(_delete_cached)


def _delete_cached() -> None:
	frappe.cache.delete_value(CACHE)


def _attribute(
	name: str,
	value_type: str,
	rule: str,
	unit: str | None,
	choices: str | None,
	minimum: str | None,
	maximum: str | None,
	inputs_without: str,
) -> Attribute:
	low, high = (number(text) if text else None for text in (minimum, maximum))
	return Attribute(name, value_type, rule, unit or "", options(choices or ""), low, high, inputs_without)


def of_document(doc: frappe.model.document.Document) -> Attribute:
	"""Return the attribute that a Batch Attribute says, saved or not."""
	return _attribute(*(doc.get("attribute_name" if field == "name" else field) for field in FIELDS))


def kept(batches: Collection[str], *, lock: bool = False) -> list[Kept]:
	"""Return the values of batches of attributes that are in use.

	`lock` reads the values that are committed now, and locks them. A value that somebody adds meanwhile is not seen, so the
	attribute is not known: that stops more, not less.
	"""
	known = attributes() if batches else {}
	if not known:
		return []
	value = frappe.qb.DocType(VALUE)
	query = (
		frappe.qb.from_(value)
		.select(value.name, value.batch, value.attribute, value.value, value.is_incomplete, value.origin)
		.select(value.entered_value, value.overruled, value.overruled_is_incomplete)
		.orderby(value.batch, value.attribute)
	)
	rows = query.where(value.batch.isin(sorted(batches)) & value.attribute.isin(sorted(known))).run()
	if lock and rows:
		rows = query.where(value.name.isin(sorted(row[0] for row in rows))).for_update().run()
	return [_kept(known[row[2]], *row) for row in rows]


def _kept(
	attribute: Attribute,
	name: str,
	batch: str,
	_attribute: str,
	text: str | None,
	is_incomplete: int,
	origin: str,
	entered: str | None,
	overruled: str | None,
	overruled_is_incomplete: int,
) -> Kept:
	return Kept(
		name,
		batch,
		attribute.name,
		_known(attribute, text, is_incomplete),
		origin,
		_known(attribute, entered, 0) if entered else None,
		_known(attribute, overruled, overruled_is_incomplete) if overruled else None,
	)


def _known(attribute: Attribute, text: str | None, is_incomplete: int) -> Known:
	"""Return what a stored text says; one that is no value of the attribute any more says nothing."""
	try:
		return Known(parse(attribute, text), not is_incomplete) if text else UNKNOWN
	except NotAValue:
		return UNKNOWN


def of_batches(batches: Collection[str], *, lock: bool = False) -> dict[str, dict[str, Known]]:
	"""Return what is known of the batches, by batch and attribute; `lock` as in `kept`."""
	values: dict[str, dict[str, Known]] = {}
	for row in kept(batches, lock=lock):
		values.setdefault(row.batch, {})[row.attribute] = row.known
	return values

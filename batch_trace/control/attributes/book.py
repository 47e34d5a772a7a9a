"""The site's values of attributes, as the rules of inheritance read them, and the writer of what is inherited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import frappe
from frappe.utils import now

from batch_trace.control.policy import attribute_values, policies
from batch_trace.control.policy.attribute_values import DEFAULT, ENTERED, INHERITED, MEASURED, VALUE
from batch_trace.core.attributes.inheritance import Changes, Stated
from batch_trace.core.terms.attributes import Known, written
from batch_trace.ledger import bulk
from batch_trace.ledger.sealing import states

BY_PEOPLE = (ENTERED, MEASURED)
NOTHING_OVERRULED = {"overruled": "", "overruled_is_incomplete": 0}
NOTHING_BESIDE = {"entered_value": "", **NOTHING_OVERRULED}
"""What is kept beside a value as long as it is what a person entered, and nothing else has come in."""

COLUMNS = ("batch", "item", "attribute", "value", "is_incomplete", "origin")


class SiteBook:
	"""The values of this site; what items have is what their policies say.

	With `lock` they are read as they are committed now, and locked, as is needed before something is written.
	"""

	def __init__(self, *, lock: bool = True) -> None:
		self._lock = lock

	def values(self, batches: Collection[str]) -> Mapping[str, Mapping[str, Stated]]:
		"""Return the values of batches, by batch and attribute."""
		values: dict[str, dict[str, Stated]] = {}
		for row in attribute_values.kept(batches, lock=self._lock):
			is_default = row.origin == DEFAULT
			is_entered = not is_default and row.origin != INHERITED
			stated = Stated(row.known, is_entered, is_default, row.entered, row.overruled)
			values.setdefault(row.batch, {})[row.attribute] = stated
		return values

	def attributes_of(self, items: Collection[str]) -> Mapping[str, Collection[str]]:
		"""Return the attributes that the batches of each item have."""
		return {
			item: {condition.attribute for condition in policy.attributes}
			for item, policy in policies.of_items(items).items()
		}


def write(changes: Changes) -> None:
	"""Keep what is known of batches now, in the order of their names, and record it."""
	rows = _rows(changes)
	gone, there = [], {}
	new: list[tuple[str, str, Known]] = []
	for batch, of_batch in sorted(changes.items()):
		for attribute, known in sorted(of_batch.items()):
			row = rows.get((batch, attribute))
			if known is None:
				gone += [row.name] if row else []
			elif row:
				there[row.name] = _changed(row, known)
			else:
				new.append((batch, attribute, known))
	states.set_values(VALUE, there, update_modified=True)
	insert(new, INHERITED)
	_delete(gone)


def _changed(row: frappe._dict, known: Known) -> dict[str, object]:
	"""Return the fields of a value of which something else is known now; what a person entered is kept beside it."""
	if row.origin not in BY_PEOPLE:
		return {**_values(known), "origin": INHERITED}
	entered = row.entered_value or row.value
	is_as_entered = known.is_complete and written(known.value) == entered
	return {**_values(known), "entered_value": "" if is_as_entered else entered}


def end_corrections(batches: Collection[str]) -> None:
	"""Let what QA has overruled count again: more went into the batches, and QA has not seen that."""
	value = frappe.qb.DocType(VALUE)
	names = (
		frappe.qb.from_(value)
		.select(value.name)
		.where(value.batch.isin(sorted(batches)))
		.where(value.overruled != "")
		.orderby(value.name)
		.run()
		if batches
		else ()
	)
	states.set_values(VALUE, {name: NOTHING_OVERRULED for (name,) in names}, update_modified=True)


def delete_of(batch: str) -> None:
	"""Delete the values of a batch that is deleted."""
	_delete(frappe.get_all(VALUE, {"batch": batch}, pluck="name", order_by="name", limit_page_length=0))


def _delete(names: Iterable[str]) -> None:
	for name in names:
		doc = frappe.get_doc(VALUE, name)
		doc.flags.is_by_code = True
		doc.delete(ignore_permissions=True)


def insert(rows: Iterable[tuple[str, str, Known]], origin: str) -> None:
	"""Add values that batches have not had so far: batch, attribute and value."""
	rows = list(rows)
	if not rows:
		return
	items = dict(
		frappe.get_all(
			"Batch", {"name": ["in", [row[0] for row in rows]]}, ["name", "item"], order_by=None, as_list=True
		)
	)
	at, user = now(), frappe.session.user
	names = [frappe.generate_hash(length=20) for _row in rows]
	bulk.insert(
		VALUE,
		(*bulk.STANDARD, *COLUMNS),
		[
			(name, at, at, user, user, batch, items.get(batch), attribute, *_values(known).values(), origin)
			for name, (batch, attribute, known) in zip(names, rows, strict=True)
		],
	)
	states.keep(VALUE, names)


def _values(known: Known) -> dict[str, object]:
	return {"value": written(known.value), "is_incomplete": int(not known.is_complete)}


def _rows(changes: Changes) -> dict[tuple[str, str], frappe._dict]:
	"""Return the values that are there, of disabled attributes too."""
	value = frappe.qb.DocType(VALUE)
	rows = (
		frappe.qb.from_(value)
		.select(value.batch, value.attribute, value.name, value.origin, value.value, value.entered_value)
		.where(value.batch.isin(sorted(changes)))
		.run(as_dict=True)
		if changes
		else ()
	)
	return {(row.batch, row.attribute): row for row in rows}

"""The site's values of attributes, as the rules of inheritance read them, and the writer of what is inherited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import frappe
from frappe.utils import now

from batch_trace.control.policy import attribute_values, policies
from batch_trace.control.policy.attribute_values import DEFAULT, INHERITED, VALUE
from batch_trace.core.attributes.inheritance import Changes, Stated
from batch_trace.core.terms.attributes import Known, written
from batch_trace.ledger import bulk
from batch_trace.ledger.sealing import states

COLUMNS = ("batch", "item", "attribute", "value", "is_incomplete", "origin")


class SiteBook:
	"""The values of this site; what items have is what their policies say."""

	def values(self, batches: Collection[str]) -> Mapping[str, Mapping[str, Stated]]:
		"""Return the values of batches, by batch and attribute, as they are committed now."""
		values: dict[str, dict[str, Stated]] = {}
		for row in attribute_values.kept(batches, lock=True):
			is_default = row.origin == DEFAULT
			is_entered = not is_default and row.origin != INHERITED
			values.setdefault(row.batch, {})[row.attribute] = Stated(row.known, is_entered, is_default)
		return values

	def attributes_of(self, items: Collection[str]) -> Mapping[str, Collection[str]]:
		"""Return the attributes that the batches of each item have."""
		return {
			item: {condition.attribute for condition in policy.attributes}
			for item, policy in policies.of_items(items).items()
		}


def write(changes: Changes) -> None:
	"""Keep what batches inherit now, in the order of their names, and record it."""
	names = _names(changes)
	gone, there = [], {}
	new: list[tuple[str, str, Known]] = []
	for batch, of_batch in sorted(changes.items()):
		for attribute, known in sorted(of_batch.items()):
			name = names.get((batch, attribute))
			if known is None:
				gone += [name] if name else []
			elif name:
				there[name] = {**_values(known), "origin": INHERITED}
			else:
				new.append((batch, attribute, known))
	states.set_values(VALUE, there, update_modified=True)
	insert(new, INHERITED)
	_delete(gone)


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


def _names(changes: Changes) -> dict[tuple[str, str], str]:
	"""Return the names of the values that are there, of disabled attributes too."""
	value = frappe.qb.DocType(VALUE)
	rows = (
		frappe.qb.from_(value)
		.select(value.batch, value.attribute, value.name)
		.where(value.batch.isin(sorted(changes)))
		.run()
		if changes
		else ()
	)
	return {(batch, attribute): name for batch, attribute, name in rows}

"""The attributes of batches as columns of Batch Stock, and the filter by one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _

from batch_trace.batch_trace.report.columns import Column, column
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.policy import attribute_rows, attribute_values, attribute_words
from batch_trace.control.policy.attribute_values import VALUE
from batch_trace.core.control import attribute_conditions as ac
from batch_trace.core.control.attribute_conditions import Condition
from batch_trace.core.terms.attributes import NUMBER, Attribute, Known

Values = Mapping[str, Mapping[str, Known]]


@dataclass(slots=True)
class Shown:
	"""The attributes that the batches of a report have."""

	attributes: Sequence[Attribute] = ()
	values: Values = field(default_factory=dict)

	@property
	def columns(self) -> list[Column]:
		"""A column for each attribute of which some batch has a value."""
		return [
			column(_(each.name), f"attribute_{place}", "Float" if each.value_type == NUMBER else "Data", 120)
			for place, each in enumerate(self.attributes)
		]

	def cells(self, batch: str) -> dict[str, object]:
		"""Return the cells of a batch; numbers as numbers, so that they can be sorted."""
		known = self.values.get(batch, {})
		return {
			f"attribute_{place}": _cell(each, known[each.name])
			for place, each in enumerate(self.attributes)
			if each.name in known
		}


def of(entries: Sequence[BatchInStock], filters: Mapping[str, Any]) -> tuple[list[BatchInStock], Shown]:
	"""Return the rows that meet the condition asked for, and the attributes of their batches."""
	attributes = attribute_values.attributes()
	if not attributes or not entries or not frappe.has_permission(VALUE, "read"):
		return list(entries), Shown()
	values = attribute_values.of_batches({entry.batch for entry in entries})
	if attribute := attributes.get(str(filters.get("attribute") or "")):
		condition = _condition(attribute, filters)
		entries = [
			entry
			for entry in entries
			if not ac.judge(condition, attribute, values.get(entry.batch, {}).get(attribute.name))
		]
	present = {name for entry in entries for name in values.get(entry.batch, {})}
	return list(entries), Shown([each for each in attributes.values() if each.name in present], values)


def _condition(attribute: Attribute, filters: Mapping[str, Any]) -> Condition:
	"""Return the condition of the filters; without one, the batches of which something is known."""
	kind, value = (str(filters.get(name) or "") for name in ("condition", "attribute_value"))
	if kind not in (ac.AT_LEAST, ac.AT_MOST, ac.ONLY, ac.NONE_OF):
		return Condition(attribute.name, ac.IS_KNOWN)
	row = frappe._dict(idx=1, attribute=attribute.name, condition=kind, value=value)
	attribute_rows.check(frappe._dict(attributes=[row]), is_empty_allowed=False)
	return Condition.of(row)


def _cell(attribute: Attribute, known: Known) -> object:
	if attribute.value_type == NUMBER:
		return known.value
	return attribute_words.shown(attribute, known)

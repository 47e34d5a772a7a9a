"""Item: a change may give it another batch control policy."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.loosening import assignment, merging
from batch_trace.control.status import effective

POLICY_FIELDS = ("batch_control_policy", "item_group", "variant_of")


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Check a merge of items as a change of policies."""
	if merge:
		merging.check_items(old, new)


def validate(doc: Document, method: str | None = None) -> None:
	"""Remember the current policies if a field that decides the policy changes."""
	if not doc.is_new() and any(doc.has_value_changed(field) for field in POLICY_FIELDS):
		assignment.remember(doc, [doc.name, *_variants(doc)])


def on_update(doc: Document, method: str | None = None) -> None:
	"""Show what the change means for batches in stock, also in their list."""
	effective.of_items(assignment.show_effects(doc))


def _variants(doc: Document) -> list[str]:
	if not doc.has_variants:
		return []
	return frappe.get_all("Item", {"variant_of": doc.name}, pluck="name", order_by="name")

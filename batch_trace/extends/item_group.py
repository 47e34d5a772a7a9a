"""Item Group: a change may give its items another batch control policy."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.loosening import assignment, merging
from batch_trace.control.status import effective

POLICY_FIELDS = ("batch_control_policy", "parent_item_group")


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Check a merge of groups as a change of policies."""
	if merge:
		merging.check_groups(old, new, _items_below(old))


def validate(doc: Document, method: str | None = None) -> None:
	"""Remember the current policies if a field that decides the policy changes."""
	if not doc.is_new() and any(doc.has_value_changed(field) for field in POLICY_FIELDS):
		assignment.remember(doc, _items_below(doc.name))


def on_update(doc: Document, method: str | None = None) -> None:
	"""Show what the change means for batches in stock, also in their list."""
	effective.of_items(assignment.show_effects(doc))


def _items_below(group: str) -> list[str]:
	rows = frappe.db.sql(
		"""SELECT i.name FROM `tabItem` i JOIN `tabItem Group` g ON g.name = i.item_group
		JOIN `tabItem Group` top ON top.name = %(group)s AND g.lft >= top.lft AND g.rgt <= top.rgt
		WHERE i.has_batch_no = 1""",
		{"group": group},
	)
	return [item for (item,) in rows]

"""Item Group: its items may come under another batch control policy."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.policy import assignment, merging

MATTER = ("batch_control_policy", "parent_item_group")


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Judge the merging of a group as a change of policies."""
	if merge:
		merging.check_groups(old, new, _items_below(old))


def validate(doc: Document, method: str | None = None) -> None:
	"""Remember the policies before a change of what tells them."""
	if not doc.is_new() and any(doc.has_value_changed(field) for field in MATTER):
		assignment.remember(doc, _items_below(doc.name))


def on_update(doc: Document, method: str | None = None) -> None:
	"""Say what the change means for batches in stock."""
	assignment.tell(doc)


def _items_below(group: str) -> list[str]:
	rows = frappe.db.sql(
		"""SELECT i.name FROM `tabItem` i JOIN `tabItem Group` g ON g.name = i.item_group
		JOIN `tabItem Group` top ON top.name = %(group)s AND g.lft >= top.lft AND g.rgt <= top.rgt
		WHERE i.has_batch_no = 1""",
		{"group": group},
	)
	return [item for (item,) in rows]

"""Judges a changed or merged policy by the batches in stock of the items under it."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.loosening import assignment, in_stock
from batch_trace.control.policy import policies
from batch_trace.core.control.policy import Policy


def check(doc: Document, before: Document | None) -> None:
	"""Refuse a saved policy that asks less than before, unless the user may loosen control and has signed it."""
	if before is not None:
		_judge(doc.name, Policy.of(before.as_dict()), Policy.of(doc.as_dict()))


def check_merge(old: str, new: str) -> None:
	"""Refuse to merge a policy into one that asks less, unless the user may loosen control and has signed it."""
	if frappe.db.exists(policies.POLICY, new):
		read = policies.read({name: name for name in (old, new)})
		_judge(old, read[old], read[new])


def _judge(name: str, old: Policy, new: Policy) -> None:
	if old == new:
		return
	items = in_stock.items_under(name)
	assignment.judge_policy(name, dict.fromkeys(items, old), dict.fromkeys(items, new))

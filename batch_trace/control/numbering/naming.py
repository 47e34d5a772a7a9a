"""Numbers the batches that ERPNext or a user makes without a number: at a Work Order's start, in a voucher, on the form."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.numbering import batches, facts, numbers, rules


def number(batch: Document) -> None:
	"""Give a new Batch without a number the next one of its item's rule, if the item has one."""
	if batch.batch_id or not batch.item:
		return
	places = rules.in_force()
	if not places:
		return
	known = facts.of_batch(batch)
	rule = rules.of_item(batch.item, known.company, places)
	if rule:
		numbered = numbers.make(rule, known)
		batch.batch_id = numbered.number
		batches.note(batch, numbered)

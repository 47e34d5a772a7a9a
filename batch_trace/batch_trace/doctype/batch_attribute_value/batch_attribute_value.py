"""Batch Attribute Value: what is known of one attribute of one batch."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.attributes import entering, handing_down
from batch_trace.control.holds import places
from batch_trace.ledger.access import check_readable


class BatchAttributeValue(Document):
	"""Entered or measured by a person, a default of the policy, or inherited."""

	def before_insert(self) -> None:
		"""Refuse a value of a batch that the user may not read."""
		check_readable("Batch", [self.batch])
		places.check_not_elsewhere([self.batch])

	def validate(self) -> None:
		"""Refuse what is no value of the attribute, and what only QA may change."""
		entering.check(self, self.get_doc_before_save())

	def on_update(self) -> None:
		"""Hand the value down to what is made from the batch."""
		if not self.flags.is_by_code:
			entering.after_change(self)

	def on_trash(self) -> None:
		"""Refuse to take away what others rely on, unless QA does it with a reason."""
		entering.check_deletion(self)

	def after_delete(self) -> None:
		"""Let the batch inherit again what was entered for it."""
		if not self.flags.is_by_code:
			handing_down.again([self.batch])


def on_doctype_update() -> None:
	"""Add the index by which a batch has one value of each attribute."""
	frappe.db.add_unique("Batch Attribute Value", ["batch", "attribute"], "batch_attribute")

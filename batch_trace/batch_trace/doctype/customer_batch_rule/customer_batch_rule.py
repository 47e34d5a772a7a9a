"""Customer Batch Rule: what customers require of the batches they receive."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.policy import attribute_rows

REQUIREMENTS = ("minimum_days_left", "minimum_percent_left", "attributes", "excluded_batches")


class CustomerBatchRule(Document):
	"""The remaining shelf life and attributes that customers require, and batches that they do not accept."""

	def validate(self) -> None:
		"""Refuse a rule without a customer, with a customer and a group, or without a requirement."""
		if bool(self.customer) == bool(self.customer_group):
			frappe.throw(_("Enter either a customer or a customer group."))
		if self.item_code and self.item_group:
			frappe.throw(_("Enter either an item or an item group, or leave both empty for all items."))
		if not 0 <= flt(self.minimum_percent_left) <= 100:
			frappe.throw(_("Minimum Share Left must be between 0 and 100 percent."))
		attribute_rows.check(self, is_empty_allowed=False)
		if not any(self.get(field) for field in REQUIREMENTS):
			frappe.throw(
				_(
					"Enter at least one requirement: minimum days left, minimum share left, a condition on an attribute, or excluded batches."
				)
			)
		self.title = self._title()

	def _title(self) -> str:
		"""Return whom and what the rule is about, which is all that tells rules apart."""
		return (
			f"{self.customer or self.customer_group}: {self.item_code or self.item_group or _('All Items')}"
		)

"""Customer Batch Rule: what customers ask of the batches that they get."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt


class CustomerBatchRule(Document):
	"""Life that must be left, and batches that are not wanted, by customer or group, and by item or group."""

	def validate(self) -> None:
		"""Refuse a rule for nobody, for two at once, or of nothing."""
		if bool(self.customer) == bool(self.customer_group):
			frappe.throw(_("Name a customer or a customer group, and not both."))
		if self.item_code and self.item_group:
			frappe.throw(_("Name an item or an item group, and not both; neither stands for all items."))
		if not 0 <= flt(self.minimum_percent_left) <= 100:
			frappe.throw(_("Minimum Share Left must be between 0 and 100 percent."))
		if not (self.minimum_days_left or self.minimum_percent_left or self.excluded_batches):
			frappe.throw(_("Say what is asked: days or a share that must be left, or batches not wanted."))

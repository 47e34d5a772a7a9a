"""Customer Certificate Choice: the parameters that a customer wants on certificates."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class CustomerCertificateChoice(Document):
	"""The parameters of a customer, for one item or for all; one choice for each."""

	def validate(self) -> None:
		"""Refuse a second choice of the customer for the same items."""
		same = {
			"customer": self.customer,
			"item_code": self.item_code or ["is", "not set"],
			"name": ["!=", self.name or ""],
		}
		if other := frappe.db.get_value(self.doctype, same):
			frappe.throw(
				_("{0} already has the choice {1} for this. Change that one instead.").format(
					frappe.bold(frappe.utils.escape_html(self.customer)), other
				),
				frappe.DuplicateEntryError,
			)

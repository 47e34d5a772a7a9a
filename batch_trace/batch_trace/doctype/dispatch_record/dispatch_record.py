"""Dispatch Record: what was known of a shipment when it was loaded, and the proof of its delivery."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class DispatchRecord(AppendOnly):
	"""One record of a shipment; what the ledger's writer knew, or what somebody entered after the delivery."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this record."""
		return _(
			"Enter another proof of delivery on the shipment: the newest one counts, and the older ones stay."
		)


def on_doctype_update() -> None:
	"""Add the index by voucher, for traces."""
	frappe.db.add_index("Dispatch Record", ["voucher_no"], "voucher_index")

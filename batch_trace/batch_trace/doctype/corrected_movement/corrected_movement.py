"""Corrected Movement: which batch a row of a submitted voucher really moved."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class CorrectedMovement(AppendOnly):
	"""Some of one batch in one row of a voucher that was of another batch."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this record."""
		return _("Correct the batches of the voucher once more, with a reason.")


def on_doctype_update() -> None:
	"""Add the indexes by voucher and correcting entry, for capture, and by batch and supplier's number, for traces."""
	by_name = ("batch", "right_batch", "recorded_supplier_batch")
	for column in ("voucher_no", "issue_entry", "receipt_entry", *by_name):
		frappe.db.add_index("Corrected Movement", [column], f"{column}_index")

"""Batch Correction: what was corrected of a batch after it had moved."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class BatchCorrection(AppendOnly):
	"""One correction; `changes` has one line for each field."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this record."""
		return _("Correct the Batch once more, with a reason.")


def on_doctype_update() -> None:
	"""Add the indexes by batch and by the supplier's batch numbers, for traces."""
	for columns in (["batch"], ["old_supplier_batch"], ["new_supplier_batch"]):
		frappe.db.add_index("Batch Correction", columns, f"{columns[0]}_index")

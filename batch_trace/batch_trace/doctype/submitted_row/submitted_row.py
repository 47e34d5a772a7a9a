"""Submitted Row: what a hold, decision, override or reservation, or one of its rows, said when it was submitted."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class SubmittedRow(AppendOnly):
	"""A row of a submitted document, or the document itself if `row_name` is empty. The guard reads those of holds."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this record."""
		return _("Release the hold or the reservation, or make a new decision; the document of record stays.")


def on_doctype_update() -> None:
	"""Add the indexes for the holds on a batch, and for the rows of a document."""
	frappe.db.add_index("Submitted Row", ["reference_doctype", "batch"], "batch_index")
	frappe.db.add_index("Submitted Row", ["reference_doctype", "reference_name"], "document_index")

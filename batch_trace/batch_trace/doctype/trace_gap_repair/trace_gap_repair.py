"""Trace Gap Repair: who repaired a difference that the check had found, and what was done."""

from __future__ import annotations

from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class TraceGapRepair(AppendOnly):
	"""Written with the repair, in its transaction, whether or not the difference is gone by it."""

	def what_to_do(self) -> str:
		"""Return what whoever wants the record to be different can do instead."""
		return _("Write what there is to add into Explanation of the Trace Gap.")

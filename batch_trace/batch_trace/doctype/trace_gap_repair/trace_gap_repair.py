"""Trace Gap Repair: who repaired a difference that the check had found, and what was done."""

from __future__ import annotations

from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class TraceGapRepair(AppendOnly):
	"""Written in the transaction of the repair, even if the difference remains."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this record."""
		return _("Enter your comment in Explanation of the Trace Gap instead.")

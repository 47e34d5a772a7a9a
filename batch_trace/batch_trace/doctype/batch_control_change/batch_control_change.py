"""Batch Control Change: a change that loosened control, with the batches that it freed."""

from __future__ import annotations

from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class BatchControlChange(AppendOnly):
	"""One change; `changes` and `batches` have one line each."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this record."""
		return _(
			"Change the policy, the settings or the warehouse back; that is not loosening and needs no signature."
		)

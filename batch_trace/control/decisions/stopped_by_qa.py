"""Tells a status that QA has decided on from one with which a batch began."""

from __future__ import annotations

from batch_trace.control.decisions import decisions, inspections
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st


def is_stopped_by_qa(batch: Standing) -> bool:
	"""Return whether QA has stopped the batch, by a decision or an inspection, so that its status is more than its first one."""
	status = batch.quality_status
	if not status or status == st.RELEASED:
		return False
	if st.strictness(status) >= st.strictness(st.REJECTED):
		return True
	decision = decisions.latest([batch.batch]).get(batch.batch)
	inspected = inspections.of_batches([batch.batch]).get(batch.batch, [])
	is_decided = bool(decision and decision.decision == status)
	return is_decided or bool(inspections.rejecting(inspected, batch.policy))

"""Pick Lists are judged when they are submitted; what is delivered from them then counts as it was judged there."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import foreseen, out_of_turn, pick_record


def judge(doc: Document) -> None:
	"""Judge what a list picks, and record it.

	Raises:
		OutOfTurn: the policy stops it, or asks for a reason that the list does not give.
	"""
	judged = list(foreseen.judged(doc))
	out_of_turn.check(judged, is_told=out_of_turn.is_told(doc))
	pick_record.add(judged, why=out_of_turn.reason_on(doc))

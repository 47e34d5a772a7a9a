"""What a reviewed certificate does to its batches: it is a criterion of their release, and a rejected one stops them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.certificates import records
from batch_trace.control.certificates.records import ACCEPTED, CERTIFICATE, Certified
from batch_trace.control.decisions import automatic, decisions
from batch_trace.core.terms.event_types import MAKING
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import capture


def carry_out(doc: Document) -> None:
	"""Release the batches whose criteria are all met now; a rejection moves them back to Quarantine."""
	capture.flush()
	batches = records.batches_of_document(doc)
	if doc.decision == ACCEPTED:
		automatic.release(batches)
		return
	automatic.move_back(
		batches, _("certificate {0} was rejected").format(get_link_to_form(CERTIFICATE, doc.name))
	)


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Stop arriving batches whose supplier's batch has a rejected certificate, unless QA has decided on the batch since."""
	arrived = {
		m.batch: m.item_code
		for event in events
		if event.event_type in MAKING and not event.is_reversal
		for m in event.inward_movements()
		if m.batch
	}
	if not arrived or not records.are_any_rejected(set(arrived.values())):
		return
	for batch, certified in records.of_batches(list(arrived)).items():
		if name := _rejecting(batch, certified):
			why = _("certificate {0} was rejected").format(get_link_to_form(CERTIFICATE, name))
			automatic.move_back([batch], why)


def _rejecting(batch: str, certified: Collection[Certified]) -> str:
	"""Return the certificate that was rejected after any decision of a person on the batch, "" if there is none."""
	rejected = [c for each in certified for c in each.certificates if c.decision == records.REJECTED]
	return next((c.name for c in rejected if not decisions.is_decided_since(batch, str(c.at))), "")

"""What arrives from another company of the site and is not what that company sent: somebody has to say why.

Other batches are linked in the ledger. Whatever no delivery of the other company accounts for is an ordinary receipt, so what
it is has no record. Both leave a Trace Gap until somebody has explained it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.movements.cancelled import cancelled
from batch_trace.core.answer.gaps import COMPANY_TRANSFER_DIFFERS
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, RecordedEvent, Voucher
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import check
from batch_trace.ledger.finding import Finding
from batch_trace.ledger.sister_documents import PAIRS


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Leave a Trace Gap for each batch that arrives and was not sent."""
	now = frappe.utils.now()
	for event in events:
		if event.voucher.voucher_type in PAIRS:
			for finding in _findings(event):
				check.keep(finding, now)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Close the gaps of purchases that are cancelled."""
	for event in cancelled(events):
		if event.voucher.voucher_type in PAIRS:
			voucher = {"voucher_type": event.voucher.voucher_type, "voucher_no": event.voucher.voucher_no}
			check.close({"code": COMPANY_TRANSFER_DIFFERS, **voucher})


def _findings(event: RecordedEvent) -> Iterator[Finding]:
	if event.event_type == et.SUBSTITUTION:
		sent = ", ".join(dict.fromkeys(m.batch or m.serial_no or "" for m in _moved(event, -1)))
		said = _("{0} {1} received {2} {3} of {6} as {4}, which {5} sent as {7}.")
		asked = _(
			"Find out why the number differs, enter it in Explanation, and set the status to Explained."
		)
	elif event.event_type == et.RECEIPT and _is_from_sister(event.voucher):
		sent = ""
		said = _(
			"{0} {1} received {2} {3} of batch {4} from {5}, a company of this site, whose deliveries do not account for it."
		)
		asked = _(
			"If it names no delivery, cancel it and make it from the delivery. Otherwise find out what these goods are, enter it "
			"in Explanation, and set the status to Explained."
		)
	else:
		return
	for m in _moved(event, 1):
		yield _finding(event.voucher, m, f"{said} {asked}", sent)


def _moved(event: RecordedEvent, sign: int) -> list[Movement]:
	return [e.movement for e in event.entries if e.movement.is_tracked and e.movement.qty * sign > 0]


def _is_from_sister(voucher: Voucher) -> bool:
	"""Return whether the stored supplier stands for another company of the site."""
	fields = ["is_internal_supplier", "represents_company"]
	stored = frappe.db.get_value("Supplier", voucher.party, fields, as_dict=True) if voucher.party else None
	return bool(
		stored
		and stored.is_internal_supplier
		and stored.represents_company
		and stored.represents_company != voucher.company
	)


def _finding(voucher: Voucher, m: Movement, message: str, sent: str) -> Finding:
	uom = frappe.get_cached_value("Item", m.item_code, "stock_uom")
	return Finding(
		COMPANY_TRANSFER_DIFFERS,
		message.format(
			_(voucher.voucher_type),
			voucher.voucher_no,
			quantity_text(m.qty),
			_(uom),
			m.batch or m.serial_no,
			voucher.party,
			m.item_code,
			sent,
		),
		batch=m.batch or "",
		serial_no="" if m.batch else m.serial_no or "",
		voucher_type=voucher.voucher_type,
		voucher_no=voucher.voucher_no,
		warehouse=m.warehouse,
		is_repairable=False,
	)

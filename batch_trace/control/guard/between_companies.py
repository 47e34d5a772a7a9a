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
from batch_trace.ledger import check, sister_documents, sister_goods
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
	if event.event_type == et.SUBSTITUTION and not event.leaves_at_once:
		yield from _renumbered(event)
	elif event.event_type == et.RECEIPT and (seller := sister_goods.seller_of(event.voucher)):
		yield from _unaccounted(event, seller)
	elif event.event_type == et.SUPPLIER_RETURN and not event.voucher.against_voucher:
		if seller := sister_goods.seller_of(event.voucher):
			yield from _unlinked(event, seller)


def _renumbered(event: RecordedEvent) -> Iterator[Finding]:
	sent = ", ".join(dict.fromkeys(m.batch or m.serial_no or "" for m in _moved(event, -1)))
	said = _("{0} {1} received {2} {3} of {6} as {4}, which {5} sent as {7}.")
	asked = _("Find out why the number differs, enter it in Explanation, and set the status to Explained.")
	for m in _moved(event, 1):
		yield _finding(event.voucher, m, f"{said} {asked}", sent)


def _unaccounted(event: RecordedEvent, seller: str) -> Iterator[Finding]:
	"""Yield a finding for each batch that no delivery accounts for, and one for each that was sent and may be it."""
	said = _(
		"{0} {1} received {2} {3} of batch {4} from {5}, a company of this site, whose deliveries do not account for it."
	)
	asked = _(
		"If it names no delivery, cancel it and make it from the delivery. Otherwise find out what these goods are, enter it "
		"in Explanation, and set the status to Explained."
	)
	possibly = _("They may be of batch {7}.")
	for m in _moved(event, 1):
		yield _finding(event.voucher, m, f"{said} {asked}", "")
		for batch in _may_be(event.voucher, m, seller):
			yield _finding(event.voucher, m, f"{said} {possibly} {asked}", batch, about=batch)


def _unlinked(event: RecordedEvent, seller: str) -> Iterator[Finding]:
	"""Yield a finding for each batch that goes back under a number under which it was not sent, and for what it had been sent as.

	The return names no purchase, so the ledger does not link them.
	"""
	said = _("{0} {1} sent back {2} {3} of {6} to {5} as {4}, which {5} had not sent, and names no purchase.")
	asked = _(
		"Cancel it and make it from the purchase, or find out as what {5} takes these goods back, enter it in Explanation, and "
		"set the status to Explained."
	)
	had = list(sister_goods.between(seller, event.voucher.company, {m.item_code for m in _moved(event, -1)}))
	sent = {each.batch for each in had if each.event_type == et.SHIPMENT}
	for m in _moved(event, -1):
		if m.batch and m.batch not in sent:
			received = {each.voucher for each in had if each.batch == m.batch}
			for batch in sorted(
				{m.batch, *(e.batch for e in had if e.batch in sent and e.voucher in received)}
			):
				moved = m._replace(qty=-m.qty)
				yield _finding(event.voucher, moved, f"{said} {asked}", "", about=batch)


def _moved(event: RecordedEvent, sign: int) -> list[Movement]:
	return [e.movement for e in event.entries if e.movement.is_tracked and e.movement.qty * sign > 0]


def _may_be(voucher: Voucher, m: Movement, seller: str) -> Iterator[str]:
	"""Yield the other batches of which goods may be that no delivery accounts for.

	If the purchase names deliveries, those that they sent; otherwise those that the seller has taken back. What is on its way
	has a gap of its own.
	"""
	links = sister_documents.of_purchases({(voucher.voucher_type, voucher.voucher_no)})
	named = {link.delivery for link in links}
	sent = sister_goods.between(seller, voucher.company, {m.item_code})
	batches = {
		had.batch for had in sent if (had.voucher in named if named else had.event_type == et.CUSTOMER_RETURN)
	}
	yield from sorted(batches - {m.batch or ""})


def _finding(voucher: Voucher, m: Movement, message: str, sent: str, about: str = "") -> Finding:
	"""Word the finding, which is about the batch that moved, or about another one."""
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
		batch=about or m.batch or "",
		serial_no="" if about or m.batch else m.serial_no or "",
		voucher_type=voucher.voucher_type,
		voucher_no=voucher.voucher_no,
		warehouse=m.warehouse,
		is_repairable=False,
	)

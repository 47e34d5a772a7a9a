"""Corrects which batches submitted vouchers moved: "it was B, not A", on receipts, consumptions, transfers and deliveries.

The vouchers stay as they are. The ledger takes back what it had recorded and records what was right, ERPNext's stock is
corrected by Stock Entries of its own (`restocking.py`), and Corrected Movements say which movements, who, when and why.
What was swapped between vouchers needs no Stock Entry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import frappe
from frappe import _
from frappe.utils import escape_html, get_link_to_form

from batch_trace.control.corrections import aftermath, evidence, recorded, restocking
from batch_trace.control.corrections.facts import MEANING
from batch_trace.control.corrections.lines import (
	Corrected,
	Line,
	NotCorrected,
	Voucher,
	check_batches,
	with_recorded,
)
from batch_trace.control.holds import places
from batch_trace.control.policy import rules
from batch_trace.control.policy.deciders import check_may_release
from batch_trace.control.signatures import signing
from batch_trace.control.status import locks
from batch_trace.ledger import capture, corrected_movements
from batch_trace.ledger.difference import VoucherFacts
from batch_trace.ledger.stock import RECONCILIATION
from batch_trace.ledger.supplier_batches import RECEIPT_ROWS, copy_to_batches

OF_SISTERS = ("is_internal_customer", "is_internal_supplier")


def correct(lines: Sequence[Line], reason: str, password: str | None) -> list[str]:
	"""Correct the batches of vouchers; return the Batch Corrections, one for each batch, in the order of their names.

	Raises:
		frappe.PermissionError: the user may not release the batches, or not read a voucher.
		NotCorrected: naming the line, what stands against it and the way out.
		SignatureRefused: the password is missing or wrong.
	"""
	batches = sorted({name for line in lines for name in (line.batch, line.right_batch)})
	locked = {row.name: row.item for row in locks.lock(batches)}
	check_may_release(batches)
	places.check_not_elsewhere(batches)
	for line in lines:
		check_batches(line, locked)
	vouchers = {voucher: _voucher(voucher) for voucher in sorted({line.voucher for line in lines})}
	corrected = with_recorded(lines, vouchers)
	company = _company(vouchers)
	issue, receipt = restocking.drafts(company, corrected, reason)
	records = _keep(corrected, company, (issue, receipt), reason, password)
	for entry in (issue, receipt):
		if entry:
			entry.submit()
	aftermath.follow(corrected, capture.sync(vouchers, lock=True))
	_tell(corrected, reason)
	return records


def check_may_cancel(voucher_type: str, voucher_no: str) -> None:
	"""Refuse to cancel a voucher whose batches were corrected, and the Stock Entries that belong to such a correction.

	Raises:
		NotCorrected: naming what to do first.
	"""
	if voucher_type == corrected_movements.STOCK_ENTRY and corrected_movements.correcting([voucher_no]):
		frappe.throw(
			_(
				"{0} corrects the stock of batches that another voucher had moved, so it cannot be cancelled by itself. Open the Corrected "
				"Movement that names it, and correct the batches of that voucher back."
			).format(frappe.bold(voucher_no)),
			NotCorrected,
		)
	found = corrected_movements.of_vouchers(voucher_type, [voucher_no], lock=True)
	for number, corrections in found.items():
		if batches := corrected_movements.still_corrected(corrections):
			frappe.throw(
				_(
					"{0} {1} was corrected: it moved {2}. Correct its batches back with Correct > Batches, then cancel it."
				).format(_(voucher_type), frappe.bold(number), ", ".join(map(frappe.bold, batches))),
				NotCorrected,
			)


def _voucher(voucher: Voucher) -> VoucherFacts:
	"""Return a voucher whose batches may be corrected, as it is recorded now, under a lock."""
	voucher_type, voucher_no = voucher
	doc = frappe.get_doc(
		voucher_type, voucher_no, for_update=True
	)  # whoever cancels it waits, or has done so
	doc.check_permission("read")
	shown = f"{_(voucher_type)} {get_link_to_form(voucher_type, voucher_no)}"
	if voucher_type == RECONCILIATION:
		frappe.throw(
			_("{0} says how much was counted of each batch. Count again with another one.").format(shown),
			NotCorrected,
		)
	if any(doc.get(field) for field in OF_SISTERS):
		frappe.throw(
			_(
				"{0} is between companies of this site: what one has sent and the other has received would no longer be the same. Return "
				"the goods, and send them again."
			).format(shown),
			NotCorrected,
		)
	if voucher_type == corrected_movements.STOCK_ENTRY and corrected_movements.correcting([voucher_no]):
		frappe.throw(
			_(
				"{0} belongs to a correction itself. Correct the voucher that its Corrected Movement names."
			).format(shown),
			NotCorrected,
		)
	facts = recorded.facts_of(voucher_type, voucher_no, lock=True)
	if not doc.docstatus.is_submitted() or facts is None or facts.stock.is_cancelled:
		frappe.throw(
			_(
				"{0} is not submitted, or has moved no stock: change the draft, or amend what is cancelled."
			).format(shown),
			NotCorrected,
		)
	return facts


def _company(vouchers: Mapping[Voucher, VoucherFacts]) -> str:
	companies = {facts.stock.company for facts in vouchers.values()}
	if len(companies) > 1:
		frappe.throw(
			_("The vouchers are of several companies: {0}. Make a correction for each of them.").format(
				", ".join(sorted(companies))
			),
			NotCorrected,
		)
	return companies.pop()


def _keep(
	corrected: Sequence[Corrected],
	company: str,
	entries: restocking.Drafts,
	reason: str,
	password: str | None,
) -> list[str]:
	"""Keep the evidence, signed where signatures are required; return the Batch Corrections."""
	record_of = {
		batch: evidence.keep(
			batch, [each.words for each in corrected if batch in each.line], ("", ""), reason
		)
		for batch in sorted({name for each in corrected for name in (each.line.batch, each.line.right_batch)})
	}
	issue, receipt = (entry.name if entry else None for entry in entries)
	common = {
		"company": company,
		"issue_entry": issue,
		"receipt_entry": receipt,
		"user": frappe.session.user,
		"corrected_at": frappe.utils.now_datetime(),
		"reason": reason,
	}
	supplier_batches = _supplier_batches({each.line.right_batch for each in corrected})
	corrected_movements.keep(
		{
			**common,
			**_movement(each, supplier_batches),
			"correction": record_of[each.line.batch],
		}
		for each in corrected
	)
	if rules.requires_signatures():
		for record in record_of.values():
			signing.sign(frappe.get_doc(evidence.CORRECTION, record), MEANING, reason, password)
	return list(record_of.values())


def _movement(corrected: Corrected, supplier_batches: Mapping[str, str]) -> dict[str, object]:
	"""Return what a Corrected Movement says of a line; `supplier_batches` has the supplier's number of each right batch."""
	line, recorded_number = corrected.line, corrected.recorded.supplier_batch
	return {
		"voucher_type": line.voucher_type,
		"voucher_no": line.voucher_no,
		"voucher_detail_no": line.row,
		"warehouse": line.warehouse or None,
		"batch": line.batch,
		"right_batch": line.right_batch,
		"qty": line.quantity,
		"recorded_supplier_batch": recorded_number or None,
		"supplier_batch": supplier_batches.get(line.right_batch) or recorded_number or None,
	}


def _supplier_batches(batches: Collection[str]) -> dict[str, str]:
	rows = frappe.get_all(
		"Batch", {"name": ["in", list(batches)]}, ["name", "supplier_batch"], order_by=None, as_list=True
	)
	return dict(rows)


def _tell(corrected: Sequence[Corrected], reason: str) -> None:
	"""Let batches and vouchers say what was found out: their supplier's numbers, and a comment."""
	by_voucher: dict[Voucher, list[str]] = {}
	for each in corrected:
		by_voucher.setdefault(each.line.voucher, []).append(escape_html(each.words))
	for (voucher_type, voucher_no), words in by_voucher.items():
		if voucher_type in RECEIPT_ROWS:
			copy_to_batches(voucher_type, voucher_no)
		text = "<br>".join([*words, escape_html(reason)])
		frappe.get_doc(voucher_type, voucher_no).add_comment("Info", text)

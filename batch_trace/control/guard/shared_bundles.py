"""Refuses a Serial and Batch Bundle that two rows name: its batches would leave twice, and be counted once.

ERPNext compares a bundle with the row that submits it. A second row of the same voucher, or of another one, may name it again with
any quantity; ERPNext's stock of the item would then go down twice, and that of the batch once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import bundles
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.bundles import BUNDLE, Use


class BundleShared(BatchStopped):
	"""One bundle stands for what several rows move."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse vouchers that share a bundle among rows or with another voucher, whatever their items.

	Raises:
		BundleShared: naming the bundle, its batches, the vouchers and the way out.
	"""
	moved = {(event.voucher.voucher_type, event.voucher.voucher_no) for event in events}
	uses = bundles.shared(moved)
	if not uses:
		return
	batches = bundles.batches({use.bundle for use in uses})
	lines = [
		_words(bundle, list(batches.get(bundle, ())), list(of_bundle))
		for bundle, of_bundle in groupby(uses, attrgetter("bundle"))
	]
	frappe.throw("<br><br>".join(lines), BundleShared, title=_("Bundle used twice"))


def _words(bundle: str, batches: Sequence[str], uses: Sequence[Use]) -> str:
	return _(
		"Serial and Batch Bundle {0}, with {1}, is named by {2} rows ({3}), so its batches would leave only once for all of them. "
		"Give each row a bundle of its own, or enter the batch in the row."
	).format(
		get_link_to_form(BUNDLE, bundle),
		", ".join(_("batch {0}").format(frappe.bold(batch)) for batch in batches) or _("serial numbers"),
		len(uses),
		", ".join(_readable(uses)),
	)


def _readable(uses: Sequence[Use]) -> list[str]:
	"""Return the vouchers of the uses, without naming those that the user may not read."""
	access, names = UserAccess(), {}
	for voucher_type, voucher_no in dict.fromkeys((use.voucher_type, use.voucher_no) for use in uses):
		is_readable = voucher_no in access.readable(voucher_type, [voucher_no])
		names[_(voucher_type) + (f" {voucher_no}" if is_readable else "")] = None
	return list(names)

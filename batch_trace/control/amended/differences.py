"""Shows in which rows an amended voucher moves other batches than the cancelled one; they are judged as on any voucher."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.amended import rows
from batch_trace.control.amended.rows import COUNTED, Repeated
from batch_trace.control.movements import amended, beneficiaries
from batch_trace.core.allocation.amended_rows import ROUNDING
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.access import UserAccess

SHOWN = 10


def warn(doc: Document) -> None:
	"""Show what differs on a saved draft."""
	_show(doc, rows.repeated(doc))


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Show what differs in what was submitted."""
	for voucher in {
		(e.voucher.voucher_type, e.voucher.voucher_no): None for e in events if not e.is_reversal
	}:
		doc = beneficiaries.voucher(*voucher) if amended.predecessors(*voucher) else None
		if doc:
			_show(doc, rows.repeated(doc, is_recorded=True))


def _show(doc: Document, repeated: Sequence[Repeated]) -> None:
	changed = [(each, *difference) for each in repeated if (difference := _difference(each))]
	if not changed:
		return
	readable = set(UserAccess().readable("Batch", {b for _each, new, old in changed for b in (*new, *old)}))
	lines = [
		_("Row {0}: batch {1} of {2} instead of {3}.").format(
			each.moving.row.idx,
			_names(new, readable),
			frappe.bold(each.moving.item_code),
			_names(old, readable),
		)
		for each, new, old in changed[:SHOWN]
	]
	if len(changed) > SHOWN:
		lines.append(_("… and {0} more.").format(len(changed) - SHOWN))
	cancelled = get_link_to_form(doc.doctype, doc.amended_from)
	lines.append(
		_(
			"{0} {1} had moved the other batches before it was cancelled. If the goods were those, correct the rows."
		).format(_(doc.doctype), cancelled)
	)
	frappe.msgprint(
		"<br>".join(lines), title=_("Other batches than on the cancelled voucher"), indicator="orange"
	)


def _difference(each: Repeated) -> tuple[list[str], list[str]] | None:
	"""Return the batches of which a row moves more, and those of which it moves less, than the cancelled row; or None."""
	if each.moving.direction == COUNTED:
		more, less = each.named.keys() - each.before.keys(), each.before.keys() - each.named.keys()
	else:
		more, less = set(_above(each.named, each.before)), set(_above(each.before, each.named))
	return (sorted(more), sorted(less)) if each.named and more and less else None


def _above(batches: Mapping[str, float], others: Mapping[str, float]) -> Iterator[str]:
	return (batch for batch, qty in batches.items() if qty - others.get(batch, 0.0) > ROUNDING)


def _names(batches: Collection[str], readable: Collection[str]) -> str:
	shown = [
		get_link_to_form("Batch", batch) if batch in readable else _("another batch") for batch in batches
	]
	return ", ".join(dict.fromkeys(shown))

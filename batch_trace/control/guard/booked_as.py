"""Checks what rows of a stock count say about the batch that their goods were booked as so far.

The ledger links the two batches (`core/genealogy/classify.py`), so what a row says must be possible: the same item, and
some of the named batch is missing in the same warehouse and the same count.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from batch_trace.core.terms import event_types as et
from batch_trace.ledger import capture
from batch_trace.ledger.vouchers import BOOKED_AS


class NotBookedAs(frappe.ValidationError):
	"""The goods of a row cannot have been booked as the batch that it names."""


def refuse_impossible(doc: Document) -> None:
	"""Refuse rows that name a batch of another item, or the batch that they count.

	Raises:
		NotBookedAs: naming the rows, the batches, and the way out.
	"""
	rows = _rows(doc)
	items = _items([row.get(BOOKED_AS) for row in rows])
	wrong = [row for row in rows if items.get(row.get(BOOKED_AS)) != row.item_code]
	own = [row for row in rows if row.get(BOOKED_AS) == row.batch_no]
	_refuse(wrong, _("Row {0}: batch {1} in Was Booked As is not of item {2}. Choose a batch of this item."))
	_refuse(own, _("Row {0}: Was Booked As names the batch {1} that the row counts. Empty it."))


def refuse_unmatched(doc: Document) -> None:
	"""Refuse rows whose batch is not missing in the submitted count.

	Raises:
		NotBookedAs: naming the rows, the batches, and the way out.
	"""
	rows = _rows(doc)
	if not rows:
		return
	facts = capture.read_vouchers(doc.doctype, [doc.name]).get(doc.name)
	events = facts.events if facts else ()
	asserted = {event.part for event in events if event.event_type == et.SUBSTITUTION}
	message = _(
		"Row {0}: Was Booked As names batch {1}, but this count does not find less of it in {3}, or the row finds no more "
		"of its own batch. Add a row with what is left of {1} in {3}, or empty Was Booked As."
	)
	_refuse([row for row in rows if row.name not in asserted], message)


def _rows(doc: Document) -> list[Document]:
	return [row for row in doc.items if row.get(BOOKED_AS)]


def _items(batches: Sequence[str]) -> dict[str, str]:
	rows = (
		frappe.get_all("Batch", filters={"name": ["in", batches]}, fields=["name", "item"], order_by=None)
		if batches
		else []
	)
	return {row.name: row.item for row in rows}


def _refuse(rows: Sequence[Document], message: str) -> None:
	if not rows:
		return
	lines = [
		message.format(row.idx, _bold(row.get(BOOKED_AS)), _bold(row.item_code), _bold(row.warehouse))
		for row in rows
	]
	frappe.throw("<br><br>".join(lines), NotBookedAs, title=_("Was booked as another batch"))


def _bold(name: str | None) -> str:
	return frappe.bold(escape_html(name or ""))

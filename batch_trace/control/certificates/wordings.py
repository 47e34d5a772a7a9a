"""What a supplier calls our parameters: kept as Certificate Wording, compared word for word, never guessed."""

from __future__ import annotations

from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document

WORDING = "Certificate Wording"


class Wording(NamedTuple):
	"""Our parameter for a supplier's words, and the unit of our limits if it matters."""

	parameter: str
	unit: str = ""


def of_supplier(supplier: str, item_code: str) -> dict[str, Wording]:
	"""Return the parameter for each of a supplier's words; what is kept for the item goes before what is kept for all items."""
	rows = frappe.get_all(
		WORDING,
		filters={"supplier": supplier},
		fields=["words", "parameter", "unit", "item_code"],
		order_by="creation",
		limit_page_length=0,
	)
	usable = sorted(
		(row for row in rows if row.item_code in (None, "", item_code)), key=lambda row: bool(row.item_code)
	)
	return {spaced(row.words): Wording(row.parameter, (row.unit or "").strip()) for row in usable}


def spaced(words: str) -> str:
	"""Return words with single spaces, so that a line break in a file makes no difference."""
	return " ".join(words.split())


def check(doc: Document) -> None:
	"""Refuse two wordings that say different things of the same words."""
	doc.words = spaced(doc.words or "")
	same = {
		"supplier": doc.supplier,
		"item_code": doc.item_code or ["is", "not set"],
		"words": doc.words,
		"name": ["!=", doc.name or ""],
	}
	if other := frappe.db.get_value(WORDING, same, "parameter"):
		frappe.throw(
			_(
				"{0} already stands for {1} on certificates of {2}. Change that Certificate Wording instead."
			).format(
				*(frappe.bold(frappe.utils.escape_html(text)) for text in (doc.words, other, doc.supplier))
			),
			frappe.DuplicateEntryError,
		)

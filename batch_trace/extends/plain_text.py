"""The app's own text fields hold text: whatever is typed, imported or posted into them can start no HTML.

Frappe's filter lets text pass that reads as JSON, and everything in a document that is inserted as submitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from frappe.model.document import Document

from batch_trace.core.terms.plain_text import plain
from batch_trace.setup.custom_fields import CUSTOM_FIELDS

TEXTS = ("Data", "Small Text", "Text", "Long Text")
MODULE, BATCH = "Batch Trace", "Batch"


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Make the texts of a document and of its rows plain before they are stored."""
	for each in (doc, *doc.get_all_children()):
		for field in _fields(each):
			value = each.get(field)
			if isinstance(value, str) and "<" in value:
				each.set(field, plain(value))


def before_print(doc: Document, method: str | None = None, *args: object) -> None:
	"""Print texts that older versions stored as text, too; nothing is saved."""
	before_validate(doc)


def _fields(doc: Document) -> Iterator[str]:
	if doc.meta.module == MODULE or doc.doctype == BATCH:
		yield from (field.fieldname for field in doc.meta.fields if field.fieldtype in TEXTS)
	else:
		yield from _added_to(doc.doctype)


@cache
def _added_to(doctype: str) -> tuple[str, ...]:
	"""Return the text fields that the app adds to a doctype of ERPNext."""
	fields = CUSTOM_FIELDS.get(doctype, ())
	return tuple(str(field["fieldname"]) for field in fields if field["fieldtype"] in TEXTS)

"""File: files that submitted evidence names stay as they are."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.submitted import kept_files


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Refuse to change a file of evidence, before Frappe moves it on the disk."""
	kept_files.check_change(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Refuse to delete a file of evidence."""
	kept_files.check_deletion(doc)

"""Documents with child rows, and child rows saved on their own: rows stay with their document."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.submitted import own_rows


def before_save(doc: Document, method: str | None = None) -> None:
	"""Refuse rows of other documents, before anything else is done with the document."""
	own_rows.refuse_rows_of_others(doc)


def after_submission(doc: Document, method: str | None = None) -> None:
	"""Refuse to exchange the rows of a submitted document, also while it is cancelled."""
	own_rows.refuse_changed_rows(doc)


def before_row_is_saved(doc: Document, method: str | None = None) -> None:
	"""Refuse a row saved on its own that would move, or that is part of a submitted document."""
	own_rows.refuse_row_elsewhere(doc)


def before_row_goes(doc: Document, method: str | None = None, *args: object) -> None:
	"""Refuse to delete or rename a row of a submitted document on its own."""
	own_rows.refuse_row_of_submitted(doc)

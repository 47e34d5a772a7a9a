"""Pick List: its batches are picked by policy, over all warehouses."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import pick_list, picks
from batch_trace.ledger import backfill


def after_mapping(doc: Document, method: str | None, source: Document) -> None:
	"""Note the quantities of the order before ERPNext picks batches for the first time."""
	pick_list.note_order(doc)


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Note the requested quantities before ERPNext picks batches."""
	pick_list.note(doc)


def before_save(doc: Document, method: str | None = None) -> None:
	"""Pick batches after ERPNext has, if the history is complete, so that the balances contain all stock."""
	if backfill.is_complete():
		pick_list.fill(doc)


def before_submit(doc: Document, method: str | None = None) -> None:
	"""Refuse an empty list; judge the picked batches. The judgement then also applies to deliveries from the list."""
	pick_list.check_rows(doc)
	picks.judge_list(doc)

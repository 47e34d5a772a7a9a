"""Pick List: its batches are chosen by policy, over all warehouses."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import pick_list, picks
from batch_trace.ledger import backfill


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Note what is asked for before ERPNext chooses."""
	pick_list.note(doc)


def before_save(doc: Document, method: str | None = None) -> None:
	"""Choose batches after ERPNext has, once the balances tell of all there is."""
	if backfill.is_complete():
		pick_list.fill(doc)


def before_submit(doc: Document, method: str | None = None) -> None:
	"""Judge what was picked; the deliveries from the list then count as it does."""
	picks.judge_list(doc)

"""Keeps the copy of the effective status on the Batch, for lists and filters. No movement is allowed by that copy."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.utils import create_batch, sha256_hash

from batch_trace.control.loosening import in_stock
from batch_trace.control.status import standing
from batch_trace.ledger.jobs import enqueue_once
from batch_trace.ledger.slices import AT_ONCE


def refresh(batches: Collection[str]) -> list[str]:
	"""Update the copy, and return the batches whose effective status has changed."""
	names = sorted(set(batches))
	changed: list[str] = []
	for some in create_batch(names, AT_ONCE):
		changed += _refresh(some)
	return changed


def of_items(items: Collection[str]) -> None:
	"""Update the copy on the items' batches in stock, whose policy has changed; on many batches after the commit, by a job."""
	batches = in_stock.of_items(items)
	if len(batches) <= AT_ONCE:
		refresh(batches)
	else:
		job = f"batch_trace_effective_status_{sha256_hash(','.join(sorted(items)))[:16]}"
		enqueue_once("batch_trace.control.status.effective.of_many", job, queue="long", items=sorted(items))


def of_many(items: Collection[str]) -> None:
	"""Update the copy on the items' batches in stock, in slices that are committed."""
	for batches in create_batch(in_stock.of_items(items), AT_ONCE):
		refresh(batches)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- a job; so many batches are not locked until its end


def _refresh(names: list[str]) -> list[str]:
	stored = dict(
		frappe.get_all(
			"Batch",
			filters={"name": ["in", names]},
			fields=["name", "effective_status"],
			order_by=None,
			limit_page_length=0,
			as_list=True,
		)
	)
	by_status: dict[str, list[str]] = {}
	for name, batch in standing.read(names).items():
		verdict = batch.known_verdict()
		status = verdict.status if verdict else ""
		if status != (stored[name] or ""):
			by_status.setdefault(status, []).append(name)
	for status, changed in by_status.items():
		frappe.db.set_value(
			"Batch", {"name": ["in", changed]}, "effective_status", status, update_modified=False
		)
	return [name for changed in by_status.values() for name in changed]

"""Puts the engine's errors into words for the user: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import escape_html

from batch_trace.core.genealogy.starts import BATCH, SERIAL_NO, SUPPLIER_BATCH
from batch_trace.core.terms import errors
from batch_trace.ledger import backfill


@contextmanager
def worded() -> Iterator[None]:
	"""Word the engine's refusals for the user."""
	try:
		yield
	except errors.TraceError as error:
		refuse(error)


def refuse(error: errors.TraceError) -> NoReturn:
	"""Raise the engine's error as one that the desk shows."""
	if isinstance(error, errors.StartNotReadable):
		frappe.throw(
			_("You may not read {0} {1}. Ask your System Manager for permission.").format(
				*_type_and_name(error)
			),
			frappe.PermissionError,
		)
	if isinstance(error, errors.UnknownStart):
		frappe.throw(_unknown(error), frappe.DoesNotExistError, title=_("Nothing to trace"))
	if isinstance(error, errors.UnreadableFile):
		frappe.throw(
			_("File {0} cannot be read: {1}.").format(
				frappe.bold(escape_html(error.filename)), escape_html(_(error.reason))
			),
			title=_("File cannot be read"),
		)
	frappe.throw(escape_html(_(str(error))), title=_("Trace"))


def _type_and_name(error: errors.UnknownStart | errors.StartNotReadable) -> tuple[str, str]:
	"""Return the type and the name of a start, escaped for HTML, because both come from the request."""
	return escape_html(_(error.start_type)), frappe.bold(escape_html(error.start))


def _unknown(error: errors.UnknownStart) -> str:
	kind, name = _type_and_name(error)
	if isinstance(error, errors.CancelledStart):
		return _("{0} {1} was cancelled, so it moved nothing. Start from one of its batches instead.").format(
			kind, name
		)
	if not backfill.is_complete():
		return _(
			"{0} {1} is not in the trace ledger, because the back-fill of the site's history is not completed. Start it in Batch "
			"Trace Settings, or wait until it is completed, then try again."
		).format(kind, name)
	if isinstance(error, errors.EmptyLedger):
		return _(
			"The trace ledger is empty, because no batch has moved on this site yet. Submit a receipt with a batch first."
		)
	return _reason(error.start_type, error.start).format(name)


def _reason(kind: str, start: str) -> str:
	if kind == BATCH and frappe.db.exists("Item", start):
		return _item_reason(start)
	if kind == BATCH and frappe.db.exists("Batch", start):
		return _("Batch {0} has never moved, so there is nothing to trace. Receive or make it first.")
	if kind == BATCH:
		return _("There is no batch {0}. Check the number, or trace it as a serial number or supplier batch.")
	if kind == SERIAL_NO:
		return _("Serial number {0} has never moved, or does not exist. Check the number.")
	if kind == SUPPLIER_BATCH:
		return _(
			"No receipt names the supplier batch {0}. Check the number on the supplier's label and the supplier."
		)
	return _(
		"{0} moved no batch and no serial number, or does not exist. Check the number, or start from a batch."
	)


def _item_reason(item: str) -> str:
	if frappe.get_cached_value("Item", item, "has_batch_no"):
		return _("{0} is an item, not a batch. Start from one of its batches.")
	return _("{0} is an item without batches. Switch on Has Batch No in the item before it has stock.")

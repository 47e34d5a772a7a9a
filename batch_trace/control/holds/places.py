"""Batches that only exist where a user may not look: who may not read one of its places neither holds it nor reads of it.

A batch has no company. It is elsewhere for a user if the ledger has balances of it, and none in a warehouse that they may read.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe import _
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.model.document import Document

from batch_trace.control.policy.deciders import DISPOSITION, DISPOSITION_PART, DISPOSITION_ROW
from batch_trace.ledger.access import UserAccess, with_stored
from batch_trace.ledger.compat import condition_of_rows, quoted

WAREHOUSE, BALANCE = "Warehouse", "Batch Balance"
EVIDENCE_ROW = "Batch Disposition Evidence"
CHANGING = ("create", "write", "submit", "delete")
"""Rights for which a user must be able to read the places of all batches of a document, and not of one of them only."""


def elsewhere(batches: Collection[str], user: str | None = None) -> set[str]:
	"""Return the batches among these that only exist in warehouses that the user may not read."""
	access = UserAccess(user)
	names = sorted({batch for batch in batches if batch})
	if not names or not access.is_restricted(WAREHOUSE):
		return set()
	rows = frappe.get_all(
		BALANCE,
		filters={"batch": ["in", names]},
		fields=["batch", "warehouse"],
		order_by=None,
		limit_page_length=0,
	)
	readable = set(access.readable(WAREHOUSE, {row.warehouse for row in rows}))
	return {row.batch for row in rows} - {row.batch for row in rows if row.warehouse in readable}


def matter() -> bool:
	"""Return whether the site limits the user to some warehouses, rather than giving their role no right to open any."""
	return bool(frappe.has_permission(WAREHOUSE, "read") or get_user_permissions())


def check_not_elsewhere(batches: Collection[str]) -> None:
	"""Refuse batches that only exist in warehouses that the user may not read."""
	if hidden := sorted(elsewhere(batches) if matter() else ()):
		frappe.throw(
			_(
				"Batch {0} is only in warehouses that you may not read, so you can neither see its status nor hold it or decide on it. "
				"Ask somebody who may read them."
			).format(frappe.bold(frappe.utils.escape_html(hidden[0]))),
			frappe.PermissionError,
		)


def visible_condition(row_table: str, user: str | None = None) -> str:
	"""Return the SQL condition for rows of a table whose `batch` is not elsewhere, "" for all."""
	access = UserAccess(user)
	if not access.is_restricted(WAREHOUSE):
		return ""
	names = frappe.get_all(BALANCE, pluck="warehouse", distinct=True, order_by=None, limit_page_length=0)
	hidden = set(filter(None, names)) - set(access.readable(WAREHOUSE, set(filter(None, names))))
	if not hidden:
		return ""
	of_batch = f"SELECT 1 FROM `tab{BALANCE}` WHERE `tab{BALANCE}`.batch = `tab{row_table}`.batch"
	return f"(NOT EXISTS ({of_batch}) OR EXISTS ({of_batch} AND `tab{BALANCE}`.warehouse NOT IN ({quoted(hidden)})))"


def batch_conditions(user: str | None = None, doctype: str = "") -> str:
	"""Return the SQL condition that hides records about one batch that is elsewhere: corrections and overrides."""
	return visible_condition(doctype, user)


def may_read_of_batch(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the batch of such a record, as stored and in hand, is not elsewhere for the user."""
	return not elsewhere([each.get("batch") or "" for each in with_stored(doc)], user)


def disposition_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides decisions about batches that are all elsewhere."""
	visible = visible_condition(DISPOSITION_ROW, user)
	if not visible:
		return ""
	return (
		f"EXISTS (SELECT 1 FROM `tab{DISPOSITION_ROW}` WHERE `tab{DISPOSITION_ROW}`.parent = `tab{DISPOSITION}`.name "
		f"AND {visible})"
	)


def disposition_row_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides rows of decisions whose batch is elsewhere, as child-table lists ask."""
	return visible_condition(DISPOSITION_ROW, user)


def disposition_evidence_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides the evidence of decisions that the user may not read."""
	return condition_of_rows(EVIDENCE_ROW, DISPOSITION, user)


def disposition_part_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides the parts into which decisions divide a batch that the user may not read."""
	return condition_of_rows(DISPOSITION_PART, DISPOSITION, user)


def may_read_disposition(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether one of the batches of a decision, as stored and in hand, is not elsewhere; to change it, none may be."""
	return all(_shows_batches(each, ptype, user) for each in with_stored(doc))


def _shows_batches(doc: Document, ptype: str | None, user: str | None) -> bool:
	return may_see({row.get("batch") for row in doc.get("batches") or () if row.get("batch")}, ptype, user)


def may_see(batches: Collection[str], ptype: str | None, user: str | None) -> bool:
	"""Return whether one of a document's batches is not elsewhere, or it has none yet; to change the document, none may be."""
	hidden = elsewhere(batches, user)
	return not hidden if ptype in CHANGING else not batches or hidden != set(batches)

"""Placing and releasing holds."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from batch_trace.control.holds import back_already, descendants
from batch_trace.control.policy import rules
from batch_trace.control.policy.deciders import check_may_release
from batch_trace.control.signatures import signing
from batch_trace.control.status import effective, locks, open_holds
from batch_trace.control.status.open_holds import HOLD, IN_FORCE, RELEASED
from batch_trace.control.submitted import repeated
from batch_trace.core.terms.plain_text import plain
from batch_trace.ledger.jobs import enqueue_once

MEANING = "Release of hold"


def place(
	batches: Collection[str],
	reason: str,
	*,
	details: str | None = None,
	include_descendants: bool = False,
	warehouse: str | None = None,
	concerns: str | None = None,
	token: str | None = None,
) -> str:
	"""Put a new hold on the batches in force, with the user's own permissions, and return its name.

	`concerns` is `received_elsewhere.ONLY_THERE` if the reason concerns only the goods in the warehouse.
	A second request of the user with the same `token` places no second hold; it returns the name of the first.
	"""
	_lock(batches, include_descendants)
	if placed := repeated.made_with(HOLD, token):
		return placed
	hold = frappe.get_doc(
		{
			"doctype": HOLD,
			"reason": reason,
			"details": details,
			"include_descendants": cint(include_descendants),
			"concerns": concerns,
			"request_token": token,
			"batches": [{"batch": batch, "warehouse": warehouse} for batch in dict.fromkeys(batches)],
		}
	)
	hold.insert()
	hold.submit()
	return hold.name


def check_rows(hold: Document) -> None:
	"""Refuse a hold that names a batch twice for the same warehouse, or a group of warehouses."""
	seen = set()
	for row in hold.batches:
		if (row.batch, row.warehouse or "") in seen:
			frappe.throw(
				_("Row {0}: batch {1} is listed twice. Remove one of the rows.").format(
					row.idx, frappe.bold(row.batch)
				)
			)
		seen.add((row.batch, row.warehouse or ""))
		if row.warehouse and frappe.db.get_value("Warehouse", row.warehouse, "is_group"):
			frappe.throw(
				_(
					"Row {0}: {1} is a group of warehouses. Enter each warehouse in a row, or leave it empty to hold the batch everywhere."
				).format(row.idx, frappe.bold(row.warehouse))
			)


def put_in_force(hold: Document) -> None:
	"""Wait until no other transaction moves the batches, and put the hold in force."""
	_lock([row.batch for row in hold.batches], bool(hold.include_descendants))
	hold.status = IN_FORCE
	hold.placed_on = frappe.utils.now()


def _lock(batches: Collection[str], include_descendants: bool) -> None:
	"""Lock the batches, and those made from them if they will be held too, before anything is written."""
	made = descendants.in_stock(batches) if include_descendants else {}
	locks.lock([*batches, *made])


def extend_to_descendants(hold: Document) -> None:
	"""Hold what another company has taken back of the batches, and what was made from them.

	The latter once more after the commit, for what other transactions are making now.
	"""
	effective.refresh([row.batch for row in hold.batches])
	back_already.on_stopped({row.batch for row in hold.batches})
	if hold.include_descendants:
		descendants.hold_all(hold.name)
		enqueue_once(
			"batch_trace.control.holds.descendants.hold_all",
			f"batch_trace_hold_all_{hold.name}",
			queue="short",
			hold=hold.name,
		)


def release(
	name: str, reason: str, password: str | None, *, include_derived: bool = False, meaning: str = MEANING
) -> list[str]:
	"""Release a hold with a signature, and with `include_derived` also the holds that it caused; return their names.

	Other holds on the same batches stay in force.
	"""
	names = [name, *(descendants.derived(name) if include_derived else ())]
	for each in names:
		_release(frappe.get_doc(HOLD, each), reason, password, meaning)
	return names


def _release(hold: Document, reason: str, password: str | None, meaning: str) -> None:
	hold.check_permission("read")
	batches = open_holds.batches_of(hold.name)
	check_may_release(batches)
	locks.lock(batches)
	if frappe.db.get_value(HOLD, hold.name, "status", for_update=True) != IN_FORCE:
		frappe.throw(
			_("Hold {0} is not in force, so there is nothing to release.").format(frappe.bold(hold.name))
		)
	values = {
		"status": RELEASED,
		"released_by": frappe.session.user,
		"released_on": frappe.utils.now(),
		"release_reason": plain(reason),
	}
	hold.update(values)
	if rules.requires_signatures():
		signing.sign(hold, meaning, reason, password)
	hold.db_set(values)
	hold.add_comment("Info", _("released: {0}").format(frappe.utils.escape_html(reason)))
	effective.refresh(batches)

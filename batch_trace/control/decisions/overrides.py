"""Batch Overrides: a signed document lets one voucher move one batch against its status, if the settings allow that."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime

from batch_trace.control.decisions import late_entries
from batch_trace.control.movements import intended
from batch_trace.control.movements.outward import Going
from batch_trace.control.policy import rules
from batch_trace.control.signatures.submission import require_signature
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st
from batch_trace.core.control.movement_kinds import CONSUMPTION
from batch_trace.ledger import bundles
from batch_trace.ledger.sealing import states

OVERRIDE = "Batch Override"


def use(going: Going, verdict: st.Verdict) -> bool:
	"""Use the override for this voucher and batch, if there is one; return whether there is."""
	name = given(going, verdict)
	if name:
		states.set_value(OVERRIDE, name, {"used_on": frappe.utils.now()}, update_modified=True)
	return bool(name)


def given(going: Going, verdict: st.Verdict) -> str | None:
	"""Return the name of the override in force for this voucher and batch, None if there is none.

	`verdict` has the reasons that stop the movement. An override counts for the status that was overridden and for milder
	ones, but not for a reason that is newer than the override, and only while the voucher is unchanged. Where the
	settings allow none, one that was made for a late entry counts for that entry.
	"""
	late = None if rules.allows_overrides() else late_entries.day(going, verdict)
	if not late and not rules.allows_overrides():
		return None
	filters = {"voucher_type": going.voucher_type, "voucher_no": going.voucher_no, "batch": going.batch}
	fields = ["name", "status_overridden", "fingerprint", "creation", "late_entry_of"]
	for override in frappe.get_all(OVERRIDE, {**filters, "docstatus": 1}, fields, order_by="creation"):
		covers = st.strictness(verdict.status) <= st.strictness(override.status_overridden) and not any(
			reason.since and get_datetime(reason.since) > override.creation for reason in verdict.reasons
		)
		if late and override.late_entry_of != late:
			continue
		if covers and override.fingerprint == fingerprint(going.voucher_type, going.voucher_no):
			return override.name
	return None


def fingerprint(voucher_type: str, voucher_no: str) -> str:
	"""Return the SHA-256 (hex) of the parties of a voucher and of how much of which batches it takes out of where."""
	doc = frappe.get_doc(voucher_type, voucher_no)
	parties = [doc.get(field) or "" for field in ("company", "customer", "supplier", "work_order")]
	leaving = list(intended.leaving(doc))
	bundled = bundles.batches(row.get(field) for row, *_rest in leaving for field in intended.BUNDLES)
	rows = sorted(
		[item, warehouse, to or "", flt(intended.quantity(row), 6), _batches(row, bundled)]
		for row, item, warehouse, to in leaving
	)
	return hashlib.sha256(json.dumps([parties, rows]).encode()).hexdigest()


def _batches(row: Document, bundled: Mapping[str, Mapping[str, float]]) -> list[list[object]]:
	"""Return the batches of a row with their quantities; submission moves the row's one batch into a bundle."""
	batches: dict[str, float] = defaultdict(float)
	for field in intended.BUNDLES:
		for batch, quantity in bundled.get(row.get(field) or "", {}).items():
			batches[batch] += quantity
	if not batches and row.get("batch_no"):
		batches[row.batch_no] = intended.quantity(row)
	return [[batch, flt(quantity, 6)] for batch, quantity in sorted(batches.items())]


def keep_what_is_overridden(doc: Document) -> None:
	"""Store the overridden status and the fingerprint of the voucher, so that the signature covers both."""
	if not doc.voucher_no:
		return
	warehouses = {going.warehouse for going in _goings(doc)}
	of_batch = standing.read([doc.batch], warehouses).get(doc.batch)
	if not of_batch:
		return
	statuses = [of_batch.verdict(warehouse).status for warehouse in (None, *warehouses)]
	doc.status_overridden = max(statuses, key=st.strictness)
	doc.fingerprint = fingerprint(doc.voucher_type, doc.voucher_no)
	doc.late_entry_of = _late_entry_of(doc, of_batch)


def _late_entry_of(doc: Document, of_batch: Standing) -> date | None:
	"""Return the day of the use if all that the voucher does with the batch is entered late, otherwise None."""
	table = rules.permit_table()
	days = {
		late_entries.day(going, permits.permit(table, of_batch.verdict(going.warehouse), CONSUMPTION).because)
		for going in _goings(doc)
	}
	return days.pop() if len(days) == 1 else None


def _goings(doc: Document) -> list[Going]:
	voucher = frappe.get_doc(doc.voucher_type, doc.voucher_no)
	return [going for going in intended.goings(voucher) if going.batch == doc.batch]


def check(doc: Document) -> None:
	"""Refuse an override that the settings do not allow, or that the submitting user has not signed."""
	if not rules.allows_overrides() and not doc.late_entry_of:
		frappe.throw(
			_(
				"Overrides are switched off in Batch Trace Settings. Ask QA to decide on batch {0} instead."
			).format(frappe.bold(doc.batch))
		)
	if frappe.db.get_value(doc.voucher_type, doc.voucher_no, "docstatus") != 0:
		frappe.throw(
			_("{0} {1} is not a draft. An override must be submitted before its voucher.").format(
				_(doc.voucher_type), doc.voucher_no
			)
		)
	require_signature(doc)

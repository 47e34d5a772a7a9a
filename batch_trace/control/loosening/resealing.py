"""The signed order to seal anew what the site cannot verify any more."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.control.loosening import evidence
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.signatures import signing
from batch_trace.ledger.jobs import enqueue_once
from batch_trace.ledger.sealing import blocks, keys, reseal

MEANING = "Re-sealed"
JOB = "batch_trace_reseal"


def order(reason: str, password: str | None, *, in_background: bool = True) -> str:
	"""Record and sign who has what sealed anew and why, and start it; return the name of the Batch Control Change.

	It is always signed, whatever the settings say, because what was changed before cannot be found afterwards.

	Raises:
		frappe.PermissionError: the user may not release batches.
		SignatureRefused: the password is missing or wrong.
		frappe.ValidationError: there is no reason.
	"""
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_(
				"Evidence is sealed anew only by somebody who may release batches. Ask someone with the role Batch QA Releaser."
			),
			frappe.PermissionError,
		)
	if not (reason or "").strip():
		frappe.throw(
			_("Say why the evidence is sealed anew: what was lost or restored, and how you compared it.")
		)
	keys.make_if_missing()
	lines = [
		_("{0}: {1} records that could not be verified").format(_(d), n)
		for d, n in reseal.unverifiable().items()
	]
	record = evidence.keep(blocks.BLOCK, blocks.RESEALED, lines or [_("the chains begin anew")], (), reason)
	signing.sign(frappe.get_doc(evidence.CHANGE, record), MEANING, reason, password)
	if in_background:
		enqueue_once(
			"batch_trace.ledger.sealing.reseal.run_job", JOB, queue="long", note=f"{evidence.CHANGE} {record}"
		)
	return record

"""The status of batches and its reasons, holds, releases and decisions."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from batch_trace.api.arguments import names, optional_text, rows, text
from batch_trace.api.deadlocks import is_whole_request, tried_again
from batch_trace.api.holds import in_force
from batch_trace.api.refusals import worded
from batch_trace.control.certificates.records import CERTIFICATE
from batch_trace.control.decisions import automatic, certificate_review, dispositions, explanation
from batch_trace.control.decisions.overrides import OVERRIDE
from batch_trace.control.division import part_places
from batch_trace.control.holds import access as hold_access
from batch_trace.control.holds import holds, places, preview
from batch_trace.control.holds.received_elsewhere import ONLY_THERE
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.signatures import submission
from batch_trace.control.status import locks
from batch_trace.ledger import capture
from batch_trace.ledger.access import check_readable

SIGNED_ON_SUBMISSION = {
	DISPOSITION: dispositions.sign_and_submit,
	OVERRIDE: submission.sign_and_submit,
	CERTIFICATE: certificate_review.sign_and_submit,
}


@frappe.whitelist()
def batch_status(batch: str, warehouse: str | None = None) -> dict[str, Any]:
	"""Return the effective status of a batch, everywhere or in one warehouse, with the reasons behind it.

	`reasons` are strictest first: `status`, `cause`, `name`, `text`, `owner`, `since`. `warehouses` has the status in
	each warehouse with stock.
	"""
	name = text(batch, _("The batch"))
	check_readable("Batch", [name])
	capture.flush()
	places.check_not_elsewhere([name])
	return explanation.explain(name, optional_text(warehouse, _("The warehouse")))


@frappe.whitelist()
def places_of_parts(batch: str, warehouses: str | list[str]) -> dict[str, dict[str, str]]:
	"""Return where the policy proposes to move parts of a divided batch: warehouse → outcome → warehouse to move to."""
	name = text(batch, _("The batch"))
	wanted = names(warehouses, _("The warehouses"))
	check_readable("Batch", [name])
	check_readable("Warehouse", wanted)
	places.check_not_elsewhere([name])
	return part_places.proposed(name, wanted)


@frappe.whitelist()
def for_form(batch: str) -> dict[str, Any] | None:
	"""Return the `status` of a batch (see `batch_status`) and the `holds` in force on it (see `holds.in_force`) for its form.

	None if the user may open the batch, but not see what stops it, because it is only in warehouses that they may not read.
	"""
	name = text(batch, _("The batch"))
	check_readable("Batch", [name])
	if places.matter() and places.elsewhere([name]):
		return None
	return {"status": batch_status(name), "holds": in_force(name)}


@frappe.whitelist(methods=["POST"])
@tried_again
def hold(
	batches: str | list[str],
	reason: str,
	details: str | None = None,
	include_descendants: int | bool = 0,
	warehouse: str | None = None,
	token: str | None = None,
	only_goods_there: int | bool = 0,
) -> str:
	"""Put a hold in force on the batches, in one warehouse or in all; return its name.

	`only_goods_there` says that the reason concerns only the goods in the warehouse, not the batch: what is received of it
	elsewhere stays free.
	`token` is a text of the caller's own, such as a random one for each dialog: the same request again, with the same
	token, places no second hold.
	"""
	wanted = names(batches, _("The batches"))
	place = optional_text(warehouse, _("The warehouse"))
	check_readable("Batch", wanted)
	hold_access.check_place(place)
	places.check_not_elsewhere(wanted)
	if is_whole_request(hold):
		locks.lock_first(wanted)
	return holds.place(
		wanted,
		text(reason, _("The reason")),
		details=optional_text(details, _("The details")),
		include_descendants=bool(cint(include_descendants)),
		warehouse=place,
		concerns=ONLY_THERE if place and cint(only_goods_there) else None,
		token=optional_text(token, _("The token")),
	)


@frappe.whitelist()
def preview_hold(
	batches: str | list[str], include_descendants: int | bool = 0, warehouse: str | None = None
) -> dict[str, Any]:
	"""Return what a hold on the batches would stop, without placing it: stock, value, documents, orders, customers.

	What the user may not read is counted or hinted at, but not named.
	"""
	wanted = names(batches, _("The batches"))
	check_readable("Batch", wanted)
	capture.flush()
	places.check_not_elsewhere(wanted)
	with worded():
		return preview.of_hold(
			wanted,
			include_descendants=bool(cint(include_descendants)),
			warehouse=optional_text(warehouse, _("The warehouse")),
		)


@frappe.whitelist(methods=["POST"])
@tried_again
def release(
	hold: str, reason: str, password: str | None = None, include_derived: int | bool = 0
) -> list[str]:
	"""Release a hold with the user's signature, and return the names of the released holds.

	`include_derived` also releases the holds that it caused.
	"""
	reason_text = text(reason, _("The reason"))
	if not reason_text:
		frappe.throw(_("Enter a reason for the release of the hold."))
	return holds.release(
		text(hold, _("The hold")), reason_text, password, include_derived=bool(cint(include_derived))
	)


@frappe.whitelist(methods=["POST"])
@tried_again
def dispose(
	batches: str | list[str],
	decision: str,
	reason: str,
	password: str | None = None,
	evidence: str | list[dict] | None = None,
	release_condition: str | None = None,
	token: str | None = None,
	parts: str | list[dict] | None = None,
) -> str:
	"""Decide on batches, with a signature if the decision needs one; return the name of the Batch Disposition.

	`parts` divide one batch by quantity: rows of `outcome` (Accept, Rework, Reject), `qty`, `warehouse`, and if wanted
	`target_warehouse`, `batch` (its number) and `reason`. Together they are all that is in stock of the batch.

	`token` is as for `hold`: the same request again makes no second decision.
	"""
	wanted = names(batches, _("The batches"))
	check_readable("Batch", wanted)
	places.check_not_elsewhere(wanted)
	return dispositions.decide(
		wanted,
		text(decision, _("The decision")),
		text(reason, _("The reason")),
		password,
		evidence=rows(evidence, _("The evidence")),
		release_condition=optional_text(release_condition, _("The condition")),
		token=optional_text(token, _("The token")),
		parts=rows(parts, _("The parts")),
	)


@frappe.whitelist(methods=["POST"])
@tried_again
def release_offered(batch: str, reason: str, password: str | None = None) -> str:
	"""Release a batch that meets all criteria of its policy, with a signature; return the decision's name."""
	name = text(batch, _("The batch"))
	check_readable("Batch", [name])
	places.check_not_elsewhere([name])
	return automatic.release_offered(name, text(reason, _("The reason")), password)


@frappe.whitelist(methods=["POST"])
@tried_again
def sign_and_submit(doctype: str, name: str, meaning: str, password: str, reason: str | None = None) -> None:
	"""Sign a draft disposition, override or certificate as it is now, and submit it."""
	kind = text(doctype, _("The document type"))
	if kind not in SIGNED_ON_SUBMISSION:
		frappe.throw(_("{0} cannot be signed on submission. Use its Submit button.").format(kind))
	doc = frappe.get_doc(kind, text(name, _("The document")))
	SIGNED_ON_SUBMISSION[kind](doc, text(meaning, _("The meaning")), password, reason)

"""The message for a batch that may not move: which batch, why, who decided that, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.decisions import decisions, late_entries, overrides
from batch_trace.control.decisions.rejected_drafts import INSPECTION
from batch_trace.control.guard import set_apart
from batch_trace.control.guard.finding import Finding
from batch_trace.control.holds import access as hold_access
from batch_trace.control.status import open_holds
from batch_trace.control.status.open_holds import HOLD
from batch_trace.control.status.standing import DISABLED, RETEST, WAREHOUSE
from batch_trace.core.control import statuses as st
from batch_trace.core.control.movement_kinds import CONSUMPTION, OTHER, STOCK_COUNT
from batch_trace.core.control.permits import WARN
from batch_trace.core.terms import event_types as et
from batch_trace.ledger.access import UserAccess

SHOWN = 10
USABLE_INSTEAD = "batch_trace_usable_instead"
"""The hook that asks for batches to use instead; the allocator answers it."""


class BatchStopped(frappe.ValidationError):
	"""The status of a batch does not allow the movement."""


def refuse(findings: Sequence[Finding]) -> NoReturn:
	"""Refuse the movements, all in one message."""
	frappe.throw(
		"<br><br>".join(_paragraphs(findings)),
		BatchStopped,
		title=_("Batch may not move"),
		primary_action=_button(findings),
	)


def warn(findings: Sequence[Finding], *, is_draft: bool = False) -> None:
	"""Warn of movements that are made, or on a draft would be made, in spite of the status of the batch."""
	if findings:
		frappe.msgprint(
			"<br><br>".join(_paragraphs(findings)),
			title=_("Batch is not released") if is_draft else _("Moved in spite of the batch's status"),
			indicator="orange",
		)


def warn_on_draft(findings: Sequence[Finding]) -> None:
	"""Show on a saved draft what will be refused when it is submitted."""
	if findings:
		frappe.msgprint(
			"<br><br>".join(_paragraphs(findings)),
			title=_("Saved, but not ready to submit"),
			indicator="orange",
			primary_action=_button(findings),
		)


def _button(findings: Sequence[Finding]) -> dict[str, Any] | None:
	"""Return the button that moves what is stopped to quarantine; for a Work Order, it is taken back from it."""
	if button := _late_entry(findings):
		return button
	movable = [f for f in findings if f.verdict.status != st.DISPOSED and f.kind != STOCK_COUNT]
	orders = {_work_order(finding) for finding in movable}
	wanted = [(finding.going.batch, finding.going.warehouse) for finding in movable]
	return set_apart.button(wanted, orders.pop()) if len(orders) == 1 else None


def _late_entry(findings: Sequence[Finding]) -> dict[str, Any] | None:
	"""Return the button that begins the Batch Override of a late entry, if the user may make one and nothing else is refused."""
	going = findings[0].going if len(findings) == 1 else None
	if not going or not late_entries.day(going, findings[0].verdict):
		return None
	if not frappe.has_permission(overrides.OVERRIDE, "create"):
		return None
	names = {"voucher_type": going.voucher_type, "voucher_no": going.voucher_no, "batch": going.batch}
	return {"label": _("Sign the Late Entry"), "client_action": "batch_trace.late_entry", "args": names}


def _work_order(finding: Finding) -> str:
	"""Return the Work Order that would use the batch, "" if none would."""
	going = finding.going
	if finding.kind != CONSUMPTION or going.voucher_type != "Stock Entry":
		return ""
	return frappe.db.get_value("Stock Entry", going.voucher_no, "work_order") or ""


def _paragraphs(findings: Sequence[Finding]) -> list[str]:
	paragraphs = [_paragraph(finding) for finding in findings[:SHOWN]]
	if rest := findings[SHOWN:]:
		names = ", ".join(dict.fromkeys(finding.going.batch for finding in rest))
		paragraphs.append(_("… and {0} more: {1}.").format(len(rest), frappe.utils.escape_html(names)))
	return paragraphs


def _paragraph(finding: Finding) -> str:
	going = finding.going
	parts = [
		_sentence(finding).format(
			get_link_to_form("Batch", going.batch),
			frappe.bold(going.item_code),
			going.warehouse,
			", ".join(frappe.bold(_(status)) for status in _statuses(finding.verdict)),
			_(finding.kind),
		),
		*_reasons(finding),
		*_ways_out(finding),
	]
	passes = finding.action == WARN or finding.kind == STOCK_COUNT
	if alternatives := [] if passes else _alternatives(finding):
		parts.append(
			_("Usable instead: {0}.").format(
				", ".join(get_link_to_form("Batch", name) for name in alternatives)
			)
		)
	return " ".join(parts)


def _sentence(finding: Finding) -> str:
	if finding.action != WARN:
		return _("Batch {0} of {1} in {2} is {3}: {4} is not allowed.")
	if finding.kind == STOCK_COUNT:
		return _("Batch {0} of {1} in {2} is {3}, and this count finds less of it.")
	return _("Batch {0} of {1} in {2} is {3}. {4} is allowed in this status, with this warning.")


def _way_apart(finding: Finding) -> list[str]:
	"""Return how a late entry passes, or how the goods get out of the way of others: in production, in one warehouse."""
	if late_entries.day(finding.going, finding.verdict):
		return [
			_(
				"If it was used on the posting date, when it was still good, and is only entered late, somebody with the role Batch QA "
				"Override can sign that with a Batch Override of this voucher."
			)
		]
	order = _work_order(finding)
	if order:
		return [
			_(
				"Or return it from Work Order {0} to a quarantine warehouse (Return Components), transfer another batch for the order, "
				"beyond what was planned, and finish it then."
			).format(frappe.bold(order))
		]
	named = {reason.name for reason in finding.verdict.reasons if reason.cause == HOLD}
	holds = open_holds.read([finding.going.batch]).get(finding.going.batch, ()) if named else ()
	if any(hold.hold in named and hold.warehouse == finding.going.warehouse for hold in holds):
		return [
			_(
				"If only some of it in this warehouse is meant, move that to a quarantine warehouse, and have the hold on the rest released."
			)
		]
	return []


def _reasons(finding: Finding) -> list[str]:
	"""Return the reasons that stop it in words; a hold in a warehouse that the user may not read is not named."""
	reasons = decisions.with_decision(finding.going.batch, finding.verdict.reasons)
	holds = {reason.name for reason in reasons if reason.cause == HOLD}
	hidden = holds - hold_access.readable(holds) if holds else set()
	lines = [
		reason_in_words(reason) for reason in reasons if reason.cause != HOLD or reason.name not in hidden
	]
	if hidden:
		lines.append(_("It is held in a warehouse that you may not read."))
	if finding.kind == OTHER and finding.going.event_type == et.SUPPLIER_RETURN:
		lines.append(
			_(
				"This does not count as a return, because the batch, or that much of it, did not come from this supplier."
			)
		)
	return lines


def _alternatives(finding: Finding) -> list[str]:
	"""Return the batches that could be used instead and that the user may read."""
	going = finding.going
	if not hold_access.readable_places([going.warehouse]):
		return []
	names = [
		name
		for offer in frappe.get_hooks(USABLE_INSTEAD)
		for name in frappe.get_attr(offer)(going.item_code, going.warehouse, finding.kind, but=[going.batch])
	]
	readable = set(UserAccess().readable("Batch", names))
	return [name for name in names if name in readable]


def reason_in_words(reason: st.Reason) -> str:
	"""Return one reason for a status in words: the document or date, why, and who decided it."""
	what = _(reason.cause)
	if reason.name and (reason.cause.startswith("Batch ") or reason.cause == INSPECTION):
		what = get_link_to_form(reason.cause, reason.name)
	why = frappe.utils.escape_html(reason.text)
	if reason.owner:
		return _("{0}: {1} ({2}).").format(
			what, why, frappe.utils.escape_html(frappe.utils.get_fullname(reason.owner))
		)
	return _("{0}: {1}.").format(what, why) if why else f"{what}."


def _statuses(verdict: st.Verdict) -> list[str]:
	"""Return the statuses of the reasons, the strictest first."""
	return list(dict.fromkeys(st.known_or_quarantine(reason.status) for reason in verdict.reasons))


def _ways_out(finding: Finding) -> list[str]:
	if finding.kind != STOCK_COUNT:
		if finding.action == WARN:
			return []
		return [*dict.fromkeys(way_out(reason) for reason in finding.verdict.reasons), *_way_apart(finding)]
	if finding.action == WARN:
		return [_("The count passes. A Trace Gap asks QA to find out where the goods are.")]
	return [
		_(
			"Take this row out and submit the other rows. To count this batch, ask QA to allow Stock Count for its status under Permits in "
			"Batch Trace Settings, or for a Batch Override for this count."
		)
	]


def way_out(reason: st.Reason) -> str:
	"""Return what would make a movement possible that this reason stops."""
	status = st.known_or_quarantine(reason.status)
	return _of_cause(reason.cause, status) or _of_status(status)


def _of_cause(cause: str, status: str) -> str:
	"""Return the way out that depends on what the reason is, "" if it depends on the status alone."""
	if cause == DISABLED:
		return _("Enable it in its Batch, or choose another batch.")
	if cause == RETEST:
		return _("Ask QA to set a new retest date with a Batch Disposition, or choose another batch.")
	if cause == INSPECTION:
		return _(
			"Take these goods off the voucher, cancel the inspection if it was not of them, or ask QA to decide on the batch again."
		)
	if cause == WAREHOUSE and status == st.QUARANTINE:
		return _("Move it to another warehouse first, or choose another batch.")
	if cause == HOLD and status == st.REJECTED:
		return _(
			"Return it to the supplier, move it to a quarantine or scrap warehouse, destroy it, or ask for the hold to be released."
		)
	return _("Ask QA to release the hold, or choose another batch.") if cause == HOLD else ""


def _of_status(status: str) -> str:
	if status == st.EXPIRED:
		return _(
			"Return, destroy or quarantine it, or ask QA to extend its expiry date with a Batch Disposition."
		)
	if status in (st.QUARANTINE, st.UNDER_TEST, st.CONDITIONALLY_RELEASED):
		return _("Ask QA to release it with a Batch Disposition, or choose another batch.")
	return _("Return it to the supplier, move it to a quarantine or scrap warehouse, or destroy it.")

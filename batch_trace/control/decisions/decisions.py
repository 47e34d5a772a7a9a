"""Reads the decisions in force on batches, and adds them to the reasons for a status."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, NullIf
from frappe.utils import get_datetime

from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION, DISPOSITION_PART, DISPOSITION_ROW
from batch_trace.core.control import statuses as st


def latest(batches: Collection[str]) -> dict[str, frappe._dict]:
	"""Return the last decision on each batch: its name, decision, reason, owner and time.

	Of a batch that a decision has divided off, it is the status and reason of that part.
	"""
	decided = [*_on_batches(batches), *_on_parts(batches)]
	decided.sort(key=lambda decision: (decision.modified, decision.name))
	return {decision.batch: decision for decision in decided}


def _on_batches(batches: Collection[str]) -> list[frappe._dict]:
	row, doc = frappe.qb.DocType(DISPOSITION_ROW), frappe.qb.DocType(DISPOSITION)
	query = (
		frappe.qb.from_(row)
		.join(doc)
		.on((doc.name == row.parent) & (row.parenttype == DISPOSITION))
		.select(row.batch, doc.name, doc.decision, doc.reason, doc.owner, doc.modified, doc.automatic)
		.where(row.batch.isin(list(batches) or [""]) & (doc.docstatus == 1))
	)
	return query.run(as_dict=True)


def _on_parts(batches: Collection[str]) -> list[frappe._dict]:
	part, doc = frappe.qb.DocType(DISPOSITION_PART), frappe.qb.DocType(DISPOSITION)
	mother = frappe.qb.DocType(DISPOSITION_ROW)
	reason = Coalesce(NullIf(part.reason, ""), doc.reason).as_("reason")
	query = (
		frappe.qb.from_(part)
		.join(doc)
		.on((doc.name == part.parent) & (part.parenttype == DISPOSITION))
		.join(mother)
		.on((mother.parent == doc.name) & (mother.parenttype == DISPOSITION) & (mother.batch != part.batch))
		.select(
			part.batch, doc.name, part.status.as_("decision"), reason, doc.owner, doc.modified, doc.automatic
		)
		.where(part.batch.isin(list(batches) or [""]) & (doc.docstatus == 1))
	)
	return query.run(as_dict=True)


def is_decided_since(batch: str, at: str) -> bool:
	"""Return whether a person has decided on the batch after that time."""
	decision = latest([batch]).get(batch)
	return bool(decision and not decision.automatic and get_datetime(decision.modified) > get_datetime(at))


def with_decision(batch: str, reasons: Iterable[st.Reason]) -> list[st.Reason]:
	"""Return the reasons, the decided status completed by its decision: which one, by whom and why.

	A status without a decision was set on arrival or after an inspection; the policy is its cause.
	"""
	reasons = list(reasons)
	if not any(reason.cause == DISPOSITION for reason in reasons):
		return reasons
	decision, policy = latest([batch]).get(batch), _policy(batch)
	return [
		_decided(reason, decision, policy) if reason.cause == DISPOSITION else reason for reason in reasons
	]


def _policy(batch: str) -> str:
	item = frappe.db.get_value("Batch", batch, "item")
	return policies.names_of_items([item]).get(item, "")


def _decided(reason: st.Reason, decision: frappe._dict | None, policy: str) -> st.Reason:
	if decision and decision.decision == reason.status:
		at = str(decision.modified)
		return reason._replace(name=decision.name, text=decision.reason, owner=decision.owner, since=at)
	text = _("status on arrival, or after an inspection")
	return reason._replace(cause=policies.POLICY, name=policy, text=text)

"""The criteria that a batch must meet to be released without a decision."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from batch_trace.control.certificates import records as certificates
from batch_trace.control.certificates.records import Certified
from batch_trace.control.decisions import inspections, retests
from batch_trace.control.decisions.inspections import Inspection
from batch_trace.control.sampling import lots
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import shelf_life
from batch_trace.core.control.added_goods import COUNTED
from batch_trace.core.control.policy import NOTHING, THAT_WAREHOUSE, Policy
from batch_trace.core.terms.event_types import MAKING, PRODUCTION
from batch_trace.ledger.vouchers import VOUCHERS

JOB_CARD = "Job Card"
ARRIVALS = """
	SELECT entry.batch, event.voucher_type, event.voucher_no, CONCAT(event.recorded_at), event.event_type,
		GROUP_CONCAT(DISTINCT entry.voucher_detail_no)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s
		AND ((entry.event_type IN %(making)s AND entry.direction = 'In')
			OR (entry.event_type IN %(counted)s AND entry.direction IN ('In', 'Out')))
	GROUP BY entry.batch, event.name, event.voucher_type, event.voucher_no, event.recorded_at, event.event_type
	HAVING SUM(entry.qty) > 1e-9
"""


class Arrival(NamedTuple):
	"""A voucher that received or made a batch, or found more of it in a count, when it was recorded, and the rows of the batch."""

	voucher_type: str
	voucher_no: str
	at: str
	event_type: str
	rows: frozenset[str] = frozenset()

	def needs_inspection(self, policy: Policy) -> bool:
		"""Return whether it has to be inspected; what a count finds only if it stops the whole batch."""
		return self.event_type not in COUNTED or policy.added_goods_stop not in (THAT_WAREHOUSE, NOTHING)


class Criterion(NamedTuple):
	"""One criterion for a release, whether it is met, and details such as the documents concerned."""

	name: str
	is_met: bool
	told: str


def of_batches(batches: Collection[str]) -> dict[str, list[Criterion]]:
	"""Return the criteria of each batch under a policy; other batches are left out."""
	standings = {name: batch for name, batch in standing.read(batches).items() if batch.is_controlled}
	inspected = inspections.of_batches(list(standings))
	arrivals = _arrivals(list(standings))
	certified = certificates.of_batches(list(standings))
	deviating = _open_deviations(list(standings))
	due = [name for name, batch in standings.items() if batch.is_due_for_retest]
	begun = retests.begun([i.name for name in due for i in inspected.get(name, ())]) if due else {}
	return {
		name: [
			_inspected(batch, inspected.get(name, []), arrivals.get(name, [])),
			_certified(batch, certified.get(name, [])),
			Criterion(_("No hold"), not batch.holds, ", ".join(hold.hold for hold in batch.holds)),
			Criterion(_("No open deviation"), name not in deviating, ", ".join(deviating.get(name, ()))),
			Criterion(_("Retest"), *retests.state(batch, inspected.get(name, []), begun)),
			Criterion(
				_("Not expired"),
				not shelf_life.is_expired(batch.expiry_date, getdate()),
				formatdate(batch.expiry_date) if batch.expiry_date else "",
			),
		]
		for name, batch in standings.items()
	}


def are_met(criteria: Collection[Criterion]) -> bool:
	"""Return whether all criteria are met."""
	return all(criterion.is_met for criterion in criteria)


def _inspected(batch: Standing, inspected: list[Inspection], arrivals: list[Arrival]) -> Criterion:
	"""Return the criterion that each arrival of the batch was inspected and accepted.

	An arrival is covered by an inspection of its own voucher, or by a later inspection that names the batch. One under a
	sampling plan is of its own lot only: of a row, if it names one.
	"""
	details = ", ".join(_described(i) for i in inspected)
	if inspections.rejecting(inspected, batch.policy):
		return Criterion(_("Inspection"), False, details)
	if not (batch.policy and batch.policy.inspection_required):
		return Criterion(_("Inspection"), True, details or _("not required"))
	accepted = [i for i in inspected if i.releases]
	open_arrivals = [
		a for a in arrivals if a.needs_inspection(batch.policy) and not _is_covered(a, accepted, arrivals)
	]
	if open_arrivals:
		missing = _("none for {0}").format(", ".join(a.voucher_no for a in open_arrivals))
		details = ", ".join(filter(None, [details, missing]))
	return Criterion(_("Inspection"), bool(accepted) and not open_arrivals, details)


def _described(inspection: Inspection) -> str:
	status = _(inspection.status)
	if inspection.status == inspections.ACCEPTED and not inspection.releases:
		status = _(
			"Accepted, but readings are missing or rejected, or the sampling plan accepts less than was received"
		)
	return f"{inspection.name} ({status})"


def _is_covered(arrival: Arrival, accepted: list[Inspection], arrivals: list[Arrival]) -> bool:
	covering = [i for i in accepted if _covers(i, arrival, arrivals)]
	of_rows = {i.row for i in covering if i.has_plan and i.row and not i.names_batch}
	return any(i.row not in of_rows for i in covering) or bool(covering and arrival.rows <= of_rows)


def _covers(inspection: Inspection, arrival: Arrival, arrivals: list[Arrival]) -> bool:
	if inspection.reference == (arrival.voucher_type, arrival.voucher_no):
		return True
	if inspection.has_plan and arrival.voucher_type in lots.RECEIVING:
		return False
	if inspection.reference_type == JOB_CARD and arrival.event_type != PRODUCTION:
		return False
	is_of_batch = any(inspection.reference == (a.voucher_type, a.voucher_no) for a in arrivals)
	is_other_kind = inspection.reference_type not in VOUCHERS
	return inspection.names_batch and inspection.at >= arrival.at and (is_of_batch or is_other_kind)


def _arrivals(batches: Collection[str]) -> dict[str, list[Arrival]]:
	"""Return the vouchers that brought in more of each batch than they took, and are not cancelled."""
	by_batch: dict[str, list[Arrival]] = {}
	if batches:
		values = {"batches": tuple(batches), "making": sorted(MAKING), "counted": sorted(COUNTED)}
		for row in frappe.db.sql(ARRIVALS, values):
			rows = frozenset((row[5] or "").split(","))
			by_batch.setdefault(row[0], []).append(Arrival(*row[1:5], rows))
	return by_batch


def _certified(batch: Standing, certified: list[Certified]) -> Criterion:
	"""Return the criterion that each supplier's batch of the batch has an accepted certificate; a rejected one is never met."""
	details = ", ".join(_certificates_in_words(each) for each in certified)
	is_rejected = any(each.is_rejected for each in certified)
	if not (batch.policy and batch.policy.requires_certificate):
		return Criterion(_("Certificate"), not is_rejected, details if is_rejected else _("not required"))
	is_met = bool(certified) and all(each.is_accepted for each in certified)
	return Criterion(_("Certificate"), is_met, details or _("no supplier's batch is known"))


def _certificates_in_words(certified: Certified) -> str:
	"""Return a supplier's batch with its certificates, or why it has none."""
	source = certified.source
	if certified.certificates:
		return ", ".join(f"{c.name} ({_(c.decision)})" for c in certified.certificates)
	if source.supplier_batch and (source.is_only_typed or not source.supplier):
		return _(
			"no supplier's receipt names {0}: a certificate has to name our batch in Only for Our Batch"
		).format(source.supplier_batch)
	if source.supplier_batch:
		return _("none for supplier's batch {0}").format(source.supplier_batch)
	if source.voucher_no:
		return _("no supplier's batch on {0}").format(source.voucher_no)
	return _("no supplier's batch is known")


def _open_deviations(batches: Collection[str]) -> dict[str, list[str]]:
	rows = frappe.get_all(
		"Non Conformance",
		filters={"batch": ["in", list(batches)], "status": "Open"},
		fields=["name", "batch"],
		order_by="name",
		limit_page_length=0,
	)
	by_batch: dict[str, list[str]] = {}
	for row in rows:
		by_batch.setdefault(row.batch, []).append(row.name)
	return by_batch

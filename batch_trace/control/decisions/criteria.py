"""What must be fulfilled before a batch may be released without anybody deciding on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import getdate

from batch_trace.control.decisions import inspections
from batch_trace.control.decisions.inspections import Inspection
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import shelf_life
from batch_trace.core.terms.event_types import MAKING
from batch_trace.ledger.vouchers import VOUCHERS

ARRIVALS = """
	SELECT entry.batch, event.voucher_type, event.voucher_no, CONCAT(event.recorded_at)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.direction = 'In' AND entry.event_type IN %(making)s
	GROUP BY entry.batch, event.name, event.voucher_type, event.voucher_no, event.recorded_at
	HAVING SUM(entry.qty) > 1e-9
"""


class Arrival(NamedTuple):
	"""A voucher that received or made a batch, and when it was recorded."""

	voucher_type: str
	voucher_no: str
	at: str


class Criterion(NamedTuple):
	"""One thing that a release depends on, and how it stands."""

	name: str
	is_met: bool
	told: str


def of_batches(batches: Collection[str]) -> dict[str, list[Criterion]]:
	"""Return the criteria of each batch under control; those of other batches are left out."""
	stand = {name: batch for name, batch in standing.read(batches).items() if batch.is_controlled}
	inspected = inspections.of_batches(list(stand))
	arrivals = _arrivals(list(stand))
	deviating = _open_deviations(list(stand))
	return {
		name: [
			_inspected(batch, inspected.get(name, []), arrivals.get(name, [])),
			_certified(batch),
			Criterion(_("No hold"), not batch.holds, ", ".join(hold.hold for hold in batch.holds)),
			Criterion(_("No open deviation"), name not in deviating, ", ".join(deviating.get(name, ()))),
			Criterion(
				_("Not expired"),
				not shelf_life.is_expired(batch.expiry_date, getdate()),
				str(batch.expiry_date or ""),
			),
		]
		for name, batch in stand.items()
	}


def are_met(criteria: Collection[Criterion]) -> bool:
	"""Tell whether nothing stands against a release."""
	return all(criterion.is_met for criterion in criteria)


def _inspected(batch: Standing, found: list[Inspection], arrivals: list[Arrival]) -> Criterion:
	"""Every arrival of the batch must be inspected: with its own voucher, or later, with an inspection that names the batch."""
	told = ", ".join(f"{i.name} ({_(i.status)})" for i in found)
	if any(i.status == inspections.REJECTED for i in found):
		return Criterion(_("Inspection"), False, told)
	if not (batch.policy and batch.policy.inspection_required):
		return Criterion(_("Inspection"), True, told)
	speaking = [i for i in found if i.releases]
	open_arrivals = [a for a in arrivals if not any(_covers(i, a, arrivals) for i in speaking)]
	told = ", ".join([told, *(a.voucher_no for a in open_arrivals)]) if open_arrivals else told
	return Criterion(_("Inspection"), bool(speaking) and not open_arrivals, told)


def _covers(inspection: Inspection, arrival: Arrival, arrivals: list[Arrival]) -> bool:
	if inspection.reference == (arrival.voucher_type, arrival.voucher_no):
		return True
	is_of_batch = any(inspection.reference == (a.voucher_type, a.voucher_no) for a in arrivals)
	is_other_kind = inspection.reference_type not in VOUCHERS
	return inspection.names_batch and inspection.at >= arrival.at and (is_of_batch or is_other_kind)


def _arrivals(batches: Collection[str]) -> dict[str, list[Arrival]]:
	"""Return the vouchers in force that received or made each batch."""
	found: dict[str, list[Arrival]] = {}
	if batches:
		for row in frappe.db.sql(ARRIVALS, {"batches": tuple(batches), "making": sorted(MAKING)}):
			found.setdefault(row[0], []).append(Arrival(*row[1:]))
	return found


def _certified(batch: Standing) -> Criterion:
	"""A certificate is a document of its own that QA reviews; what needs one is released by QA's own decision."""
	is_required = bool(batch.policy and batch.policy.requires_certificate)
	return Criterion(_("Certificate"), not is_required, _("to be reviewed by QA") if is_required else "")


def _open_deviations(batches: Collection[str]) -> dict[str, list[str]]:
	rows = frappe.get_all(
		"Non Conformance",
		filters={"batch": ["in", list(batches)], "status": "Open"},
		fields=["name", "batch"],
		order_by="name",
		limit_page_length=0,
	)
	found: dict[str, list[str]] = {}
	for row in rows:
		found.setdefault(row.batch, []).append(row.name)
	return found

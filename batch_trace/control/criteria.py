"""What must be fulfilled before a batch may be released without anybody deciding on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import getdate

from batch_trace.control import inspections, standing
from batch_trace.control.standing import Standing
from batch_trace.core import shelf_life


class Criterion(NamedTuple):
	"""One thing that a release depends on, and how it stands."""

	name: str
	is_met: bool
	told: str


def of_batches(batches: Collection[str]) -> dict[str, list[Criterion]]:
	"""Return the criteria of each batch under control; those of other batches are left out."""
	stand = {name: batch for name, batch in standing.read(batches).items() if batch.is_controlled}
	inspected = inspections.of_batches(list(stand))
	deviating = _open_deviations(list(stand))
	return {
		name: [
			_inspected(batch, inspected.get(name, [])),
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


def _inspected(batch: Standing, found: list[inspections.Inspection]) -> Criterion:
	told = ", ".join(f"{i.name} ({_(i.status)})" for i in found)
	if any(i.status == inspections.REJECTED for i in found):
		return Criterion(_("Inspection"), False, told)
	is_required = bool(batch.policy and batch.policy.inspection_required)
	return Criterion(_("Inspection"), not is_required or any(i.releases for i in found), told)


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

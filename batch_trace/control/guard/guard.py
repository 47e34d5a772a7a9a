"""Stops batches that may not leave: checks every movement out of a warehouse, every pick and reservation.

The status is read with locks on the batches. Placing a hold takes the same locks, so of a hold and a shipment of the
same batch, the later transaction sees what the earlier one did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import frappe
from frappe import _

from batch_trace.control.decisions import overrides, rejected_drafts
from batch_trace.control.guard.finding import Finding
from batch_trace.control.guard.refusal import refuse, warn
from batch_trace.control.movements.outward import Going, going_out, kinds
from batch_trace.control.policy import rules
from batch_trace.control.status import standing
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.movements import RecordedEvent

Reasons: TypeAlias = Mapping[Going, Sequence[st.Reason]]
NO_REASONS: Reasons = MappingProxyType({})


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse the voucher whose batches may not leave."""
	check(going_out(events), rejected_drafts.reasons(events))


def check(goings: Sequence[Going], more: Reasons = NO_REASONS) -> None:
	"""Refuse the movements that the table of permits stops, unless they are overridden, and show its warnings.

	`more` are reasons that stop only these movements.

	Raises:
		BatchStopped: the status of a batch stops its movement.
	"""
	if not goings:
		return
	findings = look(goings, more, lock=True)
	stopped = [finding for finding in findings if finding.action == permits.STOP]
	refused = [finding for finding in stopped if not overrides.use(finding.going, finding.verdict)]
	if refused and rules.only_warns():
		warn(refused)
	elif refused:
		refuse(refused)
	warn([finding for finding in findings if finding.action == permits.WARN])


def look(goings: Sequence[Going], more: Reasons = NO_REASONS, *, lock: bool) -> list[Finding]:
	"""Return a finding for each movement that any reason on its batch stops or warns of, by the table of permits."""
	standings = standing.read({g.batch for g in goings}, {g.warehouse for g in goings}, lock=lock)
	gone = [g.batch for g in goings if g.batch not in standings]
	if gone:
		frappe.throw(
			_("Batch {0} does not exist any more. Choose another batch.").format(frappe.bold(gone[0]))
		)
	verdicts = {
		g: st.effective([*verdict.reasons, *more.get(g, ())])
		for g in goings
		if (verdict := standings[g.batch].known_verdict(g.warehouse))
	}
	if not verdicts:
		return []
	table = rules.permit_table()
	return [
		Finding(going, kind, permit.because, permit.action)
		for going, kind in kinds(list(verdicts)).items()
		if (permit := permits.permit(table, verdicts[going], kind)).action != permits.ALLOW
	]


def stopped_for(kind: str, goings: Sequence[Going]) -> list[Going]:
	"""Return the movements whose batches have a reason that stops a movement of this kind."""
	standings = standing.read({g.batch for g in goings}, {g.warehouse for g in goings})
	table = rules.permit_table()
	return [
		g
		for g in goings
		if g.batch in standings and permits.is_stopped(table, standings[g.batch].verdict(g.warehouse), kind)
	]

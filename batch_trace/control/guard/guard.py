"""Stops batches that may not leave: every movement out of a warehouse, and every promise of one, passes here.

Status is that of now, read with locks on the batches, which whoever places a hold takes too: of a hold and a
shipment of one batch, the later sees the earlier.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from batch_trace.control.decisions import overrides
from batch_trace.control.guard.finding import Finding
from batch_trace.control.guard.refusal import refuse, warn
from batch_trace.control.movements.outward import Going, going_out, kinds
from batch_trace.control.policy import rules
from batch_trace.control.status import standing
from batch_trace.core.control import permits
from batch_trace.core.terms.movements import RecordedEvent


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse the voucher whose batches may not leave."""
	check(going_out(events))


def check(goings: Sequence[Going]) -> None:
	"""Refuse what the table of permits stops, unless it is overridden, and warn of what it warns of.

	Raises:
		BatchStopped: a batch may not make the movement.
	"""
	if not goings:
		return
	found = look(goings, lock=True)
	stopped = [f for f in found if f.action == permits.STOP]
	refused = [f for f in stopped if not overrides.use(f.going, f.verdict.status)]
	if refused and rules.only_warns():
		warn(refused)
	elif refused:
		refuse(refused)
	warn([f for f in found if f.action == permits.WARN])


def look(goings: Sequence[Going], *, lock: bool) -> list[Finding]:
	"""Return those of the movements that are not simply allowed."""
	stand = standing.read({g.batch for g in goings}, {g.warehouse for g in goings}, lock=lock)
	gone = [g.batch for g in goings if g.batch not in stand]
	if gone:
		frappe.throw(
			_("Batch {0} does not exist any more. Choose another batch.").format(frappe.bold(gone[0]))
		)
	known = {g: verdict for g in goings if (verdict := stand[g.batch].known_verdict(g.warehouse))}
	if not known:
		return []
	table = rules.permit_table()
	found = [
		Finding(going, kind, known[going], permits.action(table, known[going].status, kind))
		for going, kind in kinds(list(known)).items()
	]
	return [f for f in found if f.action != permits.ALLOW]


def stopped_for(kind: str, goings: Sequence[Going]) -> list[Going]:
	"""Return those of the movements whose batches are known, and may not make a movement of this kind."""
	stand = standing.read({g.batch for g in goings}, {g.warehouse for g in goings})
	table = rules.permit_table()
	known = {g: stand[g.batch].known_verdict(g.warehouse) for g in goings if g.batch in stand}
	return [
		g for g, found in known.items() if found and permits.action(table, found.status, kind) == permits.STOP
	]

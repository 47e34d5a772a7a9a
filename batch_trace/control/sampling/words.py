"""Says in words why an inspection has its plan and its severity."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from batch_trace.core.sampling import switching
from batch_trace.core.sampling.plans import Plan
from batch_trace.core.sampling.tables import NORMAL, REDUCED, TIGHTENED


def reason(sampling_plan: Document, plan: Plan, state: switching.State, lot_size: int) -> str:
	"""Return why the plan is what it is, a line for each fact."""
	lines = [
		_("Level {0}, AQL {1} %, {2} units: code letter {3}").format(
			sampling_plan.inspection_level, sampling_plan.aql, lot_size, plan.letter
		)
	]
	if plan.plan_letter != plan.letter:
		lines.append(
			_("The arrows of the table lead from letter {0} to the plan of letter {1}.").format(
				plan.letter, plan.plan_letter
			)
		)
	if plan.sample_size == lot_size:
		lines.append(_("The sample is as large as the lot, so every unit is inspected."))
	lines.append(_severity(sampling_plan, plan, state))
	return "\n".join(lines)


def _severity(sampling_plan: Document, plan: Plan, state: switching.State) -> str:
	if state.severity == switching.STOPPED:
		return _(
			"Five lots were not accepted under tightened inspection: accept nothing more from this supplier before they have acted, "
			"and record that in the Sampling Plan. Until then lots are inspected as tightened."
		)
	if plan.severity == switching.SKIPPED:
		return _(
			"Skipped: {0} lots in a row were accepted, so one lot of {1} is inspected. Check identity and papers only."
		).format(state.in_a_row, sampling_plan.skip_lot_one_in)
	return _words()[state.severity].format(_why(state))


def _words() -> dict[str, str]:
	return {
		NORMAL: _("Normal inspection: {0}"),
		TIGHTENED: _("Tightened inspection: {0}"),
		REDUCED: _("Reduced inspection by ANSI/ASQ Z1.4: {0}"),
	}


def _why(state: switching.State) -> str:
	if state.why == switching.STAYS:
		return _("no rule has ended it since it began")
	return {
		switching.START: _("the first inspections are normal"),
		switching.BY_HAND: _("set by hand in the Sampling Plan"),
		switching.TWO_OF_FIVE: _("two of the last five lots were not accepted"),
		switching.FIVE_ACCEPTED: _("five lots in a row were accepted under tightened inspection"),
		switching.SCORE_REACHED: _("the switching score has reached 30"),
		switching.REDUCED_ENDED: _("the last lot ended reduced inspection"),
	}[state.why]

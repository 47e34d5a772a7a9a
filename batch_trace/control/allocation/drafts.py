"""Drafts say at once what will be refused when they are submitted; saving them is never refused."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import foreseen, out_of_turn
from batch_trace.control.decisions import overrides
from batch_trace.control.guard import guard, refusal
from batch_trace.control.movements import intended
from batch_trace.core.control import permits


def tell(doc: Document) -> None:
	"""Say what would be refused or warned of, in the words of the refusal."""
	goings = intended.goings(doc)
	found = guard.look(goings, lock=False) if goings else []
	stopped = [
		f for f in found if f.action == permits.STOP and not overrides.given(f.going, f.verdict.status)
	]
	refusal.foretell(stopped)
	out_of_turn.foretell([one.told() for one in foreseen.refused(doc)])
	refusal.warn([f for f in found if f.action == permits.WARN])

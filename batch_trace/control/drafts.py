"""Drafts say at once what will be refused when they are submitted; saving them is never refused."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control import guard, intended, overrides, refusal
from batch_trace.control.allocation import foreseen, out_of_turn
from batch_trace.core import permits


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

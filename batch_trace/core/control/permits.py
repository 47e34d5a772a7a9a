"""The table of permits: an action for each status and kind of movement; without an entry, the movement is stopped.

Every reason on a batch counts: a movement is stopped if the status of any of its reasons stops it, however much the
statuses of the other reasons, stricter ones included, allow.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import statuses as st

ALLOW = "Allow"
WARN = "Warn"
STOP = "Stop"
ACTIONS = (ALLOW, WARN, STOP)
"""From the most permissive to the least."""

Table: TypeAlias = Mapping[tuple[str, str], str]
"""The action for a status and a kind of movement."""


class Permit(NamedTuple):
	"""What a batch may do: the action, and `because`, the strictest of the statuses that demand it with their reasons."""

	action: str
	because: st.Verdict


_AWAY = {mk.SUPPLIER_RETURN, mk.TO_QUARANTINE, mk.SAMPLE, mk.DESTRUCTION}
"""Movements that remove a batch safely: to the supplier, to quarantine or scrap, to the laboratory, to destruction."""

_MAY_ARRIVE = {mk.ARRIVAL}
"""Goods on a truck are unloaded where the truck is, whatever stops them; what stops them stands there, too."""

_BY_QA = {mk.DIVISION}
"""QA divides what waits or is rejected into parts; what is on hold is released first."""

_ALLOWED = {
	st.RELEASED: set(mk.KINDS),
	st.CONDITIONALLY_RELEASED: set(mk.KINDS) - {mk.SHIPMENT, mk.POINT_OF_SALE, mk.OTHER},
	st.UNDER_TEST: (_AWAY | _MAY_ARRIVE | _BY_QA) - {mk.DESTRUCTION},
	st.QUARANTINE: (_AWAY | _MAY_ARRIVE | _BY_QA) - {mk.DESTRUCTION},
	st.ON_HOLD: {mk.TO_QUARANTINE, mk.SAMPLE} | _MAY_ARRIVE,
	st.EXPIRED: _AWAY | _MAY_ARRIVE,
	st.REJECTED: _AWAY | _MAY_ARRIVE | _BY_QA,
	st.RECALLED: _AWAY | _MAY_ARRIVE,
	st.DISPOSED: {mk.DESTRUCTION},
}
_WARNED = {
	st.UNDER_TEST: {mk.TRANSFER},
	st.QUARANTINE: {mk.TRANSFER},
}
_FACTS = {mk.STOCK_COUNT}
"""Movements that only say what is there: whatever the status is, they pass with a warning."""


def default_action(status: str, kind: str) -> str:
	"""Return the action of a new site for a status and a kind of movement.

	>>> default_action(st.REJECTED, mk.SHIPMENT), default_action(st.REJECTED, mk.SUPPLIER_RETURN)
	('Stop', 'Allow')
	>>> default_action(st.QUARANTINE, mk.TRANSFER), default_action("Fine", mk.SHIPMENT)
	('Warn', 'Stop')
	>>> default_action(st.ON_HOLD, mk.STOCK_COUNT)
	'Warn'
	"""
	if kind in _ALLOWED.get(status, ()):
		return ALLOW
	is_fact = kind in _FACTS and status in st.BY_STRICTNESS
	return WARN if is_fact or kind in _WARNED.get(status, ()) else STOP


def default_table() -> dict[tuple[str, str], str]:
	"""Return the actions of a new site for every status and kind of movement."""
	return {(status, kind): default_action(status, kind) for status in st.BY_STRICTNESS for kind in mk.KINDS}


def milder(before: Table, after: Table) -> list[tuple[str, str]]:
	"""Return the statuses and kinds of movement whose action is milder than before, in order of strictness.

	>>> milder(default_table(), default_table() | {(st.ON_HOLD, mk.SHIPMENT): WARN})
	[('On Hold', 'Shipment')]
	"""
	return [
		(status, kind)
		for status in st.BY_STRICTNESS
		for kind in mk.KINDS
		if ACTIONS.index(action(after, status, kind)) < ACTIONS.index(action(before, status, kind))
	]


def action(table: Table, status: str, kind: str) -> str:
	"""Return the action in the table, or Stop if there is none or it is not a valid action.

	>>> action(default_table(), st.RELEASED, mk.SHIPMENT), action({}, st.RELEASED, mk.SHIPMENT)
	('Allow', 'Stop')
	"""
	entry = table.get((st.known_or_quarantine(status), kind), STOP)
	return entry if entry in ACTIONS else STOP


def permit(table: Table, verdict: st.Verdict, kind: str) -> Permit:
	"""Return the least permissive action that a reason of the verdict demands; without any reason, the movement is allowed.

	>>> held = st.Reason(st.ON_HOLD, "Batch Hold", "HOLD-1")
	>>> verdict = st.effective([held, st.Reason(st.EXPIRED, "Expiry Date")])
	>>> verdict.status, default_action(st.EXPIRED, mk.DESTRUCTION)
	('Expired', 'Allow')
	>>> permit(default_table(), verdict, mk.DESTRUCTION) == Permit(STOP, st.Verdict(st.ON_HOLD, (held,)))
	True
	"""
	actions = [action(table, reason.status, kind) for reason in verdict.reasons]
	least = max(actions, key=ACTIONS.index, default=ALLOW)
	reasons = zip(verdict.reasons, actions, strict=True)
	return Permit(least, st.effective(reason for reason, each in reasons if each == least))


def is_stopped(table: Table, verdict: st.Verdict, kind: str) -> bool:
	"""Return whether any reason of the verdict stops a kind of movement."""
	return permit(table, verdict, kind).action == STOP

"""What each status allows: a table of status by kind of movement; what the table does not name is stopped."""

from collections.abc import Mapping
from typing import TypeAlias

from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import statuses as st

ALLOW = "Allow"
WARN = "Warn"
STOP = "Stop"
ACTIONS = (ALLOW, WARN, STOP)

Table: TypeAlias = Mapping[tuple[str, str], str]
"""The action for a status and a kind of movement."""

_AWAY = {mk.SUPPLIER_RETURN, mk.TO_QUARANTINE, mk.SAMPLE, mk.DESTRUCTION}
"""Out of harm's way: back to the supplier, to a warehouse that nothing leaves unseen, to the laboratory, destroyed."""

_ALLOWED = {
	st.RELEASED: set(mk.KINDS),
	st.CONDITIONALLY_RELEASED: set(mk.KINDS) - {mk.SHIPMENT, mk.POINT_OF_SALE},
	st.UNDER_TEST: _AWAY - {mk.DESTRUCTION},
	st.QUARANTINE: _AWAY - {mk.DESTRUCTION},
	st.ON_HOLD: {mk.TO_QUARANTINE, mk.SAMPLE},
	st.EXPIRED: _AWAY,
	st.REJECTED: _AWAY,
	st.RECALLED: _AWAY,
	st.DISPOSED: {mk.DESTRUCTION},
}
_WARNED = {
	st.UNDER_TEST: {mk.TRANSFER},
	st.QUARANTINE: {mk.TRANSFER},
}


def default_action(status: str, kind: str) -> str:
	"""Return what a fresh site does with a batch of a status that is to make a kind of movement.

	>>> default_action(st.REJECTED, mk.SHIPMENT), default_action(st.REJECTED, mk.SUPPLIER_RETURN)
	('Stop', 'Allow')
	>>> default_action(st.QUARANTINE, mk.TRANSFER), default_action("Fine", mk.SHIPMENT)
	('Warn', 'Stop')
	"""
	if kind in _ALLOWED.get(status, ()):
		return ALLOW
	return WARN if kind in _WARNED.get(status, ()) else STOP


def default_table() -> dict[tuple[str, str], str]:
	"""Return the action of every status for every kind of movement, as a fresh site has it."""
	return {(status, kind): default_action(status, kind) for status in st.BY_STRICTNESS for kind in mk.KINDS}


def action(table: Table, status: str, kind: str) -> str:
	"""Return what the table says, or stop where it says nothing that is known.

	>>> action(default_table(), st.RELEASED, mk.SHIPMENT), action({}, st.RELEASED, mk.SHIPMENT)
	('Allow', 'Stop')
	"""
	told = table.get((st.known(status), kind), STOP)
	return told if told in ACTIONS else STOP

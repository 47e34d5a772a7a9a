"""The statuses of a batch by strictness; the effective status is the strictest of all reasons.

The effective status is what lists show. What a batch may do depends on all its reasons, see `permits.permit`.
"""

from collections.abc import Iterable
from typing import NamedTuple

RELEASED = "Released"
CONDITIONALLY_RELEASED = "Conditionally Released"
UNDER_TEST = "Under Test"
QUARANTINE = "Quarantine"
ON_HOLD = "On Hold"
EXPIRED = "Expired"
REJECTED = "Rejected"
RECALLED = "Recalled"
DISPOSED = "Disposed"

BY_STRICTNESS = (
	RELEASED,
	CONDITIONALLY_RELEASED,
	UNDER_TEST,
	QUARANTINE,
	ON_HOLD,
	EXPIRED,
	REJECTED,
	RECALLED,
	DISPOSED,
)
"""From the mildest to the strictest."""

UNKNOWN_IS = QUARANTINE
"""The status used for a missing or unknown value, so that the batch stays where it is."""

_RANK = {status: rank for rank, status in enumerate(BY_STRICTNESS)}


class Reason(NamedTuple):
	"""A reason for a status of a batch.

	`cause` is the kind of reason, `name` its document, `text` the owner's explanation, `since` when it began (ISO).
	"""

	status: str
	cause: str
	name: str = ""
	text: str = ""
	owner: str = ""
	since: str = ""


class Verdict(NamedTuple):
	"""The effective status of a batch and its reasons, the strictest first."""

	status: str
	reasons: tuple[Reason, ...]


def known_or_quarantine(status: str | None) -> str:
	"""Return the status, or Quarantine if it is missing or unknown.

	>>> known_or_quarantine("Released"), known_or_quarantine(""), known_or_quarantine("Fine")
	('Released', 'Quarantine', 'Quarantine')
	"""
	return status if status in _RANK else UNKNOWN_IS


def strictness(status: str) -> int:
	"""Return how strict a status is: the greater, the stricter."""
	return _RANK[known_or_quarantine(status)]


def as_strict_as(status: str) -> tuple[str, ...]:
	"""Return the status and all that are stricter.

	>>> as_strict_as("Rejected")
	('Rejected', 'Recalled', 'Disposed')
	"""
	return BY_STRICTNESS[strictness(status) :]


def effective(reasons: Iterable[Reason]) -> Verdict:
	"""Return the strictest status of the reasons; without any reason, a batch is released.

	>>> effective([Reason(RELEASED, "disposition"), Reason(ON_HOLD, "hold", "HOLD-1")]).status
	'On Hold'
	>>> effective([]).status
	'Released'
	"""
	strictest_first = tuple(sorted(reasons, key=lambda reason: -strictness(reason.status)))
	return Verdict(
		known_or_quarantine(strictest_first[0].status) if strictest_first else RELEASED, strictest_first
	)

"""The statuses of a batch and how strict each is; the effective one is the strictest of all that speaks about it."""

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
"""What a status stands for that is none of these: nothing is known of the batch, so it stays where it is."""

_RANK = {status: rank for rank, status in enumerate(BY_STRICTNESS)}


class Reason(NamedTuple):
	"""One thing that gives a batch a status.

	`cause` is what kind of thing it is, `name` its document, `text` why in its owner's words, `since` when (ISO).
	"""

	status: str
	cause: str
	name: str = ""
	text: str = ""
	owner: str = ""
	since: str = ""


class Verdict(NamedTuple):
	"""The effective status of a batch with the reasons behind it, the strictest first."""

	status: str
	reasons: tuple[Reason, ...]


def known(status: str | None) -> str:
	"""Return the status itself, or the one that stands for an unknown one.

	>>> known("Released"), known(""), known("Fine")
	('Released', 'Quarantine', 'Quarantine')
	"""
	return status if status in _RANK else UNKNOWN_IS


def strictness(status: str) -> int:
	"""Return how strict a status is: the greater, the stricter."""
	return _RANK[known(status)]


def effective(reasons: Iterable[Reason]) -> Verdict:
	"""Return the strictest status that is given; a batch of which nothing is said is released.

	>>> effective([Reason(RELEASED, "disposition"), Reason(ON_HOLD, "hold", "HOLD-1")]).status
	'On Hold'
	>>> effective([]).status
	'Released'
	"""
	found = tuple(sorted(reasons, key=lambda reason: -strictness(reason.status)))
	return Verdict(known(found[0].status) if found else RELEASED, found)

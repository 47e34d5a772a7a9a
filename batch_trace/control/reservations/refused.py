"""What a reservation refuses: the movement, how much is short, and to whom it is promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from batch_trace.control.movements.outward import Going
from batch_trace.control.reservations.promised import Open


class Refused(NamedTuple):
	"""What was to be taken from a place, and to whom the rest of it is promised."""

	going: Going
	short: float
	promises: Sequence[Open]

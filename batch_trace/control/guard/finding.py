"""A finding of the guard: a batch whose status stops its movement, or warns of it."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.control.movements.outward import Going
from batch_trace.core.control.statuses import Verdict


class Finding(NamedTuple):
	"""A movement, its kind, the batch's status with reasons, and the action of the table of permits (Warn or Stop)."""

	going: Going
	kind: str
	verdict: Verdict
	action: str

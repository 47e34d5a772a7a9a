"""What the guard finds: a batch whose status does not simply allow its movement."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.control.movements.outward import Going
from batch_trace.core.control.statuses import Verdict


class Finding(NamedTuple):
	"""A movement, its kind, what the batch's status is and why, and what the table of permits says: Warn or Stop."""

	going: Going
	kind: str
	verdict: Verdict
	action: str

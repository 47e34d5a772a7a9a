"""A finding of the guard: a batch whose status stops its movement, or warns of it."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.control.movements.outward import Going
from batch_trace.core.control.statuses import Verdict


class Finding(NamedTuple):
	"""A movement, its kind, and the action of the table of permits (Warn or Stop).

	`verdict` has only the reasons that demand the action, the strictest first, and the strictest status among them.
	"""

	going: Going
	kind: str
	verdict: Verdict
	action: str

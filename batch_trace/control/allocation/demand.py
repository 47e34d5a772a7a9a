"""What batches are wanted for: of which item, from where, for what and whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from batch_trace.control.claims import Claim


@dataclass(frozen=True, slots=True)
class Demand:
	"""A demand for batches of an item from one of some warehouses.

	`kind` is the kind of movement (core/movement_kinds.py). `needed_on` is the day by which dates are judged; `moment` is
	when the stock is posted, where that is before now.
	"""

	item_code: str
	warehouses: tuple[str, ...]
	kind: str
	needed_on: date
	claim: Claim
	moment: datetime | None = None

"""What a voucher takes of an item from a warehouse, and what was found about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from batch_trace.control.allocation.turn import Judgement, Taken
from batch_trace.core.policy import Policy


class Settled(NamedTuple):
	"""What was found of a batch: whether it was its turn, the better one that was left, and who chose it why."""

	in_order: bool
	best_batch: str | None
	best_expiry_date: object
	best_qty: float
	reason: str
	note: str
	chosen_by: str


@dataclass(slots=True)
class Judged:
	"""A part of a voucher, judged; `event` is 0 while nothing has moved, `settled` what its Pick List was judged by.

	`reserved` names the reservation of each batch of which no more is taken than was reserved for it.
	"""

	voucher_type: str
	voucher_no: str
	company: str
	event: int
	kind: str
	item_code: str
	warehouse: str
	policy: Policy
	taken: Sequence[Taken]
	judgement: Judgement
	settled: Mapping[str, Settled] = field(default_factory=dict)
	reserved: Mapping[str, str] = field(default_factory=dict)

	@property
	def early(self) -> list[str]:
		"""The batches that are taken before their turn, and that nobody let pass before."""
		let_pass = {*self.settled, *self.reserved}
		return sorted(batch for batch in self.judgement.out_of_turn if batch not in let_pass)

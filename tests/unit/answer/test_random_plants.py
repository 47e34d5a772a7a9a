"""Random days of a plant: tanks that are topped up, rework, returns, a sister company, corrections and late entries.

The operations are those of a plant: what is drawn is mostly there, tanks last, and orders are finished in several goes.
So time decides more than among operations that have nothing to do with each other.
"""

import os
from collections import defaultdict
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.agreement import check, hours, near, rows
from tests.unit.support.floor import HOME, SISTER, Floor

EXAMPLES = int(os.environ.get("BATCH_TRACE_EXAMPLES", "2000")) // 10
SILOS, TANK = ("SILO-1", "SILO-2"), "TANK"
ITEMS = {
	"SILO": "FLOUR",
	"TANK": "FLOUR",
	"LOT": "FLOUR",
	"BREAD": "BREAD",
	"LABEL": "LABEL",
	"YEAST": "YEAST",
}
STEPS = (
	"receive", "top_up", "top_up", "bake", "bake", "fill", "pour", "rework", "mix", "ship", "give_back",
	"sell_to_sister", "consume", "finish", "finish", "count", "cancel", "amend",
)  # fmt: skip


def item_of(batch):
	return ITEMS[batch.split("-")[0]]


class Plant:
	"""Plays steps in the order of their time; some are recorded late, or taken back and recorded anew."""

	def __init__(self, seed):
		self.chance = Random(seed)
		self.floor = Floor()
		self.time = 0
		self.stock = defaultdict(int)
		self.made = 0
		self.shipped = []
		self.waiting = []

	def run(self, steps):
		for batch in (*SILOS, "YEAST-0"):
			self._do(et.OPENING, [], [(batch, 20)])
		for _ in range(steps):
			self.time += self.chance.choice([0, 1, 1, 3, 30])
			getattr(self, f"_{self.chance.choice(STEPS)}")()
			self._record_late()
		self._record_late(everything=True)
		return self.floor

	def _do(self, kind, inputs, outputs, **facts):
		"""Record what happened now, or keep it to record it later with its time."""
		self.floor.wait_until(self.time)
		for batch, qty in inputs:
			self.stock[batch] -= qty
		for batch, qty in outputs:
			self.stock[batch] += qty
		parts = [[(batch, item_of(batch), qty) for batch, qty in side] for side in (inputs, outputs)]
		operation = (kind, *parts), {"at": self.time, **facts}
		if self.chance.random() < 0.15:
			self.waiting.append(operation)
		else:
			self.floor.record(*operation[0], **operation[1])

	def _record_late(self, everything=False):
		while self.waiting and (everything or self.chance.random() < 0.2):
			arguments, facts = self.waiting.pop(self.chance.randrange(len(self.waiting)))
			self.floor.record(*arguments, **facts)

	def _new(self, kind):
		self.made += 1
		return f"{kind}-{self.made}"

	def _some(self, *kinds):
		"""Return some of a batch of these kinds; rarely more than there is, as wrong times and counts have it."""
		there = [
			batch for batch in sorted(self.stock) if batch.split("-")[0] in kinds and self.stock[batch] > 0
		]
		if not there:
			return None
		batch = self.chance.choice(there)
		return batch, self.chance.randint(1, self.stock[batch]) + 5 * (self.chance.random() < 0.05)

	def _move(self, kind, taken, *made, **facts):
		if all(taken):
			self._do(kind, taken, made, **facts)

	def _receive(self):
		self._do(et.RECEIPT, [], [(self._new("LOT"), self.chance.randint(1, 20))])

	def _top_up(self):
		taken = self._some("LOT")
		if taken:
			self._move(et.REPACK, [taken], (self.chance.choice(SILOS), taken[1]))

	def _bake(self):
		taken = [self._some("SILO"), self._some("YEAST") if self.chance.random() < 0.3 else None]
		taken = [part for part in taken if part]
		made = [(self._new("BREAD"), self.chance.randint(1, 20)) for _ in range(self.chance.randint(1, 2))]
		company = self.chance.choice([HOME, SISTER])
		self._move(et.PRODUCTION, taken or [None], *made, company=company)

	def _pour(self):
		self._move(et.PRODUCTION, [self._some("SILO")], (TANK, self.chance.randint(1, 10)))

	def _fill(self):
		self._move(et.PRODUCTION, [self._some("TANK")], (self._new("BREAD"), self.chance.randint(1, 10)))

	def _rework(self):
		self._move(et.REPACK, [self._some("BREAD", "LABEL")], (TANK, self.chance.randint(1, 4)))

	def _mix(self):
		"""Several repacks on one voucher."""
		taken = {
			part[0]: part for part in (self._some("BREAD"), self._some("SILO"), self._some("TANK")) if part
		}
		made = [
			(self._new("BREAD"), self.chance.randint(1, 9)),
			(self._new("LABEL"), self.chance.randint(1, 9)),
		]
		self._move(et.REPACK, list(taken.values()) or [None], *made)

	def _ship(self):
		taken = self._some("BREAD", "SILO", "TANK", "LABEL")
		if taken:
			self.shipped.append(taken)
			self._move(et.SHIPMENT, [taken])

	def _give_back(self):
		if self.shipped:
			batch, qty = self.chance.choice(self.shipped)
			self._move(et.CUSTOMER_RETURN, [], (batch, self.chance.randint(1, qty)))

	def _sell_to_sister(self):
		taken = self._some("BREAD", "SILO", "LOT")
		if taken:
			parts = [(taken[0], item_of(taken[0]), taken[1])]
			self.floor.sell_to_sister(parts, self.time, self.time + self.chance.choice([0, 2, 40]))

	def _consume(self):
		self._move(et.CONSUMPTION, [self._some("SILO", "LOT")], work_order=self._order())

	def _finish(self):
		made = self.chance.choice([self._new("BREAD"), TANK])
		taken = [part for part in [self._some("YEAST")] if part and self.chance.random() < 0.3]
		self._move(et.PRODUCTION, taken, (made, self.chance.randint(1, 9)), work_order=self._order())

	def _order(self):
		return f"WO-{self.chance.randint(1, 3)}"

	def _count(self):
		taken = self._some("SILO", "TANK", "BREAD")
		if taken and self.chance.random() < 0.5:
			self._move(et.ADJUSTMENT, [taken])
		elif taken:
			self._move(et.ADJUSTMENT, [], taken)

	def _cancel(self):
		if len(self.floor.in_force) > 6:
			self.floor.cancel(self.chance.choice(sorted(self.floor.in_force)))

	def _amend(self):
		if self.floor.in_force:
			self.floor.amend(self.chance.choice(sorted(self.floor.in_force)))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(15, 45), st.sampled_from([None, 0, 2, 20, 24 * 60]))
def test_plants_agree_with_the_vessels(seed, steps, tolerance):
	floor = Plant(seed).run(steps)
	vessels = floor.vessels(tolerance)
	source = floor.ledger.source().within(hours(tolerance))
	chance = Random(seed)
	starts = chance.sample(vessels.batches, min(4, len(vessels.batches)))
	shares = {start: vessels.shares([start]) for start in starts}
	for start in starts:
		check(source, vessels, [start])
	check(source, vessels, starts[:2])
	for target in chance.sample(vessels.batches, min(4, len(vessels.batches))):
		up = rows(trace(source, [target], "backward"), "backward")
		for start in shares.keys() & up.keys():
			assert near(up[start]["share"], shares[start][target]), (
				start,
				target,
				up[start],
				shares[start][target],
			)
		assert {s for s in starts if s != target and s in up} == {
			s for s in starts if s != target and target in vessels.exposed([s])
		}

"""What happens on the floor, kept twice: as a ledger, and as the operations in force that the vessels simulate."""

from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger
from tests.unit.support.vessels import Vessels

HOME, SISTER = "Bakery", "Sister Bakery"


class Floor:
	"""Records operations in a ledger and, separately, keeps those in force by their number."""

	def __init__(self):
		self.ledger = Ledger()
		self.in_force = {}

	def wait_until(self, at):
		"""Record what follows at that time or later."""
		self.ledger.clock = max(self.ledger.clock, at)

	def record(self, kind, inputs=(), outputs=(), work_order=None, at=None, company=HOME):
		"""Record an operation posted `at` (now, if None); return its number."""
		operation = {
			"type": kind,
			"inputs": list(inputs),
			"outputs": list(outputs),
			"work_order": work_order,
			"at": self.ledger.clock + 1 if at is None else at,
			"company": company,
		}
		return self._keep(operation)

	def _keep(self, operation):
		facts = {key: operation[key] for key in ("work_order", "at", "company")}
		event = self.ledger.record(
			operation["type"], operation["inputs"], operation["outputs"], party="P", **facts
		)
		self.in_force[event] = {**operation, "number": event, "recorded": self.ledger.clock}
		return event

	def sell_to_sister(self, parts, sold_at, received_at):
		"""Transfer parts to the sister company: they leave the one and arrive at the other, which made nothing."""
		self.record(et.TRANSFER, inputs=parts, at=sold_at)
		self.record(et.TRANSFER, outputs=parts, at=received_at, company=SISTER)

	def cancel(self, event):
		"""Take an operation back; return it."""
		self.ledger.cancel(event)
		return self.in_force.pop(event)

	def amend(self, event):
		"""Take an operation back and record it anew at its time, with a little more of what it made."""
		operation = self.cancel(event)
		more = [(batch, item, qty + 1) for batch, item, qty in operation["outputs"]]
		return self._keep({**operation, "outputs": more})

	def vessels(self, tolerance):
		"""Return the simulation of what is in force."""
		return Vessels(list(self.in_force.values()), tolerance)

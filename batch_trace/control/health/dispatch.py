"""Checks whether shipments arrived."""

from __future__ import annotations

from collections.abc import Iterator

from frappe import _

from batch_trace.control.dispatch import waiting
from batch_trace.control.health.finding import MEDIUM, Finding, report


def without_proof() -> Iterator[Finding]:
	"""Shipments are overdue with their proof of delivery."""
	count = sum(1 for shipment in waiting.read() if shipment.days > 0)
	if count:
		yield Finding(
			MEDIUM,
			_("{0} shipments wait for a proof of delivery, longer than their policies allow").format(count),
			_("Nobody can show that these goods arrived, or who has them"),
			_("Ask the carrier or the customer, and enter the proof on the shipment"),
			report("Waiting for Proof of Delivery"),
		)


CHECKS = (without_proof,)

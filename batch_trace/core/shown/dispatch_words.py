"""How a shipment was loaded and delivered, in words for a row of a customer."""

from collections.abc import Iterator

from batch_trace.core.answer.answer import CustomerRow
from batch_trace.core.answer.gaps import Translate

WORDS = {
	"driver": "Driver: {0}",
	"transporter": "Transporter: {0}",
	"waybill_no": "Transport document: {0}",
	"seals": "Seals: {0}",
	"temperature": "Loaded at {0}",
	"consignee": "Consignee: {0}",
}
RECEIVED = "Received on {0} by {1}"
ARRIVED_AT = "Arrived at {0}"
MINUTES = len("2026-01-01 08:00")


def words(row: CustomerRow, translate: Translate) -> Iterator[str]:
	"""Yield what is known, each as a phrase; a consignee who is the customer is not named again."""
	for fact, phrase in WORDS.items():
		value = row.get(fact)
		if value and (fact != "consignee" or value != row["customer"]):
			yield translate(phrase).format(value)
	if proof := row.get("proof_of_delivery"):
		yield translate(RECEIVED).format(proof["delivered_at"][:MINUTES], proof["received_by"])
		if proof["arrival_temperature"]:
			yield translate(ARRIVED_AT).format(proof["arrival_temperature"])
		if proof["remarks"]:
			yield proof["remarks"]

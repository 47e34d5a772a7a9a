"""The event types of the ledger, and what each means for a trace."""

RECEIPT = "Receipt"
SUPPLIER_RETURN = "Supplier Return"
OPENING = "Opening"
ISSUE = "Issue"
TRANSFER = "Transfer"
COMPANY_TRANSFER = "Transfer between Companies"
"""What another company of the site delivered arrives, or goes back to it: the same goods, so nothing is received."""
PRODUCTION = "Production"
CONSUMPTION = "Consumption"
REPACK = "Repack"
DISASSEMBLY = "Disassembly"
SUBCONTRACTING = "Subcontracting"
SHIPMENT = "Shipment"
CUSTOMER_RETURN = "Customer Return"
ADJUSTMENT = "Adjustment"
SUBSTITUTION = "Substitution"
CAPITALIZATION = "Capitalization"
OTHER = "Other"
REVERSAL = "Reversal"
"""Type of a Trace Event only; the entries of a reversal have the type of the event it takes back."""

TRANSFORMATIONS = frozenset(
	{PRODUCTION, CONSUMPTION, REPACK, DISASSEMBLY, SUBCONTRACTING, SUBSTITUTION, OTHER}
)
"""Events whose In entries were made from their Out entries."""

MAKING = (TRANSFORMATIONS - {CONSUMPTION}) | {RECEIPT, OPENING}
"""Events whose In entries receive or make the batch; any other In entry moves or returns existing stock."""

RECORDED = "recorded"
INFERRED = "inferred"
ASSERTED = "asserted"

_CONFIDENCE = {CONSUMPTION: INFERRED, DISASSEMBLY: INFERRED, OTHER: INFERRED, SUBSTITUTION: ASSERTED}


def confidence(event_type: str) -> str:
	"""Return the confidence of the links of an event type: recorded, inferred or asserted.

	>>> confidence(REPACK), confidence(CONSUMPTION), confidence(SUBSTITUTION)
	('recorded', 'inferred', 'asserted')
	"""
	return _CONFIDENCE.get(event_type, RECORDED)

"""The kinds of event in the ledger, and what each kind means for a trace."""

RECEIPT = "Receipt"
SUPPLIER_RETURN = "Supplier Return"
OPENING = "Opening"
ISSUE = "Issue"
TRANSFER = "Transfer"
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
"""Only ever the type of a Trace Event; its entries bear the type of the event they take back."""

TRANSFORMATIONS = frozenset(
	{PRODUCTION, CONSUMPTION, REPACK, DISASSEMBLY, SUBCONTRACTING, SUBSTITUTION, OTHER}
)
"""What goes in was made from what came out."""

MAKING = (TRANSFORMATIONS - {CONSUMPTION}) | {RECEIPT, OPENING}
"""An In entry of these receives or makes the batch; any other In entry moves or brings back what exists."""

RECORDED = "recorded"
INFERRED = "inferred"
ASSERTED = "asserted"

_CONFIDENCE = {CONSUMPTION: INFERRED, DISASSEMBLY: INFERRED, OTHER: INFERRED, SUBSTITUTION: ASSERTED}


def confidence(event_type: str) -> str:
	"""Return how sure a link of such an event is: recorded, inferred or asserted.

	>>> confidence(REPACK), confidence(CONSUMPTION), confidence(SUBSTITUTION)
	('recorded', 'inferred', 'asserted')
	"""
	return _CONFIDENCE.get(event_type, RECORDED)

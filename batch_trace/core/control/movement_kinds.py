"""The kinds of outward movement that a status may allow or stop."""

from dataclasses import dataclass

from batch_trace.core.terms import event_types as et

SHIPMENT = "Shipment"
POINT_OF_SALE = "Point of Sale"
CONSUMPTION = "Consumption"
TRANSFER = "Transfer"
ARRIVAL = "Arrival from Transit"
TO_PRODUCTION = "Transfer to Production"
TO_SUBCONTRACTOR = "Transfer to Subcontractor"
TO_QUARANTINE = "Transfer to Quarantine or Scrap"
SUPPLIER_RETURN = "Return to Supplier"
SAMPLE = "Sample"
DESTRUCTION = "Destruction"
ISSUE = "Issue"
SPLIT = "Split"
DIVISION = "Division by QA"
STOCK_COUNT = "Stock Count"
RESERVATION = "Reservation"
PICK = "Pick"
OTHER = "Other"

KINDS = (
	SHIPMENT,
	POINT_OF_SALE,
	CONSUMPTION,
	TRANSFER,
	ARRIVAL,
	TO_PRODUCTION,
	TO_SUBCONTRACTOR,
	TO_QUARANTINE,
	SUPPLIER_RETURN,
	SAMPLE,
	DESTRUCTION,
	ISSUE,
	SPLIT,
	DIVISION,
	STOCK_COUNT,
	RESERVATION,
	PICK,
	OTHER,
)

IN_PICKING_ORDER = (SHIPMENT, POINT_OF_SALE, CONSUMPTION, TO_PRODUCTION, TO_SUBCONTRACTOR, ISSUE, PICK)
"""Kinds that use or ship stock and must keep picking order; transfers, counts and samples are about a certain batch."""

WITHIN_COMPANY = frozenset({TRANSFER, ARRIVAL})
"""Kinds of a Stock Entry that only changes the warehouse of goods which the company keeps."""

BY_VOUCHER_TYPE = {
	"POS Invoice": POINT_OF_SALE,
	"Pick List": PICK,
	"Stock Reservation Entry": RESERVATION,
	"Batch Reservation": RESERVATION,
	"Stock Reconciliation": STOCK_COUNT,
}
MATERIAL_TRANSFER = "Material Transfer"
BY_PURPOSE = {
	"Material Transfer for Manufacture": TO_PRODUCTION,
	"Send to Subcontractor": TO_SUBCONTRACTOR,
}
BY_EVENT_TYPE = {
	et.SUPPLIER_RETURN: SUPPLIER_RETURN,
	et.TRANSFER: TRANSFER,
	et.COMPANY_TRANSFER: SUPPLIER_RETURN,
	et.PRODUCTION: CONSUMPTION,
	et.CONSUMPTION: CONSUMPTION,
	et.REPACK: CONSUMPTION,
	et.DISASSEMBLY: CONSUMPTION,
	et.SUBCONTRACTING: CONSUMPTION,
	et.CAPITALIZATION: CONSUMPTION,
	et.ISSUE: ISSUE,
}
BY_ISSUE_REASON = {"Sample": SAMPLE, "Destruction": DESTRUCTION}


@dataclass(frozen=True, slots=True)
class Outward:
	"""The facts of a batch's outward movement from a warehouse.

	`event_type` is the voucher's event type in the trace ledger. `items_made` are the items that the voucher brings in.
	`is_unloading`: it leaves a warehouse for goods in transit and goes to another one of the company's.
	`by_decision`: a submitted Batch Disposition on the batch names the voucher as its own.
	"""

	voucher_type: str
	event_type: str
	item_code: str
	purpose: str = ""
	issue_reason: str = ""
	to_safe_place: bool = False
	is_unloading: bool = False
	by_decision: bool = False
	items_made: frozenset[str] = frozenset()


def kind_of(outward: Outward) -> str:
	"""Return the kind of movement; unknown ones are "Other", which is allowed for released batches only.

	>>> kind_of(Outward("Stock Entry", et.ISSUE, "OATS", issue_reason="Sample"))
	'Sample'
	>>> kind_of(Outward("Stock Entry", et.TRANSFER, "OATS", to_safe_place=True))
	'Transfer to Quarantine or Scrap'
	>>> kind_of(Outward("Stock Entry", et.TRANSFER, "OATS", "Material Transfer", is_unloading=True))
	'Arrival from Transit'
	>>> kind_of(Outward("Stock Entry", et.REPACK, "OATS", items_made=frozenset({"OATS"})))
	'Split'
	>>> kind_of(Outward("Stock Entry", et.REPACK, "OATS", by_decision=True, items_made=frozenset({"OATS"})))
	'Division by QA'
	>>> kind_of(Outward("Loading Slip", et.OTHER, "OATS"))
	'Other'
	>>> kind_of(Outward("Stock Entry", et.SHIPMENT, "OATS", "Material Transfer for Manufacture"))
	'Shipment'
	"""
	if outward.voucher_type in BY_VOUCHER_TYPE:
		return BY_VOUCHER_TYPE[outward.voucher_type]
	if outward.event_type == et.SHIPMENT:
		return SHIPMENT
	if outward.event_type == et.TRANSFER and outward.to_safe_place:
		return TO_QUARANTINE
	if outward.purpose in BY_PURPOSE:
		return BY_PURPOSE[outward.purpose]
	if outward.event_type == et.TRANSFER and outward.purpose == MATERIAL_TRANSFER and outward.is_unloading:
		return ARRIVAL
	if outward.event_type == et.REPACK and outward.items_made == {outward.item_code}:
		return DIVISION if outward.by_decision else SPLIT
	if outward.event_type == et.ISSUE:
		return BY_ISSUE_REASON.get(outward.issue_reason, ISSUE)
	return BY_EVENT_TYPE.get(outward.event_type, OTHER)

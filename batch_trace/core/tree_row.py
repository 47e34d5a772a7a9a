"""One line of the tree of a trace."""

from typing import TypedDict

BATCH, SERIAL_NO, REPEAT, EVENT, HEADING, GAP = "Batch", "Serial No", "Repeat", "Voucher", "Heading", "Gap"
SUPPLIER, CUSTOMER, STOCK = "Supplier", "Customer", "Stock"


class TreeRow(TypedDict, total=False):
	"""One line of the tree; what a kind of row does not have is left out."""

	indent: int
	kind: str
	what: str
	batch: str | None
	serial_no: str | None
	item_code: str | None
	item_name: str | None
	quantity: float
	uom: str | None
	returned: float
	consumed: float
	consumed_uom: str | None
	share: float | None
	depth: int
	status: str | None
	expiry_date: str | None
	on_hand: float
	voucher_type: str | None
	voucher_no: str | None
	posting_datetime: str
	confidence: str
	details: str | None
	party: str | None

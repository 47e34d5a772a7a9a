"""The answer of a trace as plain data, the same on a site and from a ledger file.

In a row about one piece of stock, `batch` is the batch, or the serial number where the item has no batches. Rows of
`batches` have both fields: there, `batch` is null for such a serial number.
"""

from typing import Any, TypedDict


class BatchRow(TypedDict):
	"""A batch (or serial number) that the trace reached."""

	batch: str | None
	serial_no: str | None
	batch_id: str | None
	item_code: str | None
	item_name: str | None
	direction: str
	depth: int
	quantity: float
	uom: str | None
	share: float | None
	status: str | None
	expiry_date: str | None
	on_hand: float


class LinkRow(TypedDict):
	"""A link: some of a source batch went into a target batch."""

	source: str
	target: str
	quantity: float
	event: int
	event_type: str
	voucher_type: str
	voucher_no: str
	posting_datetime: str
	confidence: str


class CorrectedFrom(TypedDict, total=False):
	"""The supplier's batch number that a voucher recorded, where it was corrected since."""

	corrected_from: str


class SupplierRow(CorrectedFrom):
	"""A supplier's delivery of a batch with one voucher, and what was returned.

	`party_type` is Supplier, or Customer if a customer provided the material.
	"""

	supplier: str | None
	party_type: str
	supplier_batch: str | None
	batch: str
	voucher_type: str
	voucher_no: str
	quantity: float
	returned: float
	posting_datetime: str


class ProofOfDelivery(TypedDict):
	"""What was entered after a delivery; `sha256` is that of the file that was kept with it."""

	delivered_at: str
	received_by: str
	arrival_temperature: str | None
	remarks: str | None
	sha256: str | None


class Dispatched(TypedDict, total=False):
	"""What is known of how a shipment was loaded and delivered; what nobody entered is left out. Temperatures have their unit."""

	driver: str
	transporter: str
	waybill_no: str
	seals: str
	temperature: str
	consignee: str
	proof_of_delivery: ProofOfDelivery


class CustomerRow(Dispatched):
	"""A shipment of a batch to a customer with one voucher, and what was returned; or what lies in a warehouse at a customer.

	`warehouse` is that warehouse; the quantity is what is there now, and the voucher is the last that brought some. Of what was
	used up there, or went on to another customer, it is the quantity and the voucher of that.
	`own_company` is the company of the site that the customer stands for, if it has received the shipment: the goods are
	among the stock, and what became of them is in the trace.
	"""

	customer: str | None
	batch: str
	voucher_type: str
	voucher_no: str
	quantity: float
	returned: float
	posting_datetime: str
	address: str | None
	vehicle_no: str | None
	own_company: str | None
	warehouse: str | None


class ClearedRow(TypedDict):
	"""A batch, or a shipment of one, that the trace would reach if it ignored time.

	`through` is the batch that would have led there, `made` is when this one was first received or made, and
	`exposed_from` is the first moment at which `through` could contain anything of the start (backward: of this batch).
	"""

	batch: str | None
	serial_no: str | None
	item_code: str | None
	direction: str
	through: str | None
	made: str | None
	exposed_from: str | None
	voucher_type: str | None
	voucher_no: str | None


class OnHandRow(TypedDict):
	"""The stock of a batch in a warehouse."""

	batch: str
	warehouse: str
	quantity: float
	status: str | None


class GapRow(TypedDict):
	"""Where the trace is not complete or not plausible."""

	code: str
	severity: str
	batch: str | None
	voucher_type: str | None
	voucher_no: str | None
	message: str


class Answer(TypedDict):
	"""The whole answer of a trace."""

	start: dict[str, Any]
	direction: str
	as_of: str | None
	batches: list[BatchRow]
	links: list[LinkRow]
	suppliers: list[SupplierRow]
	customers: list[CustomerRow]
	on_hand: list[OnHandRow]
	cleared: list[ClearedRow]
	gaps: list[GapRow]
	complete: bool
	milliseconds: float

"""The answer of a trace: plain data, the same on the site and from a file.

Where a row names one piece of stock, `batch` is the batch; for a serial number of an item without batches it is
that serial number (in `batches`, which has both, `batch` is then null).
"""

from typing import Any, TypedDict


class BatchRow(TypedDict):
	"""One batch (or serial number) that the trace came to."""

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
	"""Some of a source went into a target."""

	source: str
	target: str
	quantity: float
	event: int
	event_type: str
	voucher_type: str
	voucher_no: str
	posting_datetime: str
	confidence: str


class SupplierRow(TypedDict):
	"""What a supplier delivered of a batch with one voucher."""

	supplier: str | None
	supplier_batch: str | None
	batch: str
	voucher_type: str
	voucher_no: str
	quantity: float
	returned: float
	posting_datetime: str


class CustomerRow(TypedDict):
	"""What a customer got of a batch with one voucher, and brought back."""

	customer: str | None
	batch: str
	voucher_type: str
	voucher_no: str
	quantity: float
	returned: float
	posting_datetime: str
	address: str | None
	vehicle_no: str | None


class OnHandRow(TypedDict):
	"""What is in stock of a batch in one warehouse."""

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
	"""Everything a trace says."""

	start: dict[str, Any]
	direction: str
	as_of: str | None
	batches: list[BatchRow]
	links: list[LinkRow]
	suppliers: list[SupplierRow]
	customers: list[CustomerRow]
	on_hand: list[OnHandRow]
	gaps: list[GapRow]
	complete: bool
	milliseconds: float

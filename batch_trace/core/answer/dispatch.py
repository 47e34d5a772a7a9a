"""How shipments were loaded and delivered, in the rows of the customers who got them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from batch_trace.core.answer import gaps
from batch_trace.core.answer.access import View
from batch_trace.core.answer.answer import CustomerRow, Dispatched, ProofOfDelivery
from batch_trace.core.answer.gaps import Gap
from batch_trace.core.ledger_file.source import LedgerSource, Row

LOADED, DELIVERED = "Loaded", "Delivered"
"""The kinds of records: what was known when the goods left, and what is known of their arrival."""

Voucher: TypeAlias = tuple[str, str]
"""Type and number of a voucher."""


class Record(NamedTuple):
	"""A record as `LedgerSource.dispatches` returns it."""

	name: int
	kind: str
	voucher_type: str
	voucher_no: str
	vehicle_no: str | None
	driver: str | None
	transporter: str | None
	waybill_no: str | None
	seals: str | None
	temperature: str | None
	consignee: str | None
	delivered_at: str | None
	received_by: str | None
	arrival_temperature: str | None
	remarks: str | None
	sha256: str | None


def fill(customers: Sequence[CustomerRow], source: LedgerSource, view: View) -> Iterator[Gap]:
	"""Add to the rows how their vouchers were loaded and delivered; yield a gap for each type of voucher with some that the caller may not read."""
	vouchers = {row["voucher_no"] for row in customers if row["voucher_no"]}
	rows: Sequence[Row] = source.dispatches(vouchers)
	known = of_vouchers(map(Record._make, sorted(rows, key=lambda row: int(row[0])))) if rows else {}
	shown = {(row["voucher_type"], row["voucher_no"]) for row in customers} & known.keys()
	for doctype in sorted({doctype for doctype, _ in shown}):
		names = {name for of_type, name in shown if of_type == doctype}
		hidden = names - view.readable(doctype, names)
		shown -= {(doctype, name) for name in hidden}
		if hidden:
			yield Gap(gaps.DISPATCH_HIDDEN, (doctype, str(len(hidden))))
	for customer in customers:
		voucher = customer["voucher_type"], customer["voucher_no"]
		if voucher in shown:
			customer.update(known[voucher])  # type: ignore[typeddict-item]


def of_vouchers(records: Iterator[Record]) -> Mapping[Voucher, Dispatched]:
	"""Return what is known of each voucher from its records, the oldest first: of several of a kind the newest counts.

	>>> nothing = Record(0, "", "", "", *[None] * 12)
	>>> note = nothing._replace(voucher_type="Delivery Note", voucher_no="DN-1")
	>>> loaded = note._replace(kind=LOADED, driver="Ann", seals="4711")
	>>> arrived = note._replace(kind=DELIVERED, delivered_at="2026-01-02 08:00:00", received_by="Bo")
	>>> found = of_vouchers(iter([loaded, arrived, arrived._replace(received_by="Cy")]))["Delivery Note", "DN-1"]
	>>> found["driver"], found["seals"], "consignee" in found, found["proof_of_delivery"]["received_by"]
	('Ann', '4711', False, 'Cy')
	"""
	known: dict[Voucher, Dispatched] = {}
	for record in records:
		dispatched = known.setdefault((record.voucher_type, record.voucher_no), {})
		if record.kind == DELIVERED:
			dispatched["proof_of_delivery"] = _proof(record)
		else:
			dispatched.update(_loaded(record))
	return {voucher: dispatched for voucher, dispatched in known.items() if dispatched}


def _loaded(record: Record) -> Dispatched:
	values = {
		"driver": record.driver,
		"transporter": record.transporter,
		"waybill_no": record.waybill_no,
		"seals": record.seals,
		"temperature": record.temperature,
		"consignee": record.consignee,
	}
	return {fact: value for fact, value in values.items() if value}  # type: ignore[return-value]


def _proof(record: Record) -> ProofOfDelivery:
	return {
		"delivered_at": record.delivered_at or "",
		"received_by": record.received_by or "",
		"arrival_temperature": record.arrival_temperature or None,
		"remarks": record.remarks or None,
		"sha256": record.sha256 or None,
	}

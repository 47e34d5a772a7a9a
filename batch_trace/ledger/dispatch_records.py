"""Dispatch Record: what was known of a shipment when it was loaded, and what is known of its delivery. The only writer of both.

What is known at loading is written with the event of the shipment, by live capture and back-fill alike. A proof of delivery comes later and
is a record of its own, so that neither the shipment nor its event changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import frappe

from batch_trace.core.answer.dispatch import DELIVERED, LOADED
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Loaded
from batch_trace.core.terms.plain_text import plain
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.sealing import records

RECORD = "Dispatch Record"
OF_VOUCHER = ("kind", "recorded_at", "user", "voucher_type", "voucher_no", "event")
AT_LOADING = ("vehicle_no", *Loaded._fields)
AT_DELIVERY = ("delivered_at", "received_by", "arrival_temperature", "remarks", "file", "sha256")
SEALED = (*OF_VOUCHER, *AT_LOADING, *AT_DELIVERY)


class Proof(NamedTuple):
	"""What is known of a delivery; `file` is the URL of a file, and `sha256` that of its content."""

	delivered_at: str
	received_by: str
	arrival_temperature: str = ""
	remarks: str = ""
	file: str = ""
	sha256: str = ""


def keep_loaded(events: Sequence[NewEvent]) -> None:
	"""Record what is known of the shipments among new events, if anything is; a reversal takes back no record."""
	rows = [
		(event, [plain(text) for text in (event.voucher.vehicle_no, *event.voucher.loaded)])
		for event in _shipments(events)
		if event.voucher.vehicle_no or any(event.voucher.loaded)
	]
	if not rows:
		return
	columns = (*STANDARD, "company", *OF_VOUCHER, *AT_LOADING)
	numbers = next_numbers(RECORD, len(rows))
	_insert(
		columns,
		[
			(
				number,
				*(event.recorded_at,) * 2,
				*(event.operator,) * 2,
				event.voucher.company,
				LOADED,
				event.recorded_at,
				event.operator,
				event.voucher.voucher_type,
				event.voucher.voucher_no,
				event.number,
				*values,
			)
			for number, (event, values) in zip(numbers, rows, strict=True)
		],
	)


def _shipments(events: Sequence[NewEvent]) -> Iterator[NewEvent]:
	"""Yield the first event of each shipment: a voucher is loaded once, whatever else is recorded of it later."""
	seen: set[tuple[str, str]] = set()
	for event in events:
		key = event.voucher.voucher_type, event.voucher.voucher_no
		is_first = not event.reverses and not event.corrects and key not in seen
		if event.voucher.kind == et.SHIPMENT and is_first:
			seen.add(key)
			yield event


def keep_delivered(voucher_type: str, voucher_no: str, company: str, event: int, proof: Proof) -> int:
	"""Record the proof of a delivery; return the number of the record."""
	[number] = next_numbers(RECORD, 1)
	now, user = str(frappe.utils.now_datetime()), frappe.session.user
	_insert(
		(*STANDARD, "company", *OF_VOUCHER, *AT_DELIVERY),
		[
			(
				number,
				now,
				now,
				user,
				user,
				company,
				DELIVERED,
				now,
				user,
				voucher_type,
				voucher_no,
				event,
				*proof,
			)
		],
	)
	return number


def _insert(columns: Sequence[str], rows: Sequence[tuple]) -> None:
	"""Insert records; columns that these have no value for are empty, and are sealed as such."""
	others = tuple(column for column in SEALED if column not in columns)
	records.insert(RECORD, (*columns, *others), [(*row, *(None,) * len(others)) for row in rows])

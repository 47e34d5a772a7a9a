"""Goods that another company of the site delivered wait where they arrive; the rest of their batch keeps its status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from frappe import _

from batch_trace.control.holds import placed_holds
from batch_trace.control.policy import policies
from batch_trace.core.control import statuses as st
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent, Voucher
from batch_trace.core.terms.quantities import NOISE

Stock: TypeAlias = tuple[str, str, str]
"""Item, batch and warehouse."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what arrives from another company, with the policy's status after receipt, in the warehouse it comes to."""
	for voucher, arrived in _arrived(events):
		_hold(voucher, arrived)


def _arrived(events: Sequence[RecordedEvent]) -> Iterator[tuple[Voucher, list[Stock]]]:
	"""Yield each purchase with what it has brought: item, batch and warehouse, under the number under which it arrived."""
	vouchers: dict[tuple[str, str], tuple[Voucher, dict[Stock, float]]] = {}
	for event in events:
		voucher = event.voucher
		if voucher.from_sister and event.event_type in (et.COMPANY_TRANSFER, et.SUBSTITUTION):
			_voucher, net = vouchers.setdefault((voucher.voucher_type, voucher.voucher_no), (voucher, {}))
			for m in event.batch_movements():
				key = (m.item_code, m.batch or "", m.warehouse)
				net[key] = net.get(key, 0.0) + m.qty
	for voucher, net in vouchers.values():
		yield voucher, [key for key, quantity in net.items() if quantity > NOISE]


def _hold(voucher: Voucher, arrived: Sequence[Stock]) -> None:
	governed = policies.of_items({item for item, _batch, _place in arrived}) if arrived else {}
	by_status: dict[str, list[dict[str, str]]] = {}
	for item, batch, warehouse in arrived:
		if item in governed and governed[item].status_after_receipt != st.RELEASED:
			rows = by_status.setdefault(governed[item].status_after_receipt, [])
			rows.append({"batch": batch, "warehouse": warehouse})
	for status, rows in by_status.items():
		reason = _("Received from another company by {0} {1}").format(
			_(voucher.voucher_type), voucher.voucher_no
		)
		placed_holds.place(reason, rows, status=status, voucher=voucher)

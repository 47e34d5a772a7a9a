"""A rejection follows the goods: what was rejected on a draft is held when another voucher brings it into stock.

A draft can be left, and changed, after its goods were rejected. So what it said of them is kept in the inspection when
that is submitted. What arrives is compared with it by `core/control/rejected_anew.py`, on other vouchers, as long as the
inspected one is not submitted itself. The holds are released by QA, if these are other goods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.decisions import decisions, rejected_drafts
from batch_trace.control.decisions.inspections import REJECTED
from batch_trace.control.holds import across_companies, placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.policy import policies
from batch_trace.control.status import first_entry, open_holds
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import MADE, RECEIVED, arriving_goods
from batch_trace.core.control.policy import WHOLE_BATCH, Policy
from batch_trace.core.control.recorded_anew import CERTAIN, NO
from batch_trace.core.control.rejected_anew import Arrived, Inspected, match
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent, Voucher
from batch_trace.ledger import bundles

ORDER_OF_ROW = {
	"Purchase Receipt": "purchase_order_item",
	"Purchase Invoice": "po_detail",
	"Subcontracting Receipt": "subcontracting_order_item",
}
"""Vouchers that bring in goods of a supplier: the field of a row for the row of its order."""
SALES = ("Delivery Note", "Sales Invoice")
"""Vouchers by whose returns goods of a customer come back."""
REJECTIONS = """
	SELECT qi.name, CONCAT(qi.modified), qi.reference_type, qi.reference_name, qi.item_code, COALESCE(qi.batch_no, ''),
		COALESCE(qi.inspected_batches, ''), COALESCE(qi.inspected_supplier, ''),
		COALESCE(qi.inspected_supplier_batches, ''), COALESCE(qi.inspected_orders, ''), COALESCE(qi.inspected_customer, ''),
		qi.inspected_is_made
	FROM `tabQuality Inspection` qi
	WHERE qi.docstatus = 1 AND qi.status = 'Rejected' AND qi.item_code IN %(items)s
		AND NOT (qi.reference_type = %(voucher_type)s AND qi.reference_name = %(voucher_no)s)
	ORDER BY qi.name
"""
ENTERING = RECEIVED | MADE | {et.COMPANY_TRANSFER, et.CUSTOMER_RETURN}
ELSEWHERE = frozenset({et.COMPANY_TRANSFER, et.CUSTOMER_RETURN, et.SHIPMENT})
"""What comes back from others, or from another company: the rest of the batch has not been there."""
ENTERED = """
	SELECT event.voucher_type, event.voucher_no, event.party, entry.batch, entry.supplier_batch, entry.warehouse,
		event.event_type, COALESCE(event.against_voucher, '')
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.event = event.name
	WHERE entry.item_code = %(item)s AND event.recorded_at >= %(since)s AND entry.batch IS NOT NULL
		AND entry.direction = 'In' AND entry.event = entry.of_event AND entry.event_type IN %(added)s
	ORDER BY entry.name
"""
WAS_RELEASED = """
	SELECT hold.name FROM `tabBatch Hold` hold
	WHERE hold.docstatus = 1 AND hold.status = 'Released' AND hold.reason LIKE %(inspection)s LIMIT 1
"""


class Rejection(NamedTuple):
	"""A rejected inspection of a voucher, and what was known of its goods."""

	name: str
	at: str
	reference: tuple[str, str]
	goods: Inspected


def note(inspection: Document) -> None:
	"""Keep in a rejected inspection what the stored draft says of the goods that it brings in."""
	goods = _on_draft(inspection) if inspection.status == REJECTED else Inspected(inspection.item_code)
	inspection.inspected_supplier, inspection.inspected_customer = (
		goods.supplier or None,
		goods.customer or None,
	)
	inspection.inspected_is_made = int(goods.is_made)
	for field in ("batches", "supplier_batches", "orders"):
		inspection.set(f"inspected_{field}", "\n".join(sorted(getattr(goods, field))))


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what arrives although an inspection has rejected it on the draft of another voucher."""
	for event in events:
		if event.event_type == et.CUSTOMER_RETURN:
			_compare(event, _back_from_customer(event))
		else:
			_compare(event, {each.batch: each.warehouses for each in arriving_goods(event)})


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold what the cancellation of a delivery takes back although its return was rejected on a draft."""
	for event in cancelled(events):
		if event.event_type == et.SHIPMENT:
			_compare(event, _back_from_customer(event))


def _back_from_customer(event: RecordedEvent) -> dict[str, tuple[str, ...]]:
	places: dict[str, dict[str, None]] = {}
	for m in event.inward_movements():
		places.setdefault(m.batch or "", {})[m.warehouse] = None
	return {batch: tuple(into) for batch, into in places.items()}


def _compare(event: RecordedEvent, places: Mapping[str, Sequence[str]]) -> None:
	"""Compare what comes into warehouses, by batch, with what was rejected."""
	items = {m.item_code for m in event.inward_movements() if m.batch in places}
	governed = policies.of_items(items) if items else {}
	rejections = _rejections(event.voucher, governed) if governed else []
	for arrived in _arrived(event, places) if rejections else ():
		policy = governed.get(arrived.item_code)
		into = ("",) if policy and _concerns_batch(event, arrived, policy) else places[arrived.batch]
		for rejection in rejections:
			if policy and _speaks_for(rejection, arrived):
				_hold(event.voucher, rejection, arrived.batch, into)


def _concerns_batch(event: RecordedEvent, arrived: Arrived, policy: Policy) -> bool:
	"""Return whether the whole batch is held. The rest of what another company of the site has sent is that company's."""
	if event.event_type in ELSEWHERE:
		return False
	return policy.added_goods_stop == WHOLE_BATCH or first_entry.is_new(event, arrived.batch)


def stop_entered(inspection: Document) -> None:
	"""Hold what other vouchers have brought in since the draft was made, if it certainly is what is rejected now."""
	draft = rejected_drafts.inspected_draft(inspection)
	governed = policies.of_items([inspection.item_code]) if draft else {}
	if not draft or not governed:
		return
	is_whole = governed[inspection.item_code].added_goods_stop == WHOLE_BATCH
	reference = (draft.doctype, draft.name)
	rejection = Rejection(inspection.name, str(inspection.modified), reference, _on_draft(inspection))
	values = {"item": inspection.item_code, "since": str(draft.creation), "added": sorted(ENTERING)}
	for row in frappe.db.sql(ENTERED, values):
		voucher_type, voucher_no, party, batch, supplier_batch, warehouse, kind, against = row
		supplier = (party or "") if voucher_type in ORDER_OF_ROW else ""
		customer = (party or "") if kind == et.CUSTOMER_RETURN else ""
		order = against if customer else ""
		arrived = Arrived(inspection.item_code, batch, supplier, supplier_batch or "", order, customer)
		if match(arrived, rejection.goods) == CERTAIN and _speaks_for(rejection, arrived):
			place = "" if is_whole and kind not in ELSEWHERE else warehouse
			_hold(Voucher(voucher_type, voucher_no, ""), rejection, batch, (place,))


def _on_draft(inspection: Document) -> Inspected:
	goods = Inspected(inspection.item_code)
	draft = rejected_drafts.inspected_draft(inspection)
	is_back = bool(draft and draft.get("is_return") and draft.doctype in SALES)
	if draft is None or (draft.get("is_return") and not is_back):
		return goods
	rows = [
		row
		for row in rejected_drafts.inspected_rows(inspection, draft)
		if draft.doctype != "Stock Entry" or row.t_warehouse
	]
	order = ORDER_OF_ROW.get(draft.doctype)
	orders = (
		{row.get(order) for row in rows}
		if order
		else {draft.get("return_against" if is_back else "work_order")}
	)
	bundled = bundles.batches(row.get("serial_and_batch_bundle") for row in rows)
	batches = {row.get("batch_no") for row in rows} | {b for names in bundled.values() for b in names}
	return goods._replace(
		batches=_known(batches),
		supplier=(draft.get("supplier") or "") if order else "",
		supplier_batches=_known(_supplier_batches(rows, batches)) if order else frozenset(),
		orders=_known(orders),
		customer=(draft.get("customer") or "") if is_back else "",
		is_made=draft.doctype == "Stock Entry" and any(not row.s_warehouse for row in rows),
	)


def _supplier_batches(rows: Collection[Document], batches: Collection[str | None]) -> Iterator[str | None]:
	"""Yield the supplier's batch of each row, of its bundle, and of its batches."""
	yield from (row.get("supplier_batch") for row in rows)
	named = {row.get("serial_and_batch_bundle") for row in rows} - {None, ""}
	for doctype, filters in (
		("Serial and Batch Entry", {"parent": ["in", sorted(named)]}),
		("Batch", {"name": ["in", sorted(_known(batches))]}),
	):
		yield from frappe.get_all(doctype, filters, pluck="supplier_batch", order_by=None)


def _known(values: Iterable[str | None]) -> frozenset[str]:
	return frozenset(value for value in values if value)


def _rejections(voucher: Voucher, items: Collection[str]) -> list[Rejection]:
	values = {
		"items": tuple(items),
		"voucher_type": voucher.voucher_type,
		"voucher_no": voucher.voucher_no,
	}
	return [
		Rejection(
			name,
			at,
			(reference_type, reference_name),
			Inspected(
				item,
				_known((batch, *batches.split("\n"))),
				supplier,
				_known(supplier_batches.split("\n")),
				_known(orders.split("\n")),
				customer,
				bool(is_made),
			),
		)
		for name, at, reference_type, reference_name, item, batch, batches, supplier, supplier_batches, orders, customer, is_made in (
			frappe.db.sql(REJECTIONS, values)
		)
	]


def _arrived(event: RecordedEvent, batches: Collection[str]) -> list[Arrived]:
	"""Return the goods that an event adds to these batches, once for each supplier's batch and order."""
	voucher = event.voucher
	field = ORDER_OF_ROW.get(voucher.voucher_type)
	orders: dict[str, str] = {}
	if field:
		rows = {"parent": voucher.voucher_no, "parenttype": voucher.voucher_type}
		orders = dict(frappe.get_all(f"{voucher.voucher_type} Item", rows, ["name", field], as_list=True))
	supplier = voucher.party if field else ""
	customer = voucher.party if event.event_type in (et.CUSTOMER_RETURN, et.SHIPMENT) else ""
	order = voucher.work_order
	if customer:  # a cancelled delivery is the sale itself
		order = voucher.voucher_no if event.is_reversal else voucher.against_voucher
	arrived = (
		Arrived(
			m.item_code,
			m.batch or "",
			supplier,
			m.supplier_batch or frappe.db.get_value("Batch", m.batch, "supplier_batch") or "",
			(orders.get(m.row) or "") if field else order,
			customer,
			_is_unknown(event, m.batch or ""),
		)
		for m in event.inward_movements()
		if m.batch in batches
	)
	return list(dict.fromkeys(arrived))


def _is_unknown(event: RecordedEvent, batch: str) -> bool:
	"""Return whether nothing says where goods come from: opened stock, and what a count finds of a batch that was not there."""
	if event.event_type == et.ADJUSTMENT:
		return first_entry.is_new(event, batch)
	return event.event_type == et.OPENING


def _speaks_for(rejection: Rejection, arrived: Arrived) -> bool:
	"""Return whether a rejection speaks for goods that arrive, and nobody has decided since that they are others."""
	how = match(arrived, rejection.goods)
	if how == NO or frappe.db.get_value(*rejection.reference, "docstatus"):
		return False
	if how != CERTAIN and frappe.db.sql(WAS_RELEASED, {"inspection": f"% {rejection.name}"}):
		return False
	return not decisions.is_decided_since(arrived.batch, rejection.at)


def _hold(voucher: Voucher, rejection: Rejection, batch: str, places: Sequence[str]) -> None:
	reason = _("Rejected by {0} {1}").format(_(rejected_drafts.INSPECTION), rejection.name)
	held = {hold.warehouse for hold in open_holds.read([batch]).get(batch, ()) if hold.reason == reason}
	rows = [{"batch": batch, "warehouse": place} for place in places if "" not in held and place not in held]
	if rows:
		details = _details(rejection.reference, (voucher.voucher_type, voucher.voucher_no))
		placed_holds.place(reason, rows, details=details, status=st.QUARANTINE, voucher=voucher)


def _details(draft: tuple[str, str], brought: tuple[str, str]) -> str:
	"""Say which goods these may be; users of one company are not told the other company's draft."""
	of_draft, of_voucher = (f"{_(doctype)} {name}" for doctype, name in (draft, brought))
	if company := across_companies.company_of_other(draft, brought):
		of_draft = _("of {0}, another company of this site").format(company)
	return _(
		"The inspection has rejected goods on the draft {0}, and {1} brings in what may be the same. If they are other goods, release "
		"this hold."
	).format(of_draft, of_voucher)

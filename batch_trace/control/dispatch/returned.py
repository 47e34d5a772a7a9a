"""Tells on the draft of a customer's return which delivery its goods were, and that some were never shipped to that customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_link_to_form

from batch_trace.core.control.added_goods import ROUNDING
from batch_trace.core.control.returned import NOTHING, AtCustomer, Delivered, Moved, at_customer
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import backfill, bundles

RETURNS = ("Delivery Note", "POS Invoice", "Sales Invoice")
SHOWN = 5
DELIVERIES_SHOWN = 3

MOVED = """
	SELECT entry.batch, entry.event_type, event.voucher_type, event.voucher_no, COALESCE(event.against_voucher, ''),
		CONCAT(event.posting_datetime), -SUM(entry.qty)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.{by} IN %(names)s AND entry.event_type IN %(types)s AND event.party_type = 'Customer' AND event.party = %(customer)s
		AND COALESCE(entry.batch, '') <> '' {of_company}
	GROUP BY entry.batch, entry.event_type, event.voucher_type, event.voucher_no, event.against_voucher, event.posting_datetime
	HAVING ABS(SUM(entry.qty)) > 0.000000001
"""


def tell(doc: Document) -> None:
	"""Show which deliveries the goods of a return were of, where the return does not say so, and what was never shipped."""
	is_return = doc.doctype in RETURNS and doc.get("is_return") and doc.get("customer")
	if (
		not is_return
		or (doc.doctype == "Sales Invoice" and not doc.update_stock)
		or not _knows_all(doc.customer)
	):
		return
	if lines := list(dict.fromkeys(_lines(doc))):
		frappe.msgprint(
			"<br><br>".join(lines[:SHOWN]), title=_("Where these goods come from"), indicator="orange"
		)


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Tell, when a return is submitted, what the customer never got: nobody knows where these goods come from."""
	for event in events:
		is_return = event.event_type == et.CUSTOMER_RETURN and event.voucher.party
		if is_return and _knows_all(event.voucher.party) and (lines := list(_never_shipped(event))):
			title = _("Never shipped to this customer")
			frappe.msgprint("<br><br>".join(lines[:SHOWN]), title=title, indicator="orange")


def _knows_all(customer: str) -> bool:
	"""Return whether the ledger has all that the customer got as shipments: goods in consignment are brought by transfers."""
	return backfill.is_complete() and not frappe.db.exists("Warehouse", {"consignment_customer": customer})


def _never_shipped(event: RecordedEvent) -> Iterator[str]:
	brought: dict[str, float] = defaultdict(float)
	for m in event.inward_movements():
		brought[m.batch or ""] += m.qty
	has = _of_batches(event.voucher.party, brought)
	for batch, quantity in brought.items():
		surplus = -has.get(batch, NOTHING).quantity
		if surplus > ROUNDING:
			yield _(
				"Batch {0}: {1} more came back than {2} ever got of it. Read the number on the goods again: if it is wrong, cancel the "
				"return and enter it with the batch that was shipped. Traces of {0} say that this return has no shipment."
			).format(
				get_link_to_form("Batch", batch),
				quantity_text(min(surplus, quantity)),
				frappe.bold(frappe.utils.escape_html(event.voucher.party)),
			)


def _lines(doc: Document) -> Iterator[str]:
	bundled = bundles.batches(row.get("serial_and_batch_bundle") for row in doc.items)
	named = {
		row.name: [row.batch_no]
		if row.get("batch_no")
		else list(bundled.get(row.get("serial_and_batch_bundle") or "", ()))
		for row in doc.items
	}
	batches = {batch for of_row in named.values() for batch in of_row}
	has = _of_batches(doc.customer, batches, doc.company)
	unknown = {row.item_code for row in doc.items if any(not _has_left(has, b, doc) for b in named[row.name])}
	bare = {row.item_code for row in doc.items if not named[row.name]} & _with_batches(doc)
	got = _of_items(doc.customer, unknown | bare, doc.company)
	for row in doc.items:
		for batch in named[row.name]:
			yield from _of_batch(doc, row, batch, has.get(batch, NOTHING), got.get(row.item_code, {}))
		if row.item_code in bare and not named[row.name] and got.get(row.item_code):
			yield _("Row {0}: the batch is missing. {1}").format(
				row.idx, _got(doc.customer, got[row.item_code])
			)


def _of_batch(
	doc: Document, row: Document, batch: str, has: AtCustomer, got: Mapping[str, AtCustomer]
) -> Iterator[str]:
	names = (row.idx, get_link_to_form("Batch", batch), _customer(doc.customer))
	if doc.get("return_against"):
		sent = {each.voucher_no for each in has.deliveries}
		if doc.return_against not in sent:
			yield (
				_("Row {0}: nothing of batch {1} that was shipped with {2} is still with the customer. {3}")
				.format(names[0], names[1], frappe.bold(doc.return_against), _got(doc.customer, got))
				.strip()
			)
	elif not has.deliveries:
		yield (
			_(
				"Row {0}: no shipment of batch {1} to {2} is recorded, or all of it has come back. Read the number on the goods again. If it is "
				"right, their origin stays unknown, and traces say so. {3}"
			)
			.format(*names, _got(doc.customer, got))
			.strip()
		)
	else:
		yield _(
			"Row {0}: batch {1} went to {2} with {3}. Make the return from that voucher (Create, Return): then traces show both as one."
		).format(*names, ", ".join(map(_delivery, has.deliveries[:DELIVERIES_SHOWN])))


def _has_left(has: Mapping[str, AtCustomer], batch: str, doc: Document) -> bool:
	deliveries = has.get(batch, NOTHING).deliveries
	if against := doc.get("return_against"):
		return against in {each.voucher_no for each in deliveries}
	return bool(deliveries)


def _got(customer: str, of_item: Mapping[str, AtCustomer]) -> str:
	"""Return which batches of the item the customer has, "" for none."""
	open_ones = [
		(each.posting_datetime, batch, each) for batch, has in of_item.items() for each in has.deliveries
	]
	shown = sorted(open_ones, key=lambda each: (each[0], each[1]), reverse=True)[:DELIVERIES_SHOWN]
	if not shown:
		return ""
	words = ", ".join(f"{get_link_to_form('Batch', batch)}: {_delivery(each)}" for _at, batch, each in shown)
	return _("{0} has got of this item: {1}.").format(_customer(customer), words)


def _delivery(each: Delivered) -> str:
	may_read = frappe.has_permission(each.voucher_type, "read", doc=each.voucher_no)
	return _("{0} ({1} on {2})").format(
		get_link_to_form(each.voucher_type, each.voucher_no)
		if may_read
		else _("a voucher that you may not read"),
		quantity_text(each.quantity),
		format_date(each.posting_datetime),
	)


def _customer(customer: str) -> str:
	return frappe.bold(frappe.utils.escape_html(customer))


def _with_batches(doc: Document) -> set[str]:
	items = {row.item_code for row in doc.items}
	filters = {"name": ["in", sorted(items)], "has_batch_no": 1}
	return set(frappe.get_all("Item", filters, pluck="name", order_by=None, limit_page_length=0))


def _of_batches(customer: str, batches: Collection[str], company: str = "") -> Mapping[str, AtCustomer]:
	return at_customer(_moved("batch", customer, batches, company))


def _of_items(customer: str, items: Collection[str], company: str) -> dict[str, dict[str, AtCustomer]]:
	"""Return what the customer has of the batches of each item, as the ledger has recorded it."""
	return {item: dict(at_customer(_moved("item_code", customer, [item], company))) for item in items}


def _moved(by: str, customer: str, names: Collection[str], company: str) -> list[Moved]:
	"""Return what went to the customer and came back of these batches or items, "" for all companies."""
	if not names:
		return []
	values = {
		"names": tuple(sorted(names)),
		"customer": customer,
		"types": (et.SHIPMENT, et.CUSTOMER_RETURN),
		"company": company,
	}
	query = MOVED.format(by=by, of_company="AND event.company = %(company)s" if company else "")
	rows = frappe.db.sql(query, values)
	return [Moved(*row[:-1], float(row[-1])) for row in rows]

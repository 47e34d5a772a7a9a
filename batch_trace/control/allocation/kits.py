"""Kits sold at a till: each part needs enough usable stock, and leaves in the batches that it was sold of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.allocation import fill, shortage
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.movements import wanted
from batch_trace.control.movements.wanted import Wanted
from batch_trace.ledger import consolidated
from batch_trace.ledger.pos import POS_INVOICE


def refuse(doc: Document) -> None:
	"""Refuse to sell kits if too little of a part may be taken.

	Raises:
		NotEnoughUsable: naming the batches that may not be taken, and why.
	"""
	taken: dict[Place, float] = defaultdict(float)
	allocator = Allocator(lock=True)
	for part in _parts(doc):
		allocation = allocator.allocate(part.demand, part.quantity, changes=taken)
		if allocation.shortage:
			shortage.refuse(part.demand, part.quantity, allocation)
		for pick in allocation.picks:
			taken[pick.stock.batch, pick.stock.warehouse] -= pick.quantity


def carry_over(doc: Document) -> None:
	"""Give the parts of kits on a consolidated invoice the bundles with which they left the till.

	ERPNext carries over the bundles of items, but lists the parts of kits anew, without any.
	"""
	kits = {row.name: row for row in doc.items if row.get("pos_invoice")}
	merged = consolidated.being_merged({row.pos_invoice for row in kits.values()})
	sales = {name: frappe.get_doc(POS_INVOICE, name) for name in sorted(merged)}
	for part in doc.get("packed_items") or () if sales else ():
		kit = kits.get(part.parent_detail_docname)
		sale = sales.get(kit.pos_invoice) if kit else None
		if sale and not any(part.get(field) for field in wanted.NAMED_BY):
			_take_bundle(part, sale, kit.pos_invoice_item)


def _take_bundle(part: Document, sale: Document, kit: str) -> None:
	for sold in sale.packed_items:
		is_same = (sold.parent_detail_docname, sold.item_code, sold.warehouse) == (
			kit,
			part.item_code,
			part.warehouse,
		)
		if is_same and sold.serial_and_batch_bundle and sold.qty == part.qty:
			part.update(
				{"serial_and_batch_bundle": sold.serial_and_batch_bundle, "use_serial_batch_fields": 0}
			)


def _parts(doc: Document) -> Iterator[Wanted]:
	for row in doc.items:
		kit = frappe.db.exists("Product Bundle", {"new_item_code": row.item_code, "disabled": 0})
		for part in frappe.get_doc("Product Bundle", kit).items if kit else ():
			if wanted.has_batches(part.item_code) and fill.concerned_of([part.item_code]):
				demand = wanted.demand(doc, row, part.item_code, row.warehouse, None)
				yield Wanted(row, demand, flt(row.stock_qty) * flt(part.qty))

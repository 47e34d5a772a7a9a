"""Kits sold at a till: their parts' batches cannot be named there, so each part needs enough usable stock."""

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


def _parts(doc: Document) -> Iterator[Wanted]:
	for row in doc.items:
		kit = frappe.db.exists("Product Bundle", {"new_item_code": row.item_code, "disabled": 0})
		for part in frappe.get_doc("Product Bundle", kit).items if kit else ():
			if wanted.has_batches(part.item_code) and fill.concerned_of([part.item_code]):
				demand = wanted.demand(doc, row, part.item_code, row.warehouse, None)
				yield Wanted(row, demand, flt(row.stock_qty) * flt(part.qty))

"""Takes material of a Work Order back to quarantine and brings other batches for it: drafts for the user to submit.

ERPNext's own dialogs do neither: *Return Components* knows no quarantine, and a second transfer comes up without rows,
because all has been transferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.guard import set_apart
from batch_trace.control.guard.set_apart import STOCK_ENTRY, Lot
from batch_trace.control.orders import transferred
from batch_trace.ledger.for_orders import BRINGING, WORK_ORDER
from batch_trace.ledger.locked_balances import Place

PURPOSE = BRINGING[0]


def button(order: str, batch: str, warehouse: str, target: str, quantity: float) -> dict[str, Any] | None:
	"""Return the button that returns some of a batch from an order, None if the user may not do so."""
	may = frappe.has_permission(STOCK_ENTRY, "create") and frappe.has_permission(WORK_ORDER, "read", order)
	if not may:
		return None
	return {
		"label": _("Return from the Order"),
		"client_action": "batch_trace.return_from_order",
		"args": {
			"work_order": order,
			"batch": batch,
			"warehouse": warehouse,
			"target": target,
			"quantity": quantity,
		},
	}


def draft(work_order: str, batch: str, warehouse: str, target: str, quantity: float) -> Document:
	"""Save the draft of a return of a quantity (stock UOM) of a batch from an order, at most of what the order has left."""
	order = _order(work_order)
	lots = _left(order, [(batch, warehouse)])
	lots = [lot._replace(quantity=min(quantity, lot.quantity)) for lot in lots]
	return set_apart.saved({**_header(order), "is_return": 1}, lots, target)


def drafts(work_order: str, wanted: Collection[Place]) -> list[Document]:
	"""Save the draft of a return to quarantine of what the order has left of these batches, and of a transfer in its place.

	The rows of the transfer name no batch: those that come first are filled in. There is none if nothing says where the
	material comes from.
	"""
	order = _order(work_order)
	lots = _left(order, wanted)
	back = set_apart.saved({**_header(order), "is_return": 1}, lots)
	rows = _replacing(order, lots)
	return [back, _saved(order, rows)] if rows else [back]


def _order(work_order: str) -> Document:
	order = frappe.get_doc(WORK_ORDER, work_order)
	order.check_permission("read")
	return order


def _left(order: Document, wanted: Collection[Place]) -> list[Lot]:
	"""Return what the order has left of the batches at these places."""
	lots = [
		lot._replace(quantity=left)
		for lot in set_apart.in_stock(wanted)
		if (left := transferred.pool(order.name, lot.item_code, lot.warehouse).get(lot.batch))
	]
	if not lots:
		frappe.throw(
			_("Nothing of these batches is left from the transfers for {0}.").format(frappe.bold(order.name))
		)
	return lots


def _header(order: Document) -> dict[str, object]:
	return {"purpose": PURPOSE, "work_order": order.name, "from_bom": 1, "bom_no": order.bom_no}


def _replacing(order: Document, lots: Sequence[Lot]) -> list[dict[str, object]]:
	"""Return the rows that bring as much of each item as is taken back."""
	sources = {row.item_code: row.source_warehouse or order.source_warehouse for row in order.required_items}
	missing: dict[tuple[str, str], float] = defaultdict(float)
	for lot in lots:
		missing[lot.item_code, lot.warehouse] += lot.quantity
	return [
		{"item_code": item, "qty": quantity, "s_warehouse": sources[item], "t_warehouse": warehouse}
		for (item, warehouse), quantity in missing.items()
		if sources.get(item) and sources[item] != warehouse
	]


def _saved(order: Document, rows: list[dict[str, object]]) -> Document:
	entry = frappe.get_doc(
		{"doctype": STOCK_ENTRY, "company": order.company, **_header(order), "items": rows}
	)
	entry.set_stock_entry_type()
	return entry.insert()

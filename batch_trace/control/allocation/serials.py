"""The single units of the batches that were chosen, for items that have serial numbers besides."""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.utils import cint, get_link_to_form

from batch_trace.control.refusal import BatchStopped


def of_batches(item_code: str, warehouse: str, batches: Mapping[str, float]) -> list[str]:
	"""Return as many serial numbers of each batch as are wanted of it, those that arrived first; none for other items.

	Raises:
		BatchStopped: fewer units of a batch are free than there is of it.
	"""
	from erpnext.stock.doctype.serial_no.serial_no import get_serial_nos_for_outward

	if not frappe.get_cached_value("Item", item_code, "has_serial_no"):
		return []
	found: list[str] = []
	for batch, quantity in batches.items():
		units = get_serial_nos_for_outward(
			frappe._dict(
				item_code=item_code,
				warehouse=warehouse,
				qty=cint(quantity),
				batches=[batch],
				has_batch_no=1,
				based_on="FIFO",
			)
		)
		if len(units) < cint(quantity):
			frappe.throw(
				_(
					"Only {0} of {1} units of batch {2} are free in {3}. Choose the serial numbers by hand."
				).format(len(units), cint(quantity), get_link_to_form("Batch", batch), warehouse),
				BatchStopped,
			)
		found += units
	return found

"""Orders, customers and projects that batches can be reserved for, and whether they are still open.

That is looked up each time it is asked, never stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import frappe

from batch_trace.control.movements.beneficiaries import Beneficiary


class Owner(NamedTuple):
	"""An order, a customer or a project that has batches reserved."""

	doctype: str
	name: str


SALES_ORDER, WORK_ORDER, CUSTOMER, PROJECT = "Sales Order", "Work Order", "Customer", "Project"
WANTING = {
	SALES_ORDER: {
		"docstatus": 1,
		"status": ["not in", ("Draft", "To Bill", "Completed", "Closed", "Cancelled")],
	},
	WORK_ORDER: {"docstatus": 1, "status": ["not in", ("Completed", "Stopped", "Closed", "Cancelled")]},
	PROJECT: {"status": ["not in", ("Completed", "Cancelled")]},
	CUSTOMER: {"disabled": 0},
}
"""The filters of owners that still want their goods, in the order in which a voucher uses up their reservations.

While ERPNext opens a closed Sales Order again, it is a submitted "Draft" for a moment; its status comes next.
"""


def still_wanting(owners: Collection[Owner], *, lock: bool = False) -> set[Owner]:
	"""Return the owners among these that still want their goods, with one query per doctype.

	`lock` reads those that seem not to want them as they are committed now, and locks them: another transaction may just
	have opened one of them again.
	"""
	wanting = _wanting(owners)
	closed = set(owners) - wanting if lock else set()
	return wanting | _wanting(closed, lock=True) if closed else wanting


def _wanting(owners: Collection[Owner], *, lock: bool = False) -> set[Owner]:
	by_doctype: dict[str, set[str]] = defaultdict(set)
	for owner in owners:
		by_doctype[owner.doctype].add(owner.name)
	return {
		Owner(doctype, name)
		for doctype, names in sorted(by_doctype.items())
		for name in frappe.qb.get_query(
			doctype,
			fields=["name"],
			filters={"name": ["in", sorted(names)], **WANTING[doctype]},
			order_by="name",
			for_update=lock,
		).run(pluck=True)
	}


def of_beneficiary(beneficiary: Beneficiary) -> list[Owner]:
	"""Return the owners whose reservations the beneficiary may use, in the order in which they are used up.

	Those that only ERPNext keeps stock for come last.
	"""
	named = {
		SALES_ORDER: sorted(beneficiary.sales_orders),
		WORK_ORDER: [beneficiary.work_order],
		PROJECT: [beneficiary.project],
		CUSTOMER: [beneficiary.customer],
	}
	owners = [Owner(doctype, name) for doctype in WANTING for name in named[doctype] if name]
	return owners + [Owner(*order) for order in sorted(beneficiary.erpnext_orders)]

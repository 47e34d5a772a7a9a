"""Places the holds that follow from another hold, a movement or a return, and not from a user's action."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from batch_trace.control.status.open_holds import HOLD
from batch_trace.core.terms.movements import Voucher


def place(
	reason: str,
	rows: Iterable[dict[str, str]],
	*,
	details: str = "",
	cause: str = "",
	status: str = "",
	concerns: str | None = None,
	voucher: Voucher | None = None,
) -> str:
	"""Put a hold in force, whatever the user's permissions are, and return its name.

	`rows` have a `batch`, and optionally a `warehouse` and a `cause_batch`. `cause` is the hold that this one follows
	from, `voucher` the voucher that caused it. `status` is what it gives the batches, On Hold if it is empty. `concerns` is
	`received_elsewhere.ONLY_THERE` if the reason concerns only the goods in the warehouses.
	"""
	hold = frappe.get_doc(
		{
			"doctype": HOLD,
			"reason": reason,
			"details": details,
			"include_descendants": 0,
			"caused_by": cause or None,
			"concerns": concerns,
			"batch_status": status or None,
			"voucher_type": voucher.voucher_type if voucher else None,
			"voucher_no": voucher.voucher_no if voucher else None,
			"batches": [dict(row) for row in rows],
		}
	)
	hold.flags.ignore_permissions = hold.flags.is_by_code = True
	hold.flags.ignore_links = True  # the voucher may be cancelled
	hold.insert()
	hold.submit()
	return hold.name

"""Holds that nobody places by hand: the consequence of a hold, of a movement, of a return."""

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
	voucher: Voucher | None = None,
) -> str:
	"""Put a hold in force, whoever's action calls for it; return its name.

	`rows` name a batch, and where it matters a warehouse and the batch that is the cause. `cause` is the hold that this one
	follows from, `voucher` the one that brought the batches under it.
	"""
	hold = frappe.get_doc(
		{
			"doctype": HOLD,
			"reason": reason,
			"details": details,
			"caused_by": cause or None,
			"voucher_type": voucher.voucher_type if voucher else None,
			"voucher_no": voucher.voucher_no if voucher else None,
			"batches": [dict(row) for row in rows],
		}
	)
	hold.flags.ignore_permissions = True
	hold.insert()
	hold.submit()
	return hold.name

"""What people found vouchers to have moved in place of the batches that ERPNext names: Corrected Movements.

Capture reads a voucher with its right batches, so the ledger takes back what was recorded and records what was right, in the
voucher's own chain. The Stock Entries that correct ERPNext's stock of the same batches moved nothing by themselves: all that
they do is in the corrected voucher, and so they have no events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import frappe

from batch_trace.core.genealogy.right_batches import RightBatch, with_right_batches
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records
from batch_trace.ledger.stock import VoucherStock

DOCTYPE, STOCK_ENTRY = "Corrected Movement", "Stock Entry"
ENTRIES = ("issue_entry", "receipt_entry")
"""The Stock Entries that take the one batch from stock and put the other one back."""
SEALED = (
	"correction",
	"voucher_type",
	"voucher_no",
	"voucher_detail_no",
	"batch",
	"right_batch",
	"qty",
	"recorded_supplier_batch",
	"supplier_batch",
	*ENTRIES,
	"user",
	"corrected_at",
	"reason",
)
WRITTEN = (*SEALED, "warehouse", "company")

OF_VOUCHERS = """
	SELECT voucher_no, voucher_detail_no, COALESCE(warehouse, ''), batch, right_batch, qty, COALESCE(supplier_batch, '')
	FROM `tabCorrected Movement`
	WHERE voucher_no IN %(voucher_nos)s AND voucher_type = %(voucher_type)s ORDER BY name
"""
CORRECTING = """
	SELECT issue_entry FROM `tabCorrected Movement` WHERE issue_entry IN %(names)s
	UNION SELECT receipt_entry FROM `tabCorrected Movement` WHERE receipt_entry IN %(names)s
"""
TOOK_OUT = """
	SELECT issue_entry FROM `tabCorrected Movement`
	WHERE voucher_no = %(voucher_no)s AND voucher_type = %(voucher_type)s AND voucher_detail_no = %(row)s
		AND right_batch = %(batch)s AND issue_entry <> '' ORDER BY name DESC LIMIT 1
"""


def keep(rows: Iterable[Mapping[str, object]]) -> None:
	"""Insert records by SQL, because the doctype refuses every insert; each row has the columns of `WRITTEN`."""
	given = list(rows)
	user, now = frappe.session.user, frappe.utils.now_datetime()
	numbers = next_numbers(DOCTYPE, len(given))
	written = [
		(number, now, now, user, user, *(row[column] for column in WRITTEN))
		for number, row in zip(numbers, given, strict=True)
	]
	records.insert(DOCTYPE, (*STANDARD, *WRITTEN), written)


def apply(voucher_type: str, stocks: Mapping[str, VoucherStock], *, lock: bool = False) -> None:
	"""Give vouchers, by number, the movements that they really made."""
	for number, corrections in of_vouchers(voucher_type, list(stocks), lock=lock).items():
		stocks[number].movements = with_right_batches(stocks[number].movements, corrections)
	if voucher_type == STOCK_ENTRY:
		for number in correcting(list(stocks)):
			stocks[number].movements = []


def of_vouchers(
	voucher_type: str, voucher_nos: Sequence[str], *, lock: bool = False
) -> dict[str, list[RightBatch]]:
	"""Return the corrections of vouchers, in the order in which they were made, by voucher number.

	`lock` reads what is committed now, and lets no other correction of the vouchers be made until the transaction ends.
	"""
	found: dict[str, list[RightBatch]] = {}
	rows = frappe.db.sql(
		OF_VOUCHERS + (" FOR UPDATE" if lock else ""),
		{"voucher_type": voucher_type, "voucher_nos": tuple(voucher_nos)},
	)
	for number, *correction in rows:
		found.setdefault(number, []).append(RightBatch(*correction))
	return found


def correcting(stock_entries: Sequence[str]) -> set[str]:
	"""Return those of these Stock Entries that correct ERPNext's stock after a correction of other vouchers."""
	rows = frappe.db.sql(CORRECTING, {"names": tuple(stock_entries)}) if stock_entries else ()
	return {name for (name,) in rows}


def entry_that_took_out(batch: str, voucher: tuple[str, str], row: str) -> str | None:
	"""Return the Stock Entry that took a batch out when it was found to be what the row of a voucher moved."""
	voucher_type, voucher_no = voucher
	found = frappe.db.sql(
		TOOK_OUT, {"voucher_type": voucher_type, "voucher_no": voucher_no, "row": row, "batch": batch}
	)
	return found[0][0] if found else None


def still_corrected(corrections: Iterable[RightBatch]) -> list[str]:
	"""Return the batches that a voucher moved by its corrections, and which no later one has corrected back."""
	net: dict[tuple[str, str, str], float] = {}
	for each in corrections:
		for batch, quantity in ((each.batch, -each.qty), (each.right_batch, each.qty)):
			key = (each.row, each.warehouse, batch)
			net[key] = net.get(key, 0.0) + quantity
	return sorted({batch for (_row, _warehouse, batch), quantity in net.items() if quantity > 1e-9})

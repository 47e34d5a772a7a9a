"""The supplier's batch number: read from receipts and copied to the Batch, as corrected since."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe
from frappe.utils import sha256_hash
from frappe.utils.global_search import update_global_search

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.corrections import corrected, corrections_of
from batch_trace.core.terms.movements import Movement, Voucher
from batch_trace.ledger.jobs import enqueue_once
from batch_trace.ledger.sealing import states

RECEIPT_ROWS = {
	"Purchase Receipt": "Purchase Receipt Item",
	"Purchase Invoice": "Purchase Invoice Item",
	"Subcontracting Receipt": "Subcontracting Receipt Item",
}


ONLY_ON_BATCH = """
	SELECT sbe.name, b.supplier_batch
	FROM `tabStock Ledger Entry` sle
	JOIN `tabSerial and Batch Entry` sbe
		ON sbe.parent = sle.serial_and_batch_bundle AND sbe.parenttype = 'Serial and Batch Bundle'
	JOIN `tabBatch` b ON b.name = sbe.batch_no AND b.supplier_batch <> ''
	JOIN `tab{voucher}` voucher ON voucher.name = sle.voucher_no AND COALESCE(b.supplier, '') IN ('', voucher.supplier)
	LEFT JOIN `tab{row}` row ON row.name = sle.voucher_detail_no
	WHERE sle.voucher_type = %(voucher_type)s AND sle.voucher_no = %(voucher_no)s AND sle.is_cancelled = 0
		AND sle.actual_qty > 0 AND COALESCE(sbe.supplier_batch, '') = '' AND COALESCE(row.supplier_batch, '') = ''
"""


def keep_on_voucher(voucher_type: str, voucher_no: str) -> None:
	"""Copy supplier's batch numbers that only the Batch has to the voucher's bundles.

	So the voucher keeps them, even if the Batch changes later.
	"""
	query = ONLY_ON_BATCH.format(row=RECEIPT_ROWS[voucher_type], voucher=voucher_type)
	for entry, supplier_batch in frappe.db.sql(
		query, {"voucher_type": voucher_type, "voucher_no": voucher_no}
	):
		frappe.db.set_value(
			"Serial and Batch Entry", entry, "supplier_batch", supplier_batch, update_modified=False
		)


def add_supplier_batches(
	voucher_type: str, vouchers: Mapping[str, Voucher], movements: Mapping[str, list[Movement]]
) -> None:
	"""Set the supplier's batch number of received batches in place: from the bundle, else from the voucher's row."""
	if voucher_type not in RECEIPT_ROWS:
		return
	by_row = _of_rows(RECEIPT_ROWS[voucher_type], list(movements))
	for number, rows in movements.items():
		if vouchers[number].kind in (et.RECEIPT, et.SUBCONTRACTING):
			rows[:] = [
				_with_supplier_batch(m, by_row) if m.qty > 0 else m._replace(supplier_batch="") for m in rows
			]


def _with_supplier_batch(m: Movement, by_row: Mapping[str, str]) -> Movement:
	return m._replace(supplier_batch=m.supplier_batch or by_row.get(m.row, ""))


def _of_rows(doctype: str, vouchers: list[str]) -> dict[str, str]:
	rows = frappe.get_all(
		doctype,
		filters={"parent": ["in", vouchers], "supplier_batch": ["is", "set"]},
		fields=["name", "supplier_batch"],
		order_by=None,
	)
	return {row.name: row.supplier_batch for row in rows}


def copy_to_batches(voucher_type: str, voucher_no: str) -> None:
	"""Set supplier and supplier's batch number of each received batch from its latest receipt in force, as corrected.

	If the values of a batch came from a receipt that is now cancelled, and there is no other receipt, clear them.
	"""
	received = _received_batches(voucher_type, voucher_no)
	if not received:
		return
	latest = _latest_receipts(list(received))
	corrections = _corrections(list(received))
	changes: dict[str, dict[str, str | None]] = {}
	for batch, current in _values_on_batches(list(received)).items():
		values = latest.get(batch)
		if values:
			values["supplier_batch"] = corrected(values["supplier_batch"], corrections.get(batch, ())) or None
		own = corrected(received[batch], corrections.get(batch, ()))
		if values is None and own and own == current["supplier_batch"]:
			values = {"supplier_batch": None, "supplier": None}
		if values and values != current:
			changes[batch] = values
	states.set_values("Batch", changes)
	let_be_found(changes)


def let_be_found(batches: Collection[str]) -> None:
	"""Let global search find the batches by the supplier's number that they have now, after the commit."""
	if batches:
		names = sorted(batches)
		job = f"batch_trace_search_{sha256_hash(','.join(names))[:16]}"
		enqueue_once("batch_trace.ledger.supplier_batches.index", job, batches=names)


def index(batches: Collection[str]) -> None:
	"""Give Frappe's global search what the batches say."""
	for name in batches:
		if frappe.db.exists("Batch", name):
			update_global_search(frappe.get_doc("Batch", name))


def _received_batches(voucher_type: str, voucher_no: str) -> dict[str, str]:
	"""Return the supplier's batch number on the voucher, by batch."""
	event, entry = frappe.qb.DocType("Trace Event"), frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(entry.event == event.name)
		.select(entry.batch, entry.supplier_batch)
		.orderby(entry.batch, entry.name)
		.where((event.voucher_type == voucher_type) & (event.voucher_no == voucher_no))
		.where((entry.direction == "In") & entry.event_type.isin([et.RECEIPT, et.SUBCONTRACTING]))
		.where(entry.batch.isnotnull())
	)
	return dict(query.run())


def _latest_receipts(batches: list[str]) -> dict[str, dict[str, str | None]]:
	"""Return supplier and supplier's batch number of each batch's latest receipt that was not reversed."""
	rows = frappe.db.sql(
		"""SELECT e.batch, e.supplier_batch, v.party
		FROM `tabTrace Entry` e JOIN `tabTrace Event` v ON v.name = e.event
		WHERE e.batch IN %(batches)s AND e.direction = 'In' AND e.event_type IN %(types)s AND e.event = e.of_event
			AND e.supplier_batch <> ''
			AND NOT EXISTS (SELECT 1 FROM `tabTrace Event` r WHERE r.reverses = e.event)
		ORDER BY e.posting_datetime, e.name""",
		{"batches": tuple(batches), "types": (et.RECEIPT, et.SUBCONTRACTING)},
	)
	return {
		batch: {"supplier_batch": supplier_batch, "supplier": party or None}
		for batch, supplier_batch, party in rows
	}


def _values_on_batches(batches: list[str]) -> dict[str, dict[str, str | None]]:
	"""Return the current supplier and supplier's batch number of each Batch."""
	rows = frappe.db.sql(
		"SELECT name, supplier_batch, supplier FROM `tabBatch` WHERE name IN %(batches)s ORDER BY name",
		{"batches": tuple(batches)},
	)
	return {
		name: {"supplier_batch": supplier_batch or None, "supplier": party or None}
		for name, supplier_batch, party in rows
	}


def _corrections(batches: list[str]) -> dict[str, list[tuple[str, str]]]:
	"""Return the corrections of each batch's supplier's batch number."""
	fields = ["batch", "old_supplier_batch", "new_supplier_batch"]
	rows = frappe.get_all(
		"Batch Correction",
		{"batch": ["in", batches]},
		fields,
		order_by="name",
		as_list=True,
		limit_page_length=0,
	)
	return corrections_of(rows)

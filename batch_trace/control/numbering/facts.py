"""What is known of a batch when it gets its number: from the voucher's row, from the Batch, or given for a preview."""

from __future__ import annotations

from datetime import date, datetime

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime, getdate, now_datetime

from batch_trace.core.numbering.rule import Facts

WORK_ORDER, STOCK_ENTRY = "Work Order", "Stock Entry"
LAST_WORKSTATION = """
	SELECT workstation FROM `tabWork Order Operation`
	WHERE parent = %(order)s AND COALESCE(workstation, '') <> '' ORDER BY idx DESC LIMIT 1
"""


def of_row(doc: Document, row: Document) -> Facts:
	"""Return what a voucher and its row say of the batch that the row brings in."""
	return Facts(
		posted=_posted(doc),
		item_code=row.item_code,
		**_company(doc.get("company")),
		warehouse=_warehouse(row.get("t_warehouse") or row.get("warehouse") or row.get("rejected_warehouse")),
		supplier_batch=row.get("supplier_batch") or "",
		workstation=_workstation(doc),
	)


def given(
	item_code: str, company: str | None = None, day: date | None = None, warehouse: str | None = None
) -> Facts:
	"""Return the facts for a batch of which only this is known."""
	at = datetime.combine(day, now_datetime().time()) if day else now_datetime()
	return Facts(
		posted=at,
		item_code=item_code,
		**_company(company or default_company()),
		warehouse=_warehouse(warehouse),
	)


def of_batch(batch: Document) -> Facts:
	"""Return what is known of a Batch that is being named: from what makes it, or from the Batch itself."""
	if batch.reference_doctype == WORK_ORDER and batch.reference_name:
		return _of_work_order(batch)
	moved = _moved(batch) if batch.reference_doctype and batch.reference_name else None
	if moved:
		return moved
	entered = getdate(batch.manufacturing_date) if batch.manufacturing_date else None
	return Facts(
		posted=now_datetime(),
		item_code=batch.item,
		**_company(default_company()),
		supplier_batch=batch.get("supplier_batch") or "",
		production_date=entered,
	)


def default_company() -> str | None:
	"""Return the company of the user, or else of the site."""
	return frappe.defaults.get_user_default("Company") or frappe.defaults.get_global_default("company")


def _of_work_order(batch: Document) -> Facts:
	order = frappe.db.get_value(
		WORK_ORDER, batch.reference_name, ["company", "fg_warehouse", "planned_start_date"], as_dict=True
	)
	return Facts(
		posted=now_datetime(),
		item_code=batch.item,
		**_company(order.company),
		warehouse=_warehouse(order.fg_warehouse),
		workstation=_last_workstation(batch.reference_name),
		production_date=getdate(order.planned_start_date) if order.planned_start_date else None,
	)


def _moved(batch: Document) -> Facts | None:
	"""Return what the voucher says that makes the batch: ERPNext names no row, but has just written its ledger entry."""
	filters = {
		"voucher_type": batch.reference_doctype,
		"voucher_no": batch.reference_name,
		"item_code": batch.item,
		"is_cancelled": 0,
		"serial_and_batch_bundle": ["is", "not set"],
	}
	fields = ["voucher_detail_no", "warehouse", "company", "posting_date", "posting_time"]
	entries = frappe.get_all("Stock Ledger Entry", filters, fields, order_by="creation desc", limit=1)
	if not entries:
		return None
	entry = entries[0]
	doc = frappe.get_cached_doc(batch.reference_doctype, batch.reference_name)
	row = next((row for row in doc.get_all_children() if row.name == entry.voucher_detail_no), frappe._dict())
	return Facts(
		posted=_at(entry.posting_date, entry.posting_time),
		item_code=batch.item,
		**_company(entry.company),
		warehouse=_warehouse(entry.warehouse),
		supplier_batch=row.get("supplier_batch") or "",
		workstation=_workstation(doc),
	)


def _posted(doc: Document) -> datetime:
	"""Return when a voucher is posted; without a time of its own ERPNext posts it at the time of saving."""
	if not doc.get("set_posting_time") or not doc.get("posting_date"):
		return now_datetime()
	return _at(doc.posting_date, doc.get("posting_time"))


def _at(day: object, time: object) -> datetime:
	return get_datetime(f"{getdate(day)} {time or '00:00:00'}")


def _company(company: str | None) -> dict[str, str]:
	abbr = frappe.get_cached_value("Company", company, "abbr") if company else ""
	return {"company": company or "", "company_abbr": abbr or ""}


def _warehouse(warehouse: str | None) -> str:
	"""Return the name of a warehouse without the company."""
	return (frappe.get_cached_value("Warehouse", warehouse, "warehouse_name") or "") if warehouse else ""


def _workstation(doc: Document) -> str:
	"""Return where a production was made: at the workstation of its Job Card, or of the order's last operation."""
	if doc.doctype != STOCK_ENTRY:
		return ""
	if doc.get("job_card"):
		return frappe.db.get_value("Job Card", doc.job_card, "workstation") or ""
	return _last_workstation(doc.work_order) if doc.get("work_order") else ""


def _last_workstation(order: str) -> str:
	rows = frappe.db.sql(LAST_WORKSTATION, {"order": order})
	return rows[0][0] if rows else ""

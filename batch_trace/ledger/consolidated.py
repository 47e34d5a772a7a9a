"""Consolidated Sales Invoices: for which POS Invoices ERPNext made them.

A Sales Invoice says of itself that it is consolidated, and its rows name POS Invoices; anybody can write that. It counts
only for POS Invoices that a submitted POS Invoice Merge Log merged, and only for the first invoice that was made for
them after the log.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe

MERGED = """
	SELECT DISTINCT invoice.name, item.pos_invoice
	FROM `tabSales Invoice` invoice
	JOIN `tabSales Invoice Item` item ON item.parent = invoice.name
	JOIN `tabPOS Invoice` sale ON sale.name = item.pos_invoice AND (sale.docstatus = 1 OR invoice.docstatus = 2)
	JOIN `tabPOS Invoice Reference` merged ON merged.pos_invoice = sale.name AND merged.parenttype = 'POS Invoice Merge Log'
	JOIN `tabPOS Invoice Merge Log` log ON log.name = merged.parent AND log.creation <= invoice.creation
		AND (log.docstatus = 1 OR (log.docstatus = 2 AND invoice.docstatus = 2))
	WHERE invoice.name IN %(invoices)s AND invoice.is_consolidated = 1 AND NOT EXISTS (
		SELECT 1 FROM `tabSales Invoice Item` other
		JOIN `tabSales Invoice` earlier ON earlier.name = other.parent
		WHERE other.pos_invoice = sale.name AND earlier.is_consolidated = 1 AND earlier.docstatus > 0
			AND earlier.name != invoice.name AND earlier.creation >= log.creation
			AND (earlier.creation, earlier.name) < (invoice.creation, invoice.name)
	)
"""
"""Later invoices that name the same sales were not made by the merging; the sales have been accounted for already."""

MERGING = """
	SELECT DISTINCT sale.name
	FROM `tabPOS Invoice` sale
	JOIN `tabPOS Invoice Reference` merged ON merged.pos_invoice = sale.name AND merged.parenttype = 'POS Invoice Merge Log'
	JOIN `tabPOS Invoice Merge Log` log ON log.name = merged.parent AND log.docstatus = 1
	WHERE sale.name IN %(sales)s AND sale.docstatus = 1 AND NOT EXISTS (
		SELECT 1 FROM `tabSales Invoice Item` other
		JOIN `tabSales Invoice` earlier ON earlier.name = other.parent
		WHERE other.pos_invoice = sale.name AND earlier.is_consolidated = 1 AND earlier.docstatus > 0
			AND earlier.creation >= log.creation
	)
"""


def merged(sales_invoices: Sequence[str]) -> dict[str, list[str]]:
	"""Return the POS Invoices that each of these Sales Invoices was made for by ERPNext; others are left out."""
	sales: dict[str, list[str]] = {}
	if sales_invoices:
		for invoice, sale in frappe.db.sql(MERGED, {"invoices": tuple(sales_invoices)}):
			sales.setdefault(invoice, []).append(sale)
	return sales


def merged_into(sales: Sequence[str]) -> dict[str, str]:
	"""Return the Sales Invoice that ERPNext made for each of these POS Invoices; those without one are left out."""
	named = frappe.get_all(
		"Sales Invoice Item",
		{"pos_invoice": ["in", list(sales)], "docstatus": 1},
		pluck="parent",
		distinct=True,
		order_by=None,
		limit_page_length=0,
	)
	return {
		sale: invoice for invoice, of_invoice in merged(named).items() for sale in of_invoice if sale in sales
	}


def being_merged(sales: Collection[str]) -> set[str]:
	"""Return those POS Invoices that a submitted merge log is making a Sales Invoice for now."""
	if not sales:
		return set()
	return {name for (name,) in frappe.db.sql(MERGING, {"sales": tuple(sales)})}

"""Cancelling a voucher and amending it, as users do: the copy has no batches where ERPNext has emptied them."""

from __future__ import annotations

from collections.abc import Callable

import frappe

from tests.integration.support.story import undo


def copied(voucher, change: Callable = lambda doc: None):
	"""Return the amended draft of a cancelled voucher, not saved yet, after `change`."""
	again = frappe.copy_doc(frappe.get_doc(voucher.doctype, voucher.name))
	again.update({"amended_from": voucher.name, "docstatus": 0})
	change(again)
	return again


def amend(voucher, change: Callable = lambda doc: None):
	"""Cancel a voucher and submit its amendment."""
	undo(voucher)
	again = copied(voucher, change)
	again.insert()
	again.submit()
	return again

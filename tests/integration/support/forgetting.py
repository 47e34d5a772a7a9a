"""Clears the caches of documents after a rollback."""

from __future__ import annotations

import frappe
from frappe.utils import caching

from batch_trace.control.policy import attribute_values


def forget_documents() -> None:
	"""Clear cached documents, whose changes were rolled back, but keep cached doctypes."""
	if hasattr(frappe, "client_cache"):
		frappe.client_cache.delete_keys("document_cache::*")
	frappe.cache.delete_keys("document_cache::")
	frappe.cache.delete_keys("defaults")
	frappe.cache.delete_value(attribute_values.CACHE)
	frappe.local.cache = {
		key: value for key, value in frappe.local.cache.items() if "document_cache" not in str(key)
	}
	frappe.db.value_cache.clear()
	caching._SITE_CACHE.clear()
	if hasattr(frappe.local, "request_cache"):
		frappe.local.request_cache.clear()
	frappe.local.future_sle = {}  # by voucher number, which the next test uses again

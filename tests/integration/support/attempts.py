"""Every way that Frappe offers to change a row."""

from __future__ import annotations

import frappe
from frappe import client
from frappe.model.rename_doc import rename_doc


def attempts(doctype: str):
	"""Return all documents' methods and calls of Frappe that can change a row."""
	name = frappe.get_last_doc(doctype).name

	def save(**flags: object) -> None:
		doc = frappe.get_doc(doctype, name)
		doc.voucher_no = doc.warehouse = "forged"
		doc.flags.update({"ignore_permissions": True, **flags})
		doc.save()

	def bulk_update() -> None:
		changes = [{"doctype": doctype, "docname": name, "warehouse": "forged", "voucher_no": "forged"}]
		failed = client.bulk_update(frappe.as_json(changes))["failed_docs"]
		if failed:
			raise frappe.PermissionError

	return {
		"save": save,
		"save past validation": lambda: save(ignore_validate=True),
		"save past mandatory": lambda: save(ignore_mandatory=True, ignore_links=True, ignore_version=True),
		"db_set": lambda: frappe.get_doc(doctype, name).db_set("warehouse", "forged"),
		"db_update": lambda: frappe.get_doc(doctype, name).db_update(),
		"insert": lambda: frappe.get_doc({"doctype": doctype}).insert(ignore_permissions=True),
		"insert past validation": lambda: frappe.copy_doc(frappe.get_doc(doctype, name)).db_insert(),
		"delete": lambda: frappe.get_doc(doctype, name).delete(ignore_permissions=True),
		"delete with force": lambda: frappe.delete_doc(doctype, name, force=1, ignore_permissions=True),
		"delete past the hook": lambda: frappe.delete_doc(doctype, name, force=1, ignore_on_trash=True),
		"rename": lambda: rename_doc(doctype, name, "999999", force=True),
		"merge": lambda: rename_doc(doctype, name, "999999", force=True, merge=True),
		"client set_value": lambda: client.set_value(doctype, name, "warehouse", "forged"),
		"client save": lambda: client.save(frappe.get_doc(doctype, name).as_json()),
		"client insert": lambda: client.insert({"doctype": doctype}),
		"client delete": lambda: client.delete(doctype, name),
		"client bulk_update": bulk_update,
	}

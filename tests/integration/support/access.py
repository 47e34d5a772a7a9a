"""Users with limited permissions, and a company they may not read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

OTHER_COMPANY = "Quite Another Company"


def as_user(email: str) -> None:
	frappe.clear_cache(user=email)
	frappe.set_user(email)


def other_company() -> str:
	company = frappe.get_doc(
		{"doctype": "Company", "company_name": OTHER_COMPANY, "abbr": "QAC", "name": OTHER_COMPANY}
	)
	company.db_insert()
	return company.name


@contextmanager
def without_right(doctype: str, role: str) -> Iterator[None]:
	"""Take a role's rights on a doctype away for a while, as a site may."""
	rights = {"parent": doctype, "role": role}
	rows = [
		frappe.get_doc("Custom DocPerm", name)
		for name in frappe.get_all("Custom DocPerm", rights, pluck="name")
	]
	frappe.db.delete("Custom DocPerm", rights)
	frappe.clear_cache(doctype=doctype)
	try:
		yield
	finally:
		for row in rows:
			row.db_insert()
		frappe.clear_cache(doctype=doctype)

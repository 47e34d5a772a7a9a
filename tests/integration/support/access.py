"""Users with limited permissions, and a company they may not read."""

from __future__ import annotations

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

"""Runs a report as the desk does."""

from __future__ import annotations

import frappe
from frappe.desk.query_report import run


def report(name: str, **filters: object) -> frappe._dict:
	"""Run a report as the desk does."""
	return frappe._dict(run(name, filters=filters, ignore_prepared_report=True))


def figures(found: frappe._dict) -> dict[str, object]:
	return {figure["label"]: figure["value"] for figure in found.report_summary}

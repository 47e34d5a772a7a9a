"""Records the demo company's ledger in the package, for use without ERPNext."""

import frappe

from batch_trace.core.cli import RECORDED
from batch_trace.ledger.export import export
from batch_trace.setup.demo import CASE


def record() -> str:
	"""Write the site's ledger with its worked case to the package's data, and return the path."""
	path = frappe.get_app_path("batch_trace", "data", RECORDED)
	export(path, CASE._asdict())
	return path

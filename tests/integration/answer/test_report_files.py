"""Files of tree reports: complete, whatever is collapsed on the screen."""

from __future__ import annotations

import csv
import io
import json

import frappe
import pytest

from batch_trace.api.report_export import TREES, export_query
from tests.integration.support.plant import CUSTOMER, SUPPLIER
from tests.integration.support.reports import report


def exported(name: str, shown: list[int], **filters: object) -> list[list[str]]:
	"""Return the lines of the CSV file that the desk asks for while only some rows are shown."""
	frappe.local.form_dict = frappe._dict(
		cmd="frappe.desk.query_report.export_query",
		report_name=name,
		file_format_type="CSV",
		filters=json.dumps(filters),
		visible_idx=json.dumps(shown),
	)
	export_query()
	content = frappe.response["filecontent"]
	return list(csv.reader(io.StringIO(content.decode() if isinstance(content, bytes) else content)))


def test_a_collapsed_trace_is_exported_whole(bakery):
	asked = {"start_type": "Batch", "start": bakery.dough, "direction": "Both"}
	lines = exported("Batch Trace", [0], **asked)
	assert len(lines) == 1 + len(report("Batch Trace", **asked).result)
	assert {CUSTOMER, SUPPLIER} <= {line[0].strip() for line in lines}


def test_other_reports_are_exported_as_they_are_shown(bakery):
	lines = exported("Batch Movements", [0], batch=bakery.dough)
	assert len(lines) == 2


def test_every_tree_of_the_app_is_known():
	folder = frappe.get_app_path("batch_trace", "batch_trace", "report")
	from pathlib import Path

	scripts = [path for path in Path(folder).glob("*/*.js") if "tree: true" in path.read_text()]
	assert {frappe.get_file_json(str(path.with_suffix(".json")))["name"] for path in scripts} == set(TREES)


@pytest.mark.usefixtures("plant")
def test_batches_are_found_by_the_suppliers_number(plant):
	from batch_trace.api import pickers

	plant.receive("FLOUR", 10, "F1")
	frappe.db.set_value("Batch", "F1", "supplier_batch", "SQ-CN-2629-41")
	found = pickers.any_batch("Batch", "CN-2629", "name", 0, 10, {})
	assert [row[:3] for row in found] == [("F1", "FLOUR", "SQ-CN-2629-41")]

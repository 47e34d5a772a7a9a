"""Install, uninstall, install again: nothing is left behind, and it works."""

from __future__ import annotations

import pytest

from batch_trace.setup.custom_fields import CUSTOM_FIELDS
from tests.integration.support.spare_site import SpareSite

SCRIPT = "whole_site.py"


@pytest.fixture(scope="module")
def spare(site):
	"""A site with ERPNext and without the app."""
	spare = SpareSite(f"bare-{site}")
	spare.make()
	yield spare
	spare.drop()


def test_install_uninstall_install(spare):
	before = spare.run(SCRIPT)
	assert "batch_trace" not in before["apps"]
	spare.bench("frappe", spare.name, "install-app", "batch_trace")
	with_app = spare.run(SCRIPT)
	assert {"tabTrace Event", "DocType: Trace Entry", "Role: Batch Trace User", "trace_event_id_seq"} <= set(
		with_app["found"]
	)
	assert spare.run(SCRIPT, "receive") == [["In", "F1", 10.0]]

	after_use = set(spare.run(SCRIPT)["found"])
	spare.bench("frappe", spare.name, "uninstall-app", "batch_trace", "--yes", "--no-backup")
	after = spare.run(SCRIPT)
	assert after["apps"] == before["apps"]
	used = after_use - set(with_app["found"])
	left = set(after["found"]) - set(before["found"]) - used
	assert {item for item in left if not is_kept_data(item)} == set()
	new = set(after["found"]) - set(before["found"])
	assert not [item for item in new if "trace" in item.lower() and not is_kept_data(item)]
	assert set(before["found"]) <= set(after["found"])

	spare.bench("frappe", spare.name, "install-app", "batch_trace")
	assert set(with_app["found"]) <= set(spare.run(SCRIPT)["found"])
	assert spare.run(SCRIPT, "receive") == [["In", "F1", 10.0]]


def is_kept_data(item: str) -> bool:
	"""Frappe keeps the columns of removed custom fields, with what users typed; `bench trim-tables` drops them. The switch that lets
	ERPNext 16 have batches at all stays on."""
	if item == "DefaultValue: enable_serial_and_batch_no_for_item":
		return True
	columns = {
		f"tab{doctype}.{field['fieldname']}" for doctype, fields in CUSTOM_FIELDS.items() for field in fields
	}
	return item in columns or item.removesuffix("_index") in columns
